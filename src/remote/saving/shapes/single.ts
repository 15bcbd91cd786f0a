/** One call a record. Sources: REST API Developer Guide, "Create Records Using sObject Basic Information", "Update Records Using sObject Rows". */
import { toId18 } from '../../../base/index.ts';
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { DATA, type OrgConnection } from '../../org-connection.ts';
import type { WireRequest } from '../../wire/protocol.ts';
import { errorsOf, failAnswer } from '../answers.ts';
import { conditionOf, headersOf, type OutgoingRecord, type SaveShape } from './shape.ts';

export class SingleShape implements SaveShape {
  readonly isGuarded = true;
  readonly #org: OrgConnection;

  constructor(org: OrgConnection) {
    this.#org = org;
  }

  /** Not a PATCH by external id: that would change a record that somebody else has just created, without comparing versions. */
  insert({ name }: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    for (const record of records) {
      const text = this.#send(record, { method: 'POST', path: `${DATA}/sobjects/${name}` });
      if (text !== null) record.row.id = idOf(JSON.parse(text));
    }
  }

  update({ name }: SObjectDescribe, records: readonly OutgoingRecord[]): void {
    for (const record of records) {
      const path = `${DATA}/sobjects/${name}/${record.row.id ?? ''}`;
      this.#send(record, { method: 'PATCH', path, headers: conditionOf(record) });
    }
  }

  /** The answer; null when the record was not saved, and its row says why. */
  #send(record: OutgoingRecord, request: Pick<WireRequest, 'method' | 'path' | 'headers'>): string | null {
    const headers = { ...headersOf(record), ...request.headers };
    const { status, text } = this.#org.ask({ ...request, headers, body: JSON.stringify(record.values) });
    if (status < 300) return text;
    failAnswer(record.row, status, errorsOf(text, this.#org.schema));
    return null;
  }
}

export function idOf(body: unknown): string | null {
  const { id } = body as { id?: unknown };
  return typeof id === 'string' ? toId18(id) : null;
}
