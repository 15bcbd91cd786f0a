/** Who may own a record: an active user, or a queue that takes records of its object. One query for a chunk that names other owners. */
import type { SObjectDescribe } from '../../metadata/index.ts';
import { tableOf } from '../schema/table.ts';
import type { Session } from '../transaction/session.ts';
import { good } from './save-row.ts';
import type { SaveRow } from './save-row.ts';

/** Runs after the lookup checks: the owners are there, and of an object that the field takes. Status codes: SOAP API Developer Guide, "StatusCode". */
export function checkOwners(session: Session, describe: SObjectDescribe, rows: readonly SaveRow[]): void {
  if (!describe.fields.has('ownerid') || describe.name === 'Group') return;
  const owned = good(rows).flatMap((row) => {
    const owner = row.next.fields.get('OwnerId');
    const before = row.old?.fields.get('OwnerId') ?? null;
    return typeof owner === 'string' && owner !== before && owner !== session.user.id ? [{ row, owner }] : [];
  });
  if (owned.length === 0) return;
  const able = ableOwners(session, describe, [...new Set(owned.map(({ owner }) => owner))]);
  const userPrefix = session.schema.objects.get('user')?.keyPrefix;
  for (const { row, owner } of owned) {
    if (able.has(owner)) continue;
    if (owner.startsWith(userPrefix ?? '005')) {
      const message = `operation performed with inactive user [${owner}] as owner of ${describe.label.toLowerCase()}`;
      row.fail('INACTIVE_OWNER_OR_USER', message);
    } else {
      row.fail('INVALID_OPERATION', 'Queue not associated with this SObject type', ['OwnerId']);
    }
  }
}

function ableOwners(session: Session, describe: SObjectDescribe, ids: readonly string[]): Set<string> {
  const table = (name: string): string | null => {
    const found = session.schema.objects.get(name);
    return found ? tableOf(found).sql : null;
  };
  const parts = [`SELECT id FROM ${table('user')} WHERE id = ANY ($1::text[]) AND isactive`];
  const parameters: (string | readonly string[])[] = [ids];
  const [groups, supported] = [table('group'), table('queuesobject')];
  if (groups && supported) {
    parts.push(
      `SELECT g.id FROM ${groups} g JOIN ${supported} q ON q.queueid = g.id
        WHERE g.id = ANY ($1::text[]) AND g.type = 'Queue' AND lower(q.sobjecttype) = lower($2::text)
          AND NOT g.isdeleted AND NOT q.isdeleted`
    );
    parameters.push(describe.name);
  }
  return new Set(session.query(parts.join(' UNION '), parameters).rows.map(([id]) => String(id)));
}
