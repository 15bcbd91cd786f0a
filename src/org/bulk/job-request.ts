/** A new ingest job as it is asked for, and a job as the API shows it. Source: Bulk API 2.0 Developer Guide, "Create a Job", "Get Information About an Ingest Job". */
import type { IngestJob, IngestOperation, NewIngestJob } from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { readCsvFormat } from './csv-format.ts';
import { commonJobJson } from './job-json.ts';
import { jsonText } from '../rest/request.ts';
import { refused } from './refusal.ts';

const OPERATIONS: readonly IngestOperation[] = ['insert', 'update', 'upsert', 'delete'];

/** `asked`: the body of the request. Throws 400 for what is wrong and for what is not carried out. */
export function readJobRequest(
  asked: Readonly<Record<string, unknown>>,
  schema: OrgSchema,
  user: { readonly id: string; readonly username: string },
  apiVersion: number
): NewIngestJob {
  const text = (name: string): string => jsonText(asked[name]);
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
  const format = readCsvFormat(asked);
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
    ...format,
    apiVersion
  };
}

/** `whole`: with what only "Get Information" shows. */
export function jobJson(job: IngestJob, whole: boolean): Record<string, unknown> {
  return {
    ...commonJobJson(job),
    ...(job.externalIdField !== null && { externalIdFieldName: job.externalIdField }),
    ...(job.state === 'Open' && { contentUrl: `services/data/v${job.apiVersion}.0/jobs/ingest/${job.id}/batches` }),
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
