/** Duplicate rules: the step between validation rules and the save (salesforce-facts 1.4, 1.6, 3.1). */
import type { DuplicateRule, SObjectDescribe } from '../../metadata/index.ts';
import type { SaveRequest } from '../save.ts';
import type { SaveRow } from '../saving/save-row.ts';
import type { Session } from '../transaction/session.ts';
import { ruleApplies } from './filter.ts';
import { headerOf, viewerOf } from './header.ts';
import { activeRules, matchesOfRule, resultOf } from './rule-matches.ts';

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
    // Allow without Alert saves silently; what it reports is found after the save.
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
  const excluded = new Set(savedIds);
  for (const row of rows) if (row.id && !row.created) excluded.add(row.id);
  const viewer = viewerOf(request, 'seen');
  const withDetails = (row: SaveRow): boolean => headerOf(request, row).includeRecordDetails;
  for (const [row, matchResults] of matchesOfRule(session, rule, rows, { excluded, withDetails, viewer })) {
    const duplicateResult = resultOf(rule, action, matchResults);
    const message = duplicateResult.errorMessage;
    row.errors.push({ statusCode: 'DUPLICATES_DETECTED', message, fields: [], duplicateResult });
  }
}
