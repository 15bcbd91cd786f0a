/** Datacloud.FindDuplicates: what duplicate rules say to records without saving them (Apex Reference, "FindDuplicates Class"). */
import type { SObjectDescribe } from '../../metadata/index.ts';
import type { DuplicateResult, MatchResult } from '../save.ts';
import { SaveRow } from '../saving/save-row.ts';
import { tableOf } from '../schema/table.ts';
import { fromSql } from '../schema/values.ts';
import { SObject } from '../sobject.ts';
import { DatabaseError } from '../transaction.ts';
import type { Session } from '../transaction/session.ts';
import { ruleApplies } from './filter.ts';
import { everyRecord } from './header.ts';
import { activeRules, matchesOfRule, resultOf } from './rule-matches.ts';

/** One query for each matching rule, whatever the number of records. A record with an id is not its own match. */
export function findDuplicates(session: Session, records: readonly SObject[]): DuplicateResult[][] {
  const [first] = records;
  if (!first) return [];
  const { describe } = first;
  const rules = activeRules(session.schema, describe);
  if (rules.length === 0)
    throw new DatabaseError(
      'NO_ACTIVE_DUPLICATE_RULE',
      `No active duplicate rules are defined for the ${describe.name} object type`
    );
  const rows = records.map((record, index) => {
    const row = new SaveRow(index, record, true, record.id);
    row.next = record;
    return row;
  });
  const answers = rows.map((): DuplicateResult[] => []);
  for (const rule of rules) {
    const asked = rows.filter((row) => ruleApplies(rule, session.user, row.next));
    const scope = { excluded: new Set<string>(), withDetails: () => true, viewer: everyRecord };
    const matches = matchesOfRule(session, rule, asked, scope);
    for (const row of asked) {
      const results = matches.get(row)?.map(withoutCustomFields) ?? rule.matchRules.map(nothingFound);
      answers[row.index]?.push(resultOf(rule, row.id === null ? rule.actionOnInsert : rule.actionOnUpdate, results));
    }
  }
  return answers;
}

/** Custom fields of the matches are not returned (salesforce-facts 3.2). */
function withoutCustomFields(result: MatchResult): MatchResult {
  for (const { record } of result.matchRecords)
    for (const name of [...record.fields.keys()])
      if (record.describe.fields.get(name.toLowerCase())?.custom) record.fields.delete(name);
  return result;
}

function nothingFound(rule: { readonly matchRuleSObjectType: string; readonly matchingRule: string }): MatchResult {
  return {
    entityType: rule.matchRuleSObjectType,
    matchEngine: 'ExactMatchEngine',
    rule: rule.matchingRule,
    matchRecords: []
  };
}

/** In the order of the ids. One query. */
export function readRecords(session: Session, describe: SObjectDescribe, ids: readonly string[]): SObject[] {
  const table = tableOf(describe);
  const columns = [...table.columns.values()];
  const { rows } = session.query(
    `SELECT ${columns.map((column) => column.sql).join(', ')} FROM ${table.sql} WHERE id = ANY ($1::text[]) AND NOT isdeleted`,
    [ids]
  );
  const byId = new Map<string, SObject>();
  for (const cells of rows) {
    const record = new SObject(describe);
    columns.forEach((column, index) => {
      const value = fromSql(column.field, cells[index] ?? null);
      if (column.key === 'id') record.id = String(value);
      else record.fields.set(column.field.name, value);
    });
    if (record.id !== null) byId.set(record.id, record);
  }
  return ids.map((id) => {
    const record = byId.get(id);
    if (!record) throw new DatabaseError('INVALID_ID_FIELD', `There is no ${describe.name} with the id ${id}.`);
    return record;
  });
}
