/** The records that a duplicate rule holds for duplicates of others, by all of its matching rules. */
import type { DuplicateRule, MatchingRule, OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import type { DuplicateResult, MatchResult } from '../save.ts';
import { isChanged } from '../saving/changes.ts';
import type { SaveRow } from '../saving/save-row.ts';
import type { Session } from '../transaction/session.ts';
import { findMatches } from './candidates.ts';
import type { RuleViewer } from './header.ts';

const DEFAULT_ALERT = 'Use one of these records?';

export interface MatchScope {
  /** Records of the rule's object that are no matches for any row. */
  readonly excluded: ReadonlySet<string>;
  readonly withDetails: (row: SaveRow) => boolean;
  readonly viewer: RuleViewer;
}

/** Rows that have matches, one result for each matching rule that found some. One query per matching rule. */
export function matchesOfRule(
  session: Session,
  rule: DuplicateRule,
  rows: readonly SaveRow[],
  { excluded, withDetails, viewer }: MatchScope
): Map<SaveRow, MatchResult[]> {
  const results = new Map<SaveRow, MatchResult[]>();
  for (const { matchRuleSObjectType, matchingRule: name, mapping } of rule.matchRules) {
    const matchingRule = findMatchingRule(session.schema, matchRuleSObjectType, name);
    if (!matchingRule) continue;
    const inputOf = inputNames(matchingRule, mapping);
    const relevant = rows.filter((row) => touches(row, inputOf));
    if (relevant.length === 0) continue;
    const outside = matchRuleSObjectType === rule.object ? excluded : new Set<string>();
    const enforced = rule.securityOption === 'EnforceSharingRules';
    const question = { rule: matchingRule, inputOf, excluded: outside, withDetails, viewer, enforced };
    for (const [row, result] of findMatches(session, question, relevant)) {
      const found = results.get(row);
      if (found) found.push(result);
      else results.set(row, [result]);
    }
  }
  return results;
}

export function resultOf(
  rule: DuplicateRule,
  action: 'Allow' | 'Block',
  matchResults: readonly MatchResult[]
): DuplicateResult {
  return {
    allowSave: action === 'Allow',
    duplicateRule: rule.name,
    duplicateRuleEntityType: rule.object,
    errorMessage: rule.alertText ?? DEFAULT_ALERT,
    matchResults
  };
}

const rulesBySchema = new WeakMap<OrgSchema, Map<string, readonly DuplicateRule[]>>();

/** In sort order. */
export function activeRules(schema: OrgSchema, describe: SObjectDescribe): readonly DuplicateRule[] {
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
