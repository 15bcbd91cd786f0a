/** Two hundred records a call. Source: REST API Developer Guide, "sObject Collections". A row of it has no header, so no condition of its own. */
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { DATA, type OrgConnection } from '../../org-connection.ts';
import { isJson, type Json } from '../../query/records.ts';
import { failAll, rowErrors } from '../answers.ts';
import { callsOf, type OutgoingRecord, type SaveShape } from './shape.ts';
import { idOf } from './single.ts';

const MOST_RECORDS = 200;

export class CollectionsShape implements SaveShape {
  readonly isGuarded = false;
  readonly #org: OrgConnection;
  readonly #allOrNone: boolean;

  /** @param allOrNone counts for each call of 200 */
  constructor(org: OrgConnection, allOrNone = false) {
    this.#org = org;
    this.#allOrNone = allOrNone;
  }

  insert({ name }: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    this.#send('POST', records, ({ values }) => ({ attributes: { type: name }, ...values }));
  }

  update({ name }: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    this.#send('PATCH', records, ({ row, values }) => ({ attributes: { type: name }, id: row.id, ...values }));
  }

  #send(method: 'POST' | 'PATCH', records: readonly OutgoingRecord[], json: (record: OutgoingRecord) => Json): void {
    for (const call of callsOf(records, MOST_RECORDS)) {
      const results = this.#org.json({
        method,
        path: `${DATA}/composite/sobjects`,
        headers: call.headers,
        body: JSON.stringify({ allOrNone: this.#allOrNone, records: call.records.map(json) })
      }) as readonly unknown[];
      for (const [index, { row }] of call.records.entries()) {
        const result = results[index];
        if (isJson(result) && result['success'] === true) row.id ??= idOf(result);
        else failAll(row, rowErrors(isJson(result) ? result['errors'] : null, this.#org.schema));
      }
    }
  }
}
