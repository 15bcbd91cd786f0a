/** The CSV that was uploaded for a job, read as a stream: memory is bounded by one chunk, however long the file is. */
import { createReadStream } from 'node:fs';

import { CsvError, parse } from 'csv-parse';

import { csvOptions, type CsvFormat } from './csv-format.ts';

/** Rows of one transaction. Source: Bulk API 2.0 Developer Guide, "Limits": Apex triggers see chunks of 200 records. */
export const CHUNK_ROWS = 200;

export interface CsvChunk {
  readonly number: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The file is no CSV of the form that the job says. */
export class CsvProblem extends Error {
  override readonly name = 'CsvProblem';
}

/** Chunks in the order of the file; a file with a header and no rows gives one chunk without rows. */
export async function* readChunks(file: string, format: CsvFormat): AsyncGenerator<CsvChunk> {
  const parser = parse({
    ...csvOptions(format),
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true
  });
  const stream = createReadStream(file);
  stream.on('error', (error) => parser.destroy(error));
  stream.pipe(parser);
  let columns: readonly string[] | null = null;
  let rows: string[][] = [];
  let number = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (columns === null) columns = headerOf(record, format.lineEnding);
      else {
        rows.push(record);
        if (rows.length === CHUNK_ROWS) {
          yield { number: number++, columns, rows };
          rows = [];
        }
      }
    }
  } catch (error) {
    throw error instanceof CsvError ? new CsvProblem(error.message) : error;
  } finally {
    stream.destroy();
  }
  if (columns === null) throw new CsvProblem('The CSV has no header line.');
  if (rows.length > 0 || number === 0) yield { number, columns, rows };
}

function headerOf(record: readonly string[], lineEnding: string): readonly string[] {
  // With LF in the job and CRLF in the file, the last name of the header ends in a carriage return.
  if (record.at(-1)?.endsWith('\r') || record.some((name) => name.includes('\n'))) {
    throw new CsvProblem(`LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`);
  }
  return record.map((name) => name.trim());
}
