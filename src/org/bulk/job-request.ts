/** A new ingest job as it is asked for, and a job as the API shows it. Source: Bulk API 2.0 Developer Guide, "Create a Job", "Get Information About an Ingest Job". */
import type { IngestJob, IngestOperation, NewIngestJob } from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { ApiException } from '../../protocol/index.ts';
import { DELIMITERS, LINE_ENDINGS } from './csv-file.ts';

const OPERATIONS: readonly IngestOperation[] = ['insert', 'update', 'upsert', 'delete'];

/** `asked`: the body of the request. Throws 400 for what is wrong and for what is not carried out. */
export function readJobRequest(
  asked: Readonly<Record<string, unknown>>,
  schema: OrgSchema,
  user: { readonly id: string; readonly username: string },
  apiVersion: number
): NewIngestJob {
  const text = (name: string, otherwise = ''): string => String(asked[name] ?? otherwise);
  const describe = schema.objects.get(text('object').toLowerCase());
  if (!describe) throw refused('INVALIDENTITY', `The object ${text('object') || '(none)'} is not in the org.`);
  if (describe.kind !== 'standard' && describe.kind !== 'custom') {
    throw refused('INVALIDENTITY', `${describe.name} cannot be loaded with the Bulk API.`);
  }
  const operation = OPERATIONS.find((candidate) => candidate === text('operation'));
  if (!operation) {
    throw refused(
      'INVALIDOPERATION',
      `The operation ${text('operation') || '(none)'} is not one of ${OPERATIONS.join(', ')}.`
    );
  }
  if (asked['assignmentRuleId']) {
    throw refused('INVALIDJOB', 'assignmentRuleId is not supported: the local org has no assignment rules.');
  }
  if (text('contentType', 'CSV') !== 'CSV') throw refused('INVALIDJOB', 'contentType must be CSV.');
  const columnDelimiter = text('columnDelimiter', 'COMMA');
  if (!Object.hasOwn(DELIMITERS, columnDelimiter)) {
    throw refused('INVALIDJOB', `columnDelimiter must be one of ${Object.keys(DELIMITERS).join(', ')}.`);
  }
  const lineEnding = text('lineEnding', 'LF');
  if (!Object.hasOwn(LINE_ENDINGS, lineEnding)) {
    throw refused('INVALIDJOB', `lineEnding must be one of ${Object.keys(LINE_ENDINGS).join(', ')}.`);
  }
  let externalIdField: string | null = null;
  if (operation === 'upsert') {
    const field = describe.fields.get(text('externalIdFieldName').toLowerCase());
    if (!field || !(field.externalId || field.name === 'Id')) {
      throw refused(
        'INVALIDJOB',
        `externalIdFieldName ${text('externalIdFieldName') || '(none)'} is not an external id of ${describe.name}.`
      );
    }
    externalIdField = field.name;
  } else if (asked['externalIdFieldName']) {
    throw refused('INVALIDJOB', 'externalIdFieldName belongs to the operation upsert.');
  }
  return {
    username: user.username,
    userId: user.id,
    object: describe.name,
    operation,
    externalIdField,
    columnDelimiter,
    lineEnding,
    apiVersion
  };
}

/** `whole`: with what only "Get Information" shows. */
export function jobJson(job: IngestJob, whole: boolean): Record<string, unknown> {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.userId,
    createdDate: dateText(job.createdAt),
    systemModstamp: dateText(job.modifiedAt),
    state: job.state,
    ...(job.externalIdField !== null && { externalIdFieldName: job.externalIdField }),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: job.apiVersion,
    ...(job.state === 'Open' && { contentUrl: `services/data/v${job.apiVersion}.0/jobs/ingest/${job.id}/batches` }),
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
    jobType: 'V2Ingest',
    ...(whole && {
      retries: 0,
      totalProcessingTime: job.processingTime,
      apiActiveProcessingTime: job.processingTime,
      apexProcessingTime: 0,
      numberRecordsProcessed: job.processed,
      numberRecordsFailed: job.failed,
      ...(job.errorMessage !== null && { errorMessage: job.errorMessage })
    })
  };
}

function dateText(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}

export function refused(code: string, message: string): ApiException {
  return new ApiException(400, code, message);
}
