/** Parent records that validation formulas look at: one query per lookup for all rows. */
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { openGuard } from '../access/query-guard.ts';
import { makePlan } from '../query/plan.ts';
import { findLookup } from '../query/scope.ts';
import type { SoqlQuery } from '../../soql/index.ts';
import type { FieldValue, SObject } from '../sobject.ts';
import type { SaveRow } from '../saving/save-row.ts';
import type { Session } from '../transaction/session.ts';
import { NULL } from './formula.ts';
import type { Literal } from './formula.ts';

/** Records by id. */
export type ParentRecords = ReadonlyMap<string, SObject>;

export function loadParents(
  session: Session,
  describe: SObjectDescribe,
  paths: readonly string[],
  rows: readonly SaveRow[]
): ParentRecords {
  const records = new Map<string, SObject>();
  const byRelationship = new Map<string, Set<string>>();
  for (const path of paths) {
    const [relationship = '', ...rest] = path.split('.');
    const key = relationship.toLowerCase();
    byRelationship.set(key, (byRelationship.get(key) ?? new Set()).add(rest.join('.').toLowerCase()));
  }
  for (const [relationship, fields] of byRelationship) {
    const lookup = findLookup(describe, relationship);
    for (const target of lookup?.referenceTo ?? []) {
      const parent = session.schema.objects.get(target.toLowerCase());
      const ids = rows
        .map((row) => row.next.fields.get(lookup?.name ?? ''))
        .filter((id): id is string => typeof id === 'string' && id.startsWith(parent?.keyPrefix ?? '-'));
      if (ids.length === 0) continue;
      for (const record of queryByIds(session, target, [...fields], [...new Set(ids)]))
        if (record.id !== null) records.set(record.id, record);
    }
  }
  return records;
}

function queryByIds(session: Session, object: string, fields: readonly string[], ids: readonly string[]): SObject[] {
  const query: SoqlQuery = {
    from: object,
    select: fields.filter((path) => path !== 'id').map((path) => ({ kind: 'field', path: path.split('.') })),
    where: {
      kind: 'comparison',
      field: { kind: 'field', path: ['Id'] },
      operator: 'IN',
      value: { kind: 'bind', index: 0 }
    },
    groupBy: [],
    orderBy: [],
    forUpdate: false,
    allRows: true
  };
  const values = { binds: [ids], now: session.clock.now(), viewer: session.user.id };
  const plan = makePlan(session.schema, query, values, openGuard);
  const { rows } = session.query(
    plan.main.sql,
    plan.main.sources.map((source) => source(values))
  );
  return rows.map((row) => plan.shape.read(row));
}

/** Follows `Account.Owner.Name` from a record; a missing parent makes the value null. */
export function parentValue(
  parents: ParentRecords,
  record: SObject,
  path: string,
  literal: (field: FieldDescribe, value: FieldValue) => Literal
): Literal {
  const [relationship = '', ...rest] = path.split('.');
  const lookup = findLookup(record.describe, relationship);
  const id = lookup ? record.fields.get(lookup.name) : null;
  let current: SObject | null | undefined = typeof id === 'string' ? parents.get(id) : null;
  for (const name of rest.slice(0, -1)) {
    const next = current ? findLookup(current.describe, name) : undefined;
    current = next?.relationshipName ? current?.parents.get(next.relationshipName) : null;
  }
  const field = current?.describe.fields.get((rest.at(-1) ?? '').toLowerCase());
  if (!current || !field) return NULL;
  return literal(field, current.fields.get(field.name) ?? null);
}
