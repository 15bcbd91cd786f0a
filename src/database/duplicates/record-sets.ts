/**
 * Duplicate record sets: what the operation Report leaves behind for records that were saved (salesforce-facts 1.4; Metadata API Developer
 * Guide, "DuplicateRule", `operationsOnInsert`). Which set a record joins when one is there is not documented: here the oldest set of the
 * same rule that holds one of the group.
 */
import type { DuplicateRule, SObjectDescribe } from '../../metadata/index.ts';
import type { SaveRequest } from '../save.ts';
import type { FieldValue } from '../sobject.ts';
import { SObject } from '../sobject.ts';
import { SaveRow } from '../saving/save-row.ts';
import { writeInserts } from '../saving/write.ts';
import type { Session } from '../transaction/session.ts';
import { ruleApplies } from './filter.ts';
import { viewerOf } from './header.ts';
import { activeRules, matchesOfRule } from './rule-matches.ts';

export const RECORD_ITEM = 'DuplicateRecordItem';
const RECORD_SET = 'DuplicateRecordSet';
const ITEMS = 'org."duplicaterecorditem"';
const SETS = 'org."duplicaterecordset"';

/**
 * After the write, so that records of the same call find each other, as they do for Report only (salesforce-facts 1.6). One query per
 * matching rule; five more statements for each rule that found something.
 */
export function reportDuplicates(
  session: Session,
  describe: SObjectDescribe,
  request: SaveRequest,
  operation: 'insert' | 'update',
  rows: readonly SaveRow[]
): void {
  for (const rule of activeRules(session.schema, describe)) {
    const action = operation === 'insert' ? rule.actionOnInsert : rule.actionOnUpdate;
    const operations = operation === 'insert' ? rule.operationsOnInsert : rule.operationsOnUpdate;
    if (action !== 'Allow' || !operations.includes('Report')) continue;
    const asked = rows.filter((row) => ruleApplies(rule, session.user, row.next));
    if (asked.length === 0) continue;
    const viewer = viewerOf(request, 'all');
    const scope = { excluded: new Set<string>(), withDetails: () => false, viewer };
    const groups: string[][] = [];
    for (const [row, results] of matchesOfRule(session, rule, asked, scope)) {
      const matched = results.flatMap((result) => result.matchRecords.flatMap(({ record }) => record.id ?? []));
      if (row.id !== null) groups.push([row.id, ...matched]);
    }
    if (groups.length > 0) addToSets(session, rule, groups);
  }
}

interface ItemRow {
  readonly setId: string;
  readonly recordId: string;
}

function addToSets(session: Session, rule: DuplicateRule, groups: readonly (readonly string[])[]): void {
  const setOf = new Map<string, string>();
  const present = new Set<string>();
  for (const { setId, recordId } of itemsOf(session, rule, groups.flat())) {
    present.add(`${setId} ${recordId}`);
    if (!setOf.has(recordId)) setOf.set(recordId, setId);
  }
  const united = unite(groups);
  const homeless = united.filter((group) => !group.some((id) => setOf.has(id)));
  const ruleId = homeless.length > 0 ? ruleIdOf(session, rule) : null;
  const created = insert(
    session,
    RECORD_SET,
    homeless.map(() => ({ DuplicateRuleId: ruleId, RecordCount: 0 }))
  );
  const items: { DuplicateRecordSetId: string; RecordId: string }[] = [];
  for (const group of united) {
    const known = group.flatMap((id) => setOf.get(id) ?? []).sort();
    const setId = known[0] ?? created[homeless.indexOf(group)] ?? '';
    for (const recordId of group)
      if (!present.has(`${setId} ${recordId}`)) items.push({ DuplicateRecordSetId: setId, RecordId: recordId });
  }
  insert(session, RECORD_ITEM, items);
  recount(session, [...new Set(items.map((item) => item.DuplicateRecordSetId))]);
}

function itemsOf(session: Session, rule: DuplicateRule, ids: readonly string[]): ItemRow[] {
  const { rows } = session.query(
    `SELECT i.duplicaterecordsetid, i.recordid FROM ${ITEMS} i JOIN ${SETS} s ON s.id = i.duplicaterecordsetid ` +
      `JOIN org."duplicaterule" r ON r.id = s.duplicateruleid ` +
      `WHERE i.recordid = ANY ($1::text[]) AND r.developername = $2::text AND NOT i.isdeleted AND NOT s.isdeleted ORDER BY s.id, i.id`,
    [[...new Set(ids)], rule.name]
  );
  return rows.map(([setId, recordId]) => ({ setId: String(setId), recordId: String(recordId) }));
}

function ruleIdOf(session: Session, rule: DuplicateRule): string | null {
  const { rows } = session.query('SELECT id FROM org."duplicaterule" WHERE developername = $1::text', [rule.name]);
  return rows[0] ? String(rows[0][0]) : null;
}

/** Groups that share a record become one. */
function unite(groups: readonly (readonly string[])[]): string[][] {
  const parent = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root)) root = next;
    parent.set(id, root);
    return root;
  };
  for (const group of groups)
    for (const id of group) {
      const [first = id] = group;
      parent.set(rootOf(id), rootOf(first));
    }
  const united = new Map<string, string[]>();
  for (const id of new Set(groups.flat())) {
    const root = rootOf(id);
    const members = united.get(root);
    if (members) members.push(id);
    else united.set(root, [id]);
  }
  return [...united.values()];
}

function insert(session: Session, object: string, records: readonly Readonly<Record<string, FieldValue>>[]): string[] {
  const describe = session.schema.objects.get(object.toLowerCase());
  if (!describe || records.length === 0) return [];
  const rows = records.map((values, index) => {
    const record = new SObject(describe);
    for (const [name, value] of Object.entries(values)) record.fields.set(name, value);
    const row = new SaveRow(index, record, true, null);
    row.next = record;
    return row;
  });
  writeInserts(session, describe, rows, false);
  return rows.map((row) => row.id ?? '');
}

function recount(session: Session, setIds: readonly string[]): void {
  if (setIds.length === 0) return;
  session.query(
    `UPDATE ${SETS} s SET recordcount = (SELECT count(*) FROM ${ITEMS} i WHERE i.duplicaterecordsetid = s.id AND NOT i.isdeleted) ` +
      `WHERE s.id = ANY ($1::text[])`,
    [[...setIds].sort()]
  );
}

/** Items went to the recycle bin with their records, or came back. */
export function recountSetsOf(session: Session, itemIds: readonly string[]): void {
  const { rows } = session.query(`SELECT DISTINCT duplicaterecordsetid FROM ${ITEMS} WHERE id = ANY ($1::text[])`, [
    itemIds
  ]);
  recount(
    session,
    rows.map(([id]) => String(id))
  );
}

/** A merged record is no duplicate any more: its items go, they do not pass to the master. */
export function removeItemsOf(session: Session, recordIds: readonly string[]): void {
  const { rows } = session.query(
    `UPDATE ${ITEMS} SET isdeleted = true WHERE recordid = ANY ($1::text[]) AND NOT isdeleted RETURNING id`,
    [recordIds]
  );
  if (rows.length > 0)
    recountSetsOf(
      session,
      rows.map(([id]) => String(id))
    );
}
