/** Twenty-five records a call, each a subrequest with its own condition. Source: REST API Developer Guide, "Send Multiple Requests Using Composite". */
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { DATA, type OrgConnection } from '../../org-connection.ts';
import { failAll, failChanged, rowErrors } from '../answers.ts';
import { callsOf, conditionOf, type OutgoingRecord, type SaveShape } from './shape.ts';
import { idOf } from './single.ts';

const MOST_SUBREQUESTS = 25;
const PRECONDITION_FAILED = 412;

interface SubrequestResult {
  readonly body: unknown;
  readonly httpStatusCode: number;
}

export class CompositeShape implements SaveShape {
  readonly isGuarded = true;
  readonly #org: OrgConnection;

  constructor(org: OrgConnection) {
    this.#org = org;
  }

  insert({ name }: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    this.#send(records, () => ({ method: 'POST', url: `${DATA}/sobjects/${name}` }));
  }

  update({ name }: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    this.#send(records, (record) => ({
      method: 'PATCH',
      url: `${DATA}/sobjects/${name}/${record.row.id ?? ''}`,
      // "You can include any header supported by the requested resource" (Composite Subrequest).
      httpHeaders: conditionOf(record)
    }));
  }

  #send(records: readonly OutgoingRecord[], address: (record: OutgoingRecord) => object): void {
    for (const call of callsOf(records, MOST_SUBREQUESTS)) {
      const compositeRequest = call.records.map((record, index) => ({
        ...address(record),
        referenceId: `record${index}`,
        body: record.values
      }));
      const { compositeResponse } = this.#org.json({
        method: 'POST',
        path: `${DATA}/composite`,
        headers: call.headers,
        body: JSON.stringify({ allOrNone: false, compositeRequest })
      }) as { compositeResponse: readonly SubrequestResult[] };
      for (const [index, { row }] of call.records.entries()) {
        const result = compositeResponse[index];
        if (result && result.httpStatusCode < 300) row.id ??= idOf(result.body);
        else if (result?.httpStatusCode === PRECONDITION_FAILED) failChanged(row);
        else failAll(row, rowErrors(result?.body, this.#org.schema));
      }
    }
  }
}
