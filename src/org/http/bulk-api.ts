/** `/services/data/vXX.0/jobs/ingest`: Bulk API 2.0 ingest jobs; query jobs: `bulk-query-api.ts`. Source: Bulk API 2.0 Developer Guide, "Bulk API 2.0 Ingest". */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { isIdText, makeId, type Clock } from '../../base/index.ts';
import type { IngestJob, IngestStore } from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { ApiException, methodNotAllowed, notFound } from '../../protocol/index.ts';
import type { IngestJobs } from '../bulk/ingest-jobs.ts';
import { readBoundedText } from './body.ts';
import { answerBulkQuery } from './bulk-query-api.ts';
import { jobJson, readJobRequest } from '../bulk/job-request.ts';
import type { QueryJobs } from '../bulk/query-jobs.ts';
import { resultLines, type ResultKind } from '../bulk/job-results.ts';
import { refused } from '../bulk/refusal.ts';
import { readForm } from '../rest/form.ts';
import { parseJsonObject } from '../rest/request.ts';
import { jsonAnswer } from './app.ts';

export interface BulkApi {
  readonly store: IngestStore;
  readonly jobs: IngestJobs;
  readonly queries: QueryJobs;
  readonly schema: () => OrgSchema;
  readonly clock: Clock;
}

export interface BulkUser {
  readonly id: string;
  readonly username: string;
}

/** Key prefix of an AsyncApexJob of the Bulk API. Source: Salesforce Help, "Standard Field Record ID Prefix Decoder" (750). */
const KEY_PREFIX = '750';
/** Source: Bulk API 2.0 Developer Guide, "Limits" (file size after encoding). */
const MAXIMUM_UPLOAD_BYTES = 150 * 1024 * 1024;
/** Of a job without its data: as any other body of the REST API. */
export const MAXIMUM_DESCRIPTION_BYTES = 6 * 1024 * 1024;
const RESULTS: readonly ResultKind[] = ['successfulResults', 'failedResults', 'unprocessedrecords'];

/** `segments` after `jobs/`. */
export async function answerBulk(
  request: Request,
  segments: readonly string[],
  version: number,
  user: BulkUser,
  api: BulkApi
): Promise<Response> {
  const [kind = '', id, part, ...rest] = segments;
  if (kind.toLowerCase() === 'query') return answerBulkQuery(request, segments.slice(1), version, user, api.queries);
  if (kind.toLowerCase() !== 'ingest' || rest.length > 0) throw notFound();
  if (id === undefined) {
    if (request.method === 'POST') return createJob(request, version, user, api);
    if (request.method === 'GET') return listJobs(request, api);
    throw methodNotAllowed(request.method, ['GET', 'POST']);
  }
  const job = isIdText(id) ? api.store.find(id) : null;
  if (!job) throw notFound();
  if (part === undefined) return oneJob(request, job, api);
  if (part === 'batches') {
    if (request.method !== 'PUT') throw methodNotAllowed(request.method, ['PUT']);
    await upload(request.body, job, api);
    return new Response(null, { status: 201 });
  }
  const wanted = RESULTS.find((result) => result.toLowerCase() === part.toLowerCase());
  if (!wanted) throw notFound();
  if (request.method !== 'GET') throw methodNotAllowed(request.method, ['GET']);
  return resultFile(job, wanted, api);
}

async function createJob(request: Request, version: number, user: BulkUser, api: BulkApi): Promise<Response> {
  const multipart = /^multipart\/form-data/i.test(request.headers.get('content-type') ?? '');
  const form = multipart ? await readForm(request) : null;
  const description = form ? await partText(form, 'job') : await readBoundedText(request, MAXIMUM_DESCRIPTION_BYTES);
  const asked = readJobRequest(parseJsonObject(description), api.schema(), user, version);
  const id = makeId(KEY_PREFIX, api.store.nextNumber());
  const job = api.store.create(id, asked, api.clock.now());
  if (form) {
    await upload(new Blob([await partText(form, 'content')]).stream(), job, api);
    complete(job, api);
  }
  return jsonAnswer(200, jobJson(api.store.find(id) ?? job, false));
}

