/** `/services/data/vXX.0/jobs/query`: Bulk API 2.0 query jobs. Source: Bulk API 2.0 Developer Guide, "Bulk API 2.0 Query". */
import { ApiException, methodNotAllowed, notFound } from '../../protocol/index.ts';
import { commonJobJson } from '../bulk/job-json.ts';
import type { QueryJobs } from '../bulk/query-jobs.ts';
import { readQueryRequest } from '../bulk/query-request.ts';
import type { QueryJob } from '../bulk/query-store.ts';
import { refused } from '../bulk/refusal.ts';
import { parseJsonObject } from '../rest/request.ts';
import { jsonAnswer } from './app.ts';
import { readBoundedText } from './body.ts';
import { MAXIMUM_DESCRIPTION_BYTES, type BulkUser } from './bulk-api.ts';

/** `segments` after `jobs/query`. */
export async function answerBulkQuery(
  request: Request,
  segments: readonly string[],
  version: number,
  user: BulkUser,
  jobs: QueryJobs
): Promise<Response> {
  const [id, part, ...rest] = segments;
  if (rest.length > 0) throw notFound();
  if (id === undefined) {
    if (request.method === 'POST') {
      const asked = parseJsonObject(await readBoundedText(request, MAXIMUM_DESCRIPTION_BYTES));
      return jsonAnswer(200, jobJson(jobs.create(readQueryRequest(asked), user, version), false));
    }
    if (request.method !== 'GET') throw methodNotAllowed(request.method, ['GET', 'POST']);
    const records = jobs.list().map((job) => jobJson(job, false));
    return jsonAnswer(200, { done: true, records, nextRecordsUrl: null });
  }
  const job = jobs.find(id);
  if (!job) throw notFound();
  if (part === undefined) return oneJob(request, job, jobs);
  if (part.toLowerCase() !== 'results') throw notFound();
  if (request.method !== 'GET') throw methodNotAllowed(request.method, ['GET']);
  return results(request, job, jobs);
}

async function oneJob(request: Request, job: QueryJob, jobs: QueryJobs): Promise<Response> {
  switch (request.method) {
    case 'GET':
      return jsonAnswer(200, jobJson(job, true));
    case 'PATCH': {
      const { state } = parseJsonObject(await readBoundedText(request, MAXIMUM_DESCRIPTION_BYTES));
      if (state !== 'Aborted') throw refused('INVALIDJOBSTATE', 'The state of a query job can be set to Aborted.');
      if (!jobs.abort(job)) throw refused('INVALIDJOBSTATE', `A job in the state ${job.state} cannot be aborted.`);
      return jsonAnswer(200, jobJson(job, false));
    }
    case 'DELETE':
      if (job.state === 'UploadComplete' || job.state === 'InProgress') {
        throw refused('INVALIDJOBSTATE', `A job in the state ${job.state} cannot be deleted: abort it first.`);
      }
      jobs.remove(job);
      return new Response(null, { status: 204 });
    default:
      throw methodNotAllowed(request.method, ['DELETE', 'GET', 'PATCH']);
  }
}

function results(request: Request, job: QueryJob, jobs: QueryJobs): Response {
  if (job.state !== 'JobComplete') {
    throw refused('INVALIDJOBSTATE', `The job is in the state ${job.state}: it has no results.`);
  }
  const parameters = new URL(request.url).searchParams;
  const number = (name: string): number | undefined => {
    const text = parameters.get(name);
    if (text === null) return undefined;
    if (!/^\d+$/.test(text)) throw new ApiException(400, 'INVALID_QUERY_LOCATOR', `${name} ${text} is not valid.`);
    return Number(text);
  };
  const most = number('maxRecords');
  if (most === 0) throw refused('INVALIDJOB', 'maxRecords must be at least 1.');
  const { csv, records, locator } = jobs.page(job, number('locator') ?? 0, most);
  return new Response(csv, {
    status: 200,
    headers: {
      'content-type': 'text/csv;charset=UTF-8',
      // The text "null" after the last page is documented.
      'sforce-locator': locator ?? 'null',
      'sforce-numberofrecords': String(records)
    }
  });
}

function jobJson(job: QueryJob, whole: boolean): Record<string, unknown> {
  return {
    ...commonJobJson(job),
    ...(whole && {
      jobType: 'V2Query',
      retries: 0,
      totalProcessingTime: job.processingTime,
      numberRecordsProcessed: job.processed,
      ...(job.errorMessage !== null && { errorMessage: job.errorMessage })
    })
  };
}
