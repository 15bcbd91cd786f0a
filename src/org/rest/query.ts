/** `/query?q=` and `/queryAll?q=`. Paging by `nextRecordsUrl` is the server's business: a worker answers all rows. */
import { jsonValue } from '../../base/index.ts';
import { DatabaseError, EntityAccessDenied } from '../../database/index.ts';
import { ApiException } from '../../protocol/index.ts';
import type { SoqlQuery } from '../../soql/index.ts';
import { LONGEST_API_QUERY, parseSoql } from '../../soql/index.ts';
import { queryColumns } from './query-columns.ts';
import { queriedRecordJson } from './record-json.ts';
import { USER_ACCESS } from './request.ts';
import type { RestRequest, RestResponse, RestSession } from './request.ts';

export function query(request: RestRequest, session: RestSession): RestResponse {
  const text = request.query.get('q');
  if (text === undefined)
    throw new ApiException(400, 'MALFORMED_QUERY', 'SOQL text is missing: send it as ?q=SELECT …');
  const parsed = parseSoql(text, LONGEST_API_QUERY);
  if (!parsed.query) {
    const [problem] = parsed.problems;
    throw new ApiException(400, 'MALFORMED_QUERY', problem?.message ?? 'The query cannot be read.');
  }
  const tree: SoqlQuery =
    request.segments[0]?.toLowerCase() === 'queryall' ? { ...parsed.query, allRows: true } : parsed.query;
  const describe = session.schema.objects.get(tree.from.toLowerCase());
  if (!describe) throw new ApiException(400, 'INVALID_TYPE', `sObject type '${tree.from}' is not supported.`);
  if (request.query.get('columns') === 'true') return { status: 200, body: queryColumns(tree, describe) };
  return { status: 200, body: run(tree, request, session) };
}

function run(tree: SoqlQuery, request: RestRequest, session: RestSession): unknown {
  try {
    const result = session.transaction.query(tree, [], USER_ACCESS);
    const records = result.aggregates
      ? result.aggregates.map((row) => ({
          attributes: { type: 'AggregateResult' },
          ...Object.fromEntries([...row].map(([name, value]) => [name, jsonValue(value)]))
        }))
      : result.records.map((record) => queriedRecordJson(record, tree, request.version));
    return { totalSize: result.totalSize, done: true, records };
  } catch (error) {
    if (error instanceof DatabaseError && !(error instanceof EntityAccessDenied))
      throw new ApiException(400, error.code, error.message);
    throw error;
  }
}
