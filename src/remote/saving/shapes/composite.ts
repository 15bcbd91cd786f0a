/** Twenty-five records a call, each a subrequest with its own condition. Source: REST API Developer Guide, "Send Multiple Requests Using Composite". */
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { DATA, type OrgConnection } from '../../org-connection.ts';
import { failAnswer, rowErrors } from '../answers.ts';
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
    this.#send('insert', describe, records, () => ({ method: 'POST', url: `${DATA}/sobjects/${describe.name}` }));
  }

  update(describe: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    this.#send('update', describe, records, (record) => ({
      method: 'PATCH',
      url: `${DATA}/sobjects/${describe.name}/${record.row.id ?? ''}`,
      // "You can include any header supported by the requested resource" (Composite Subrequest).
      httpHeaders: conditionOf(record)
    }));
  }

  #send(
    operation: 'insert' | 'update',
    describe: SObjectDescribe,
    records: readonly OutgoingRecord[],
    address: (record: OutgoingRecord) => object
  ): void {
    new SingleShape(this.#org)[operation](describe, records.filter(hasOptions));
    const others = records.filter((record) => !hasOptions(record));
    for (const call of callsOf(others, MOST_SUBREQUESTS)) {
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
        else failAnswer(row, status, rowErrors(body, this.#org.schema));
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
