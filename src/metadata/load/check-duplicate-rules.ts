/** What duplicate rules need of matching rules and of each other. Source: salesforce-facts 1.6, 1.8 and 2 (deployment gotchas). */
import type { DuplicateRule, MatchingRule } from '../schema/describe.ts';
import type { PackageParts } from './package-parts.ts';
import type { Placed } from './read-rules.ts';
import { childrenOf, positionOf } from './xml.ts';

const MATCHING_RULES_PER_DUPLICATE_RULE = 3;
const ACTIVE_RULES_PER_OBJECT = 5;

export function checkDuplicateRules(
  duplicateRules: readonly Placed<DuplicateRule>[],
  matchingRules: readonly Placed<MatchingRule>[],
  parts: PackageParts
): void {
  const matching = new Map<string, MatchingRule>();
  for (const { rule, element } of matchingRules) {
    const key = `${rule.object}.${rule.name}`.toLowerCase();
    if (matching.has(key))
      parts.diagnostics.error(
        'MET3011',
        element.position,
        `the matching rule ${rule.object}.${rule.name} is given twice`
      );
    matching.set(key, rule);
  }
  for (const placed of duplicateRules) {
    checkActions(placed, parts);
    checkReferences(placed, matching, parts);
  }
  checkActiveLimit(matchingRules, 'matching', parts);
  checkActiveLimit(duplicateRules, 'duplicate', parts);
  for (const rules of byObject(duplicateRules).values()) checkSortOrder(rules, parts);
}

function checkActions({ rule, element }: Placed<DuplicateRule>, parts: PackageParts): void {
  if (rule.alertText !== undefined && rule.actionOnInsert === 'Block' && rule.actionOnUpdate === 'Block') {
    parts.diagnostics.error(
      'MET3042',
      positionOf(element, 'alertText'),
      `${rule.name}: alertText is allowed only when an action is Allow`
    );
  }
  if (rule.actionOnInsert === 'Block' && rule.operationsOnInsert.includes('Report')) {
    parts.diagnostics.warning(
      'MET3042',
      positionOf(element, 'operationsOnInsert'),
      `${rule.name}: operations on insert mean nothing with Block`
    );
  }
}

function checkReferences(
  { rule, element }: Placed<DuplicateRule>,
  matching: ReadonlyMap<string, MatchingRule>,
  parts: PackageParts
): void {
  const elements = childrenOf(element, 'duplicateRuleMatchRules');
  if (rule.matchRules.length === 0 || rule.matchRules.length > MATCHING_RULES_PER_DUPLICATE_RULE) {
    parts.diagnostics.error(
      'MET3045',
      element.position,
      `${rule.name}: a duplicate rule has one to three matching rules`
    );
  }
  const seen = new Set<string>();
  rule.matchRules.forEach((reference, index) => {
    const at = positionOf(elements[index]!, 'matchingRule');
    const key = `${reference.matchRuleSObjectType}.${reference.matchingRule}`.toLowerCase();
    const found = matching.get(key);
    if (seen.has(key)) {
      parts.diagnostics.error('MET3042', at, `${rule.name} names the matching rule ${reference.matchingRule} twice`);
    } else if (!found) {
      parts.diagnostics.error(
        'MET3022',
        at,
        `${rule.name} names the matching rule ${reference.matchRuleSObjectType}.${reference.matchingRule}, which is not in the package`
      );
    } else if (rule.active && !found.active) {
      parts.diagnostics.error(
        'MET3044',
        at,
        `${rule.name} is active, so its matching rule ${reference.matchingRule} must be active`
      );
    }
    seen.add(key);
  });
}

function checkActiveLimit(
  rules: readonly Placed<{ readonly object: string; readonly active: boolean }>[],
  what: string,
  parts: PackageParts
): void {
  for (const [object, placed] of byObject(rules)) {
    const active = placed.filter(({ rule }) => rule.active);
    if (active.length > ACTIVE_RULES_PER_OBJECT) {
      parts.diagnostics.error(
        'MET3045',
        active[ACTIVE_RULES_PER_OBJECT]!.element.position,
        `${object} has ${active.length} active ${what} rules, at most five are allowed`
      );
    }
  }
}

/** "SortOrder must be in sequential order from 1": ours start at 1, or at 2 in an org whose standard rule is first. */
function checkSortOrder(rules: readonly Placed<DuplicateRule>[], parts: PackageParts): void {
  const sorted = [...rules].sort((left, right) => left.rule.sortOrder - right.rule.sortOrder);
  const first = sorted[0]!.rule.sortOrder === 2 ? 2 : 1;
  sorted.forEach(({ rule, element }, index) => {
    if (rule.sortOrder !== first + index) {
      parts.diagnostics.error(
        'MET3043',
        positionOf(element, 'sortOrder'),
        `${rule.name}: sortOrder is ${rule.sortOrder}; the rules of ${rule.object} are numbered without gaps, so ${first + index} is expected`
      );
    }
  });
}

function byObject<Rule extends { readonly object: string }>(
  rules: readonly Placed<Rule>[]
): Map<string, Placed<Rule>[]> {
  return Map.groupBy(rules, ({ rule }) => rule.object);
}
