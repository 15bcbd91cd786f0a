/** The result files of a job, streamed: the uploaded rows beside what became of them. Source: Bulk API 2.0 Developer Guide. */
import { stringify } from 'csv-stringify/sync';

import type { IngestJob, IngestStore } from '../../database/index.ts';
import { CsvProblem, readChunks, type CsvChunk } from './csv-file.ts';
import { csvOptions } from './csv-format.ts';

export type ResultKind = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

const OWN_COLUMNS: Readonly<Record<ResultKind, readonly string[]>> = {
  successfulResults: ['sf__Id', 'sf__Created'],
  failedResults: ['sf__Id', 'sf__Error'],
  unprocessedrecords: []
};

/** CSV in the job's own form. A job without an upload has no columns to name but those of the result. */
export async function* resultLines(
  job: IngestJob,
  kind: ResultKind,
  store: IngestStore,
  file: string
): AsyncGenerator<string> {
  const options = {
    ...csvOptions(job),
    quoted: true,
    quoted_empty: true
  };
  if (!job.uploaded) {
    if (OWN_COLUMNS[kind].length > 0) yield stringify([[...OWN_COLUMNS[kind]]], options);
    return;
  }
  for await (const { number, columns, rows } of readableChunks(file, job)) {
    if (number === 0) yield stringify([[...OWN_COLUMNS[kind], ...columns]], options);
    const results = store.chunk(job.id, number);
    const lines = rows.flatMap((row, index) => {
      const [id, created, error] = results?.[index] ?? [null, false, null];
      if (kind === 'unprocessedrecords') return id === null ? [row] : [];
      if (id === null) return [];
      if (kind === 'failedResults') return error === null ? [] : [[id, error, ...row]];
      return error === null ? [[id, String(created), ...row]] : [];
    });
    if (lines.length > 0) yield stringify(lines, options);
  }
}

/** The job of a file that is no CSV failed where the file could not be read on; its results end there. */
async function* readableChunks(file: string, job: IngestJob): AsyncGenerator<CsvChunk> {
  try {
    yield* readChunks(file, job);
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
  }
}
