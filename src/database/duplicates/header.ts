/** What a save says of its duplicate rules (REST header, DMLOptions, `setOptions`). */
import type { SaveRequest } from '../save.ts';
import type { SaveRow } from '../saving/save-row.ts';
import type { DuplicateRuleHeader } from '../sobject.ts';

const NO_HEADER: DuplicateRuleHeader = { allowSave: false, includeRecordDetails: false, runAsCurrentUser: false };

/** A record's own header (`setOptions`) wins over the call's. */
export function headerOf(request: SaveRequest, row: SaveRow): DuplicateRuleHeader {
  return row.source.duplicateRuleHeader ?? request.duplicateRuleHeader ?? NO_HEADER;
}

/**
 * Whether the record access of the user counts for a row, and which matches of records that the user must not see are named all the same.
 * Rules that bypass sharing compare with all records; what a record set holds is no answer to the user, so there all are kept.
 */
export interface RuleViewer {
  readonly isUser: (row: SaveRow) => boolean;
  readonly named: 'seen' | 'all';
}

/** For what nobody asks as a user. */
export const everyRecord: RuleViewer = { isUser: () => false, named: 'all' };

/**
 * `runAsCurrentUser` true: the user; false: in Apex the sharing of the class, in the APIs nobody (Apex Reference and SOAP API Developer Guide,
 * "DuplicateRuleHeader"; REST API Developer Guide, "Duplicate Rule Header").
 */
export function viewerOf(request: SaveRequest, named: RuleViewer['named']): RuleViewer {
  return { isUser: (row) => headerOf(request, row).runAsCurrentUser || request.sharing === true, named };
}
