/** One call a record. Sources: REST API Developer Guide, "Create Records Using sObject Basic Information", "Update Records Using sObject Rows". */
import { toId18 } from '../../../base/index.ts';
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { DATA, type OrgConnection } from '../../org-connection.ts';
import { errorsOf, failAll, failUpdate } from '../answers.ts';
import { callsOf, conditionOf, type OutgoingRecord, type SaveShape } from './shape.ts';

export class SingleShape implements SaveShape {
  readonly isGuarded = true;
  readonly #org: OrgConnection;

  constructor(org: OrgConnection) {
    this.#org = org;
  }

  /** Not a PATCH by external id: that would change a record that somebody else has just created, without comparing versions. */
  insert(describe: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    for (const {
      headers,
      records: [record]
    } of callsOf(records, 1)) {
      if (!record) continue;
      const answer = this.#org.ask({
        method: 'POST',
        path: `${DATA}/sobjects/${describe.name}`,
        headers,
        body: JSON.stringify(record.values)
      });
      if (answer.status < 300) record.row.id = idOf(JSON.parse(answer.text));
      else failAll(record.row, errorsOf(answer.text, this.#org.schema));
    }
  }

  update(describe: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    for (const {
      headers,
      records: [record]
    } of callsOf(records, 1)) {
      if (!record) continue;
      const answer = this.#org.ask({
        method: 'PATCH',
        path: `${DATA}/sobjects/${describe.name}/${record.row.id ?? ''}`,
        headers: { ...headers, ...conditionOf(record) },
        body: JSON.stringify(record.values)
      });
      if (answer.status >= 300) failUpdate(record.row, answer.status, errorsOf(answer.text, this.#org.schema));
    }
  }
}

export function idOf(body: unknown): string | null {
  const { id } = body as { id?: unknown };
  return typeof id === 'string' ? toId18(id) : null;
}
