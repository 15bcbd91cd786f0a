/** Twenty-five records a call, each a subrequest with its own condition. Source: REST API Developer Guide, "Send Multiple Requests Using Composite". */
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { DATA, type OrgConnection } from '../../org-connection.ts';
import { failUpdate, rowErrors } from '../answers.ts';
import { callsOf, conditionOf, type OutgoingRecord, type SaveShape } from './shape.ts';
import { idOf, SingleShape } from './single.ts';

const MOST_SUBREQUESTS = 25;

interface SubrequestResult {
  readonly referenceId: string;
  readonly body: unknown;
  readonly httpStatusCode: number;
}

export class CompositeShape implements SaveShape {
  readonly isGuarded = true;
  readonly #org: OrgConnection;

  constructor(org: OrgConnection) {
    this.#org = org;
  }

  insert(describe: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    const { name } = describe;
    const outside = records.filter(hasOptions);
    if (outside.length > 0) new SingleShape(this.#org).insert(describe, outside);
    this.#send(
      records.filter((record) => !hasOptions(record)),
      () => ({ method: 'POST', url: `${DATA}/sobjects/${name}` })
    );
  }

  update(describe: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    const { name } = describe;
    const outside = records.filter(hasOptions);
    if (outside.length > 0) new SingleShape(this.#org).update(describe, outside);
    this.#send(
      records.filter((record) => !hasOptions(record)),
      (record) => ({
        method: 'PATCH',
        url: `${DATA}/sobjects/${name}/${record.row.id ?? ''}`,
        // "You can include any header supported by the requested resource" (Composite Subrequest).
        httpHeaders: conditionOf(record)
      })
    );
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
      const results = new Map(compositeResponse.map((result) => [result.referenceId, result]));
      for (const [index, { row }] of call.records.entries()) {
        const { httpStatusCode: status = 500, body = null } = results.get(`record${index}`) ?? {};
        if (status < 300) row.id ??= idOf(body);
        else failUpdate(row, row.created && status === 404 ? 400 : status, rowErrors(body, this.#org.schema));
      }
    }
  }
}

/**
 * Duplicate rule options other than the defaults go as a call of their own: no guide says that the header of a composite call reaches its subrequests
 * (salesforce-facts 1.4).
 */
function hasOptions({ duplicateRules }: OutgoingRecord): boolean {
  return duplicateRules !== null && Object.values(duplicateRules).includes(true);
}
