/** Duplicate rules: the step between validation rules and the save (salesforce-facts 1.4, 1.6, 3.1). */
import type { DuplicateRule, MatchingRule, OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import type { DuplicateResult, MatchResult, SaveRequest } from '../save.ts';
import type { DuplicateRuleHeader } from '../sobject.ts';
import { isChanged } from '../saving/changes.ts';
import type { SaveRow } from '../saving/save-row.ts';
import type { Session } from '../transaction/session.ts';
import { findMatches } from './candidates.ts';
import type { MatchQuestion } from './candidates.ts';
import { ruleApplies } from './filter.ts';

const NO_HEADER: DuplicateRuleHeader = { allowSave: false, includeRecordDetails: false, runAsCurrentUser: false };
const DEFAULT_ALERT = 'Use one of these records?';

/**
 * One query per matching rule for all rows. A row stops at the first rule, in sort order, that refuses it. Records of the same save are
 * not compared with each other, a record is not compared with itself, and an update is looked at only when a field that the rule matches
 * by has changed.
 */
export function checkDuplicateRules(
  session: Session,
  describe: SObjectDescribe,
  request: SaveRequest,
  operation: 'insert' | 'update',
  rows: readonly SaveRow[],
  savedIds: ReadonlySet<string>
): void {
  for (const rule of activeRules(session.schema, describe)) {
    const action = operation === 'insert' ? rule.actionOnInsert : rule.actionOnUpdate;
    const operations = operation === 'insert' ? rule.operationsOnInsert : rule.operationsOnUpdate;
    // Allow without Alert saves silently: nothing to find out.
    if (action === 'Allow' && !operations.includes('Alert')) continue;
    const asked = rows.filter(
      (row) =>
        !row.failed &&
        !(action === 'Allow' && headerOf(request, row).allowSave) &&
        ruleApplies(rule, session.user, row.next)
    );
    if (asked.length > 0) applyRule(session, rule, action, request, asked, savedIds);
  }
}

function applyRule(
  session: Session,
  rule: DuplicateRule,
  action: 'Allow' | 'Block',
  request: SaveRequest,
  rows: readonly SaveRow[],
  savedIds: ReadonlySet<string>
): void {
  const results = new Map<SaveRow, MatchResult[]>();
  const excluded = new Set(savedIds);
  for (const row of rows) if (row.id && !row.created) excluded.add(row.id);
  for (const { matchRuleSObjectType, matchingRule: name, mapping } of rule.matchRules) {
    const matchingRule = findMatchingRule(session.schema, matchRuleSObjectType, name);
    if (!matchingRule) continue;
    const inputOf = inputNames(matchingRule, mapping);
    const relevant = rows.filter((row) => touches(row, inputOf));
    if (relevant.length === 0) continue;
    const question: MatchQuestion = {
      rule: matchingRule,
      inputOf,
      excluded: matchRuleSObjectType === rule.object ? excluded : new Set(),
      withDetails: (row) => headerOf(request, row).includeRecordDetails
    };
    for (const [row, result] of findMatches(session, question, relevant)) {
      const found = results.get(row);
      if (found) found.push(result);
      else results.set(row, [result]);
    }
  }
  for (const [row, matchResults] of results) {
    const errorMessage = rule.alertText ?? DEFAULT_ALERT;
    const duplicateResult: DuplicateResult = {
      allowSave: action === 'Allow',
      duplicateRule: rule.name,
      duplicateRuleEntityType: rule.object,
      errorMessage,
      matchResults
    };
    row.errors.push({ statusCode: 'DUPLICATES_DETECTED', message: errorMessage, fields: [], duplicateResult });
  }
}

/** A record's own header (`setOptions`) wins over the call's. */
function headerOf(request: SaveRequest, row: SaveRow): DuplicateRuleHeader {
  return row.source.duplicateRuleHeader ?? request.duplicateRuleHeader ?? NO_HEADER;
}

/** A blank-only change or an untouched match field does not fire the rule on update. */
function touches(row: SaveRow, inputOf: ReadonlyMap<string, string>): boolean {
  if (!row.old) return true;
  return [...inputOf.values()].some((name) => {
    const field = row.next.describe.fields.get(name.toLowerCase());
    return field !== undefined && isChanged(row, field);
  });
}

/** Field of the matched object -> field of the saved record that is compared with it. */
function inputNames(rule: MatchingRule, mapping: ReadonlyMap<string, string> | undefined): Map<string, string> {
  const inverse = new Map<string, string>();
  for (const [input, output] of mapping ?? []) inverse.set(output.toLowerCase(), input);
  return new Map(
    rule.items.map((item) => [item.fieldName, inverse.get(item.fieldName.toLowerCase()) ?? item.fieldName])
  );
}

function findMatchingRule(schema: OrgSchema, object: string, name: string): MatchingRule | undefined {
  return schema.matchingRules.find((rule) => rule.active && rule.object === object && rule.name === name);
}

const rulesBySchema = new WeakMap<OrgSchema, Map<string, readonly DuplicateRule[]>>();

function activeRules(schema: OrgSchema, describe: SObjectDescribe): readonly DuplicateRule[] {
  let byObject = rulesBySchema.get(schema);
  if (!byObject) rulesBySchema.set(schema, (byObject = new Map()));
  let rules = byObject.get(describe.name);
  if (!rules) {
    rules = schema.duplicateRules
      .filter((rule) => rule.active && rule.object === describe.name)
      .sort((a, b) => a.sortOrder - b.sortOrder);
    byObject.set(describe.name, rules);
  }
  return rules;
}