async function partText(form: FormData, name: string): Promise<string> {
  const part = form.get(name);
  if (part === null) throw refused('INVALIDJOB', `The multipart request has no part named ${name}.`);
  return typeof part === 'string' ? part : part.text();
}

function listJobs(request: Request, { store }: BulkApi): Response {
  const type = new URL(request.url).searchParams.get('jobType');
  const jobs = type === null || type === 'V2Ingest' ? store.list() : [];
  return jsonAnswer(200, { done: true, records: jobs.map((job) => jobJson(job, false)), nextRecordsUrl: null });
}

async function oneJob(request: Request, job: IngestJob, api: BulkApi): Promise<Response> {
  switch (request.method) {
    case 'GET':
      return jsonAnswer(200, jobJson(job, true));
    case 'PATCH': {
      const { state } = parseJsonObject(await readBoundedText(request, MAXIMUM_DESCRIPTION_BYTES));
      if (state === 'UploadComplete') complete(job, api);
      else if (state === 'Aborted') abort(job, api);
      else throw refused('INVALIDJOBSTATE', 'The state of a job can be set to UploadComplete or Aborted.');
      return jsonAnswer(200, jobJson(api.store.find(job.id) ?? job, false));
    }
    case 'DELETE':
      if (job.state === 'Open' || job.state === 'InProgress') {
        throw refused('INVALIDJOBSTATE', `A job in the state ${job.state} cannot be deleted: abort it first.`);
      }
      api.jobs.remove(job.id);
      return new Response(null, { status: 204 });
    default:
      throw methodNotAllowed(request.method, ['DELETE', 'GET', 'PATCH']);
  }
}

function complete(job: IngestJob, { store, jobs, clock }: BulkApi): void {
  if (!store.find(job.id)?.uploaded)
    throw refused('INVALIDJOBSTATE', `The job ${job.id} has no data: upload it first.`);
  if (!store.move(job.id, ['Open'], 'UploadComplete', clock.now())) {
    throw refused('INVALIDJOBSTATE', `The upload of a job in the state ${job.state} cannot be completed.`);
  }
  jobs.enqueue(job.id);
}

function abort(job: IngestJob, { store, clock }: BulkApi): void {
  if (!store.move(job.id, ['Open', 'UploadComplete', 'InProgress'], 'Aborted', clock.now())) {
    throw refused('INVALIDJOBSTATE', `A job in the state ${job.state} cannot be aborted.`);
  }
}

/** Streams to a file beside the final one, so that a broken upload leaves nothing behind. */
async function upload(body: ReadableStream<Uint8Array> | null, job: IngestJob, api: BulkApi): Promise<void> {
  if (job.state !== 'Open') throw refused('INVALIDJOBSTATE', `A job in the state ${job.state} takes no data.`);
  if (job.uploaded) {
    throw refused('INVALIDJOBSTATE', `Found multiple contents for job: ${job.id}; a job takes one upload.`);
  }
  if (!body) throw refused('INVALIDBATCH', 'The upload is empty.');
  const file = api.jobs.fileOf(job.id);
  const partial = `${file}.partial`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await pipeline(Readable.fromWeb(body), withinLimit, createWriteStream(partial));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  api.store.markUploaded(job.id, api.clock.now());
}

async function* withinLimit(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > MAXIMUM_UPLOAD_BYTES) {
      throw new ApiException(413, 'REQUEST_TOO_LARGE', `The upload is larger than ${MAXIMUM_UPLOAD_BYTES} bytes.`);
    }
    yield chunk;
  }
}

function resultFile(job: IngestJob, kind: ResultKind, { store, jobs }: BulkApi): Response {
  if (!['JobComplete', 'Failed', 'Aborted'].includes(job.state)) {
    throw refused('INVALIDJOBSTATE', `The job is in the state ${job.state}: it has no results yet.`);
  }
  const lines = Readable.from(resultLines(job, kind, store, jobs.fileOf(job.id)));
  const encoded = Readable.toWeb(lines).pipeThrough(new TextEncoderStream());
  return new Response(encoded, { status: 200, headers: { 'content-type': 'text/csv;charset=UTF-8' } });
}
