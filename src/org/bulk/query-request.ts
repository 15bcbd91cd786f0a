/** A query job as it is asked for. Source: Bulk API 2.0 Developer Guide, "Create a Query Job", "Understanding Bulk API 2.0 Query". */
import { LONGEST_API_QUERY, parseSoql, type SoqlQuery } from '../../soql/index.ts';
import { readCsvFormat, type CsvFormat } from './csv-format.ts';
import { jsonText } from '../rest/request.ts';
import { refused } from './refusal.ts';

export interface QueryRequest extends CsvFormat {
  readonly operation: 'query' | 'queryAll';
  readonly query: string;
  /** The object of the FROM clause, as it was written. */
  readonly object: string;
  /** One column for each, in the order of the SELECT clause. */
  readonly paths: readonly (readonly string[])[];
}

/** Throws 400 for what is wrong, what the platform does not take in a bulk query, and what is not carried out. */
export function readQueryRequest(asked: Readonly<Record<string, unknown>>): QueryRequest {
  const text = (name: string): string => jsonText(asked[name]);
  const operation = text('operation');
  if (operation !== 'query' && operation !== 'queryAll') {
    throw refused('INVALIDOPERATION', `The operation ${operation || '(none)'} is not one of query, queryAll.`);
  }
  const format = readCsvFormat(asked);
  const parsed = parseSoql(text('query'), LONGEST_API_QUERY);
  if (!parsed.query) {
    throw refused('MALFORMED_QUERY', parsed.problems[0]?.message ?? 'The query cannot be read.');
  }
  const paths = columnsOf(parsed.query);
  return { operation, query: text('query'), object: parsed.query.from, paths, ...format };
}

function columnsOf(query: SoqlQuery): string[][] {
  if (query.groupBy.length > 0 || query.having) throw unsupported('GROUP BY');
  if (query.offset) throw unsupported('OFFSET');
  return query.select.map((item) => {
    if (item.kind === 'field') return [...item.path];
    if (item.kind === 'subquery') throw unsupported('parent-to-child relationship queries');
    if (item.kind === 'aggregate') throw unsupported('aggregate functions');
    throw unsupported('FIELDS(); name the fields');
  });
}

function unsupported(what: string): Error {
  return refused('INVALIDJOB', `Bulk API 2.0 does not support ${what}.`);
}
