/**
 * Record access of a save: what a user must not change, and parents that a user must not see. One query for the rows of a chunk, none for users
 * with Modify All and for objects that everybody may change.
 */
import { toId15 } from '../../base/index.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import type { SaveRequest } from '../save.ts';
import { ParameterList } from '../query/parameters.ts';
import { isChanged } from '../saving/changes.ts';
import { good } from '../saving/save-row.ts';
import type { SaveRow } from '../saving/save-row.ts';
import { tableOf } from '../schema/table.ts';
import type { Session } from '../transaction/session.ts';
import { accessCondition, questionOf, rightOnParent } from './record-access.ts';
import type { RecordRight } from './record-access.ts';

/** User mode always applies sharing (Apex Developer Guide, "Set an Access Mode for Database Operations"). */
export function appliesSharing({ accessMode, sharing }: Pick<SaveRequest, 'accessMode' | 'sharing'>): boolean {
  return accessMode === 'user' || sharing === true;
}

/** Codes and texts: public logs of refused saves; a record that cannot be seen is refused like one that cannot be edited. */
const REFUSED = ['INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id'] as const;

/** Fails the rows whose stored records the user must not treat so. Asked under their locks, before any trigger. */
export function requireRecordRight(
  session: Session,
  describe: SObjectDescribe,
  rows: readonly SaveRow[],
  right: RecordRight
): void {
  const asked = good(rows).filter((row) => !isPlainlyOwned(session, describe, row));
  const allowed = reachable(
    session,
    describe,
    asked.flatMap(({ id }) => id ?? []),
    right
  );
  if (allowed === null) return;
  for (const row of asked) if (!allowed.has(row.id)) row.fail(...REFUSED);
}

/** Asked before triggers, whose new owners nobody has to grant. A new owner is set by the present one, a queue member or who may transfer (Salesforce Help, "Permissions for Changing Record Ownership"). */
export function requireTransferRight(session: Session, describe: SObjectDescribe, rows: readonly SaveRow[]): void {
  const owner = describe.fields.get('ownerid');
  if (!owner) return;
  const changed = good(rows).filter((row) => isChanged(row, owner));
  if (changed.length > 0) requireRecordRight(session, describe, changed, 'transfer');
}

/** Saves the query for records that nobody but their owner is asked about. */
function isPlainlyOwned({ user }: Session, describe: SObjectDescribe, { old }: SaveRow): boolean {
  return describe.sharingModel !== 'ControlledByParent' && old?.fields.get('OwnerId') === user.id;
}

/**
 * Fails the rows that point at records which the user must not see, or, from a detail, not change. Only lookups that the caller set count:
 * what triggers put in is theirs. One query for each target object and right that is not everybody's.
 */
export function requireParentAccess(session: Session, describe: SObjectDescribe, rows: readonly SaveRow[]): void {
  const questions = new Map<string, { target: SObjectDescribe; right: RecordRight; asked: [SaveRow, string][] }>();
  for (const field of describe.fields.values()) {
    if (field.type !== 'reference' || field.name === 'OwnerId') continue;
    for (const name of field.referenceTo ?? []) {
      const target = session.schema.objects.get(name.toLowerCase());
      if (!target?.sharingModel) continue;
      const right = field.masterDetail || field.name === 'OrderId' ? rightOnParent(field, 'edit') : 'read';
      const key = `${target.name} ${right}`;
      for (const row of good(rows)) {
        const id = row.next.fields.get(field.name);
        if (row.given(field.name) === undefined || typeof id !== 'string') continue;
        if (!id.startsWith(target.keyPrefix) || !isChanged(row, field)) continue;
        const question = questions.get(key) ?? { target, right, asked: [] };
        question.asked.push([row, id]);
        questions.set(key, question);
      }
    }
  }
  for (const { target, right, asked } of questions.values()) {
    const allowed = reachable(
      session,
      target,
      asked.map(([, id]) => id),
      right
    );
    for (const [row, id] of allowed === null ? [] : asked) {
      if (allowed?.has(id) || row.failed) continue;
      const message = `insufficient access rights on cross-reference id: ${toId15(id)}`;
      row.fail('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', message);
    }
  }
}

/** Of these records the ones that the user has the right on; null for all, without asking. */
export function reachable(
  session: Session,
  describe: SObjectDescribe,
  ids: readonly string[],
  right: RecordRight
): ReadonlySet<unknown> | null {
  if (ids.length === 0) return null;
  const parameters = new ParameterList();
  const question = questionOf(session.schema, session.user.access, parameters);
  const condition = accessCondition(question, describe, 'r', right);
  if (condition === null) return null;
  const list = parameters.add(() => [...new Set(ids)]);
  const values = { binds: [], now: 0, viewer: session.user.id };
  const { rows } = session.query(
    `SELECT r.id FROM ${tableOf(describe).sql} r WHERE r.id = ANY (${list}::text[]) AND ${condition}`,
    parameters.sources.map((source) => source(values))
  );
  return new Set(rows.map(([id]) => id));
}
