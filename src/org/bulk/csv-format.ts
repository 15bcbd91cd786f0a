/** The form of a job's CSV, the same for ingest and query jobs. Source: Bulk API 2.0 Developer Guide, "Create a Job" (contentType, columnDelimiter, lineEnding). */
import { jsonText } from '../rest/request.ts';
import { refused } from './refusal.ts';

export interface CsvFormat {
  /** A key of DELIMITERS. */
  readonly columnDelimiter: string;
  /** A key of LINE_ENDINGS. */
  readonly lineEnding: string;
}

const DELIMITERS: Readonly<Record<string, string>> = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t'
};
const LINE_ENDINGS: Readonly<Record<string, string>> = { LF: '\n', CRLF: '\r\n' };

/** `asked`: the body of the request that creates the job. Throws 400. */
export function readCsvFormat(asked: Readonly<Record<string, unknown>>): CsvFormat {
  const oneOf = (name: string, otherwise: string, known: readonly string[]): string => {
    const value = jsonText(asked[name] ?? otherwise);
    if (!known.includes(value)) throw refused('INVALIDJOB', `${name} must be one of ${known.join(', ')}.`);
    return value;
  };
  if (jsonText(asked['contentType'] ?? 'CSV') !== 'CSV') throw refused('INVALIDJOB', 'contentType must be CSV.');
  return {
    columnDelimiter: oneOf('columnDelimiter', 'COMMA', Object.keys(DELIMITERS)),
    lineEnding: oneOf('lineEnding', 'LF', Object.keys(LINE_ENDINGS))
  };
}

/** Delimiter and line ending as csv-parse and csv-stringify take them. */
export function csvOptions({ columnDelimiter, lineEnding }: CsvFormat): {
  readonly delimiter: string;
  readonly record_delimiter: string;
} {
  return { delimiter: DELIMITERS[columnDelimiter] ?? ',', record_delimiter: LINE_ENDINGS[lineEnding] ?? '\n' };
}
