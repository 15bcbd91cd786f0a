/** The ways of the REST API to save records. What they save, and what a failure means, is the same for all. */
import type { DuplicateRuleHeader, SaveRow } from '../../../database/index.ts';
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { DUPLICATE_RULE_HEADER, formatDuplicateRuleHeader } from '../../../protocol/index.ts';
import type { Json } from '../../query/records.ts';

export const SHAPE_NAMES = ['single', 'composite', 'collections', 'bulk'] as const;
export type ShapeName = (typeof SHAPE_NAMES)[number];

export interface OutgoingRecord {
  /** Gets its id, or its errors. */
  readonly row: SaveRow;
  readonly values: Json;
  readonly duplicateRules: DuplicateRuleHeader | null;
  /** LastModifiedDate of the record when it was read, in milliseconds. */
  readonly unmodifiedSince: number | null;
}

export interface SaveShape {
  /** Whether it changes a record only if nobody else did since it was read. */
  readonly isGuarded: boolean;
  insert(describe: SObjectDescribe, records: readonly OutgoingRecord[]): void;
  update(describe: SObjectDescribe, records: readonly OutgoingRecord[]): void;
}

/** Calls of at most `size` records, all with the same duplicate rule options: those are a header of the whole call. */
export function callsOf(
  records: readonly OutgoingRecord[],
  size: number
): { readonly headers: Readonly<Record<string, string>>; readonly records: readonly OutgoingRecord[] }[] {
  const groups = Map.groupBy(records, (record) => JSON.stringify(headersOf(record)));
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / size) }, (_, call) => {
      const part = group.slice(call * size, (call + 1) * size);
      return { headers: part[0] ? headersOf(part[0]) : {}, records: part };
    })
  );
}

export function headersOf({ duplicateRules }: OutgoingRecord): Readonly<Record<string, string>> {
  return duplicateRules ? { [DUPLICATE_RULE_HEADER]: formatDuplicateRuleHeader(duplicateRules) } : {};
}

/**
 * Source: REST API Developer Guide, "Conditional Request Headers" and "Update Records Using sObject Rows": the update happens only when the record has
 * not been modified after that moment, else 412.
 */
export function conditionOf({ unmodifiedSince }: OutgoingRecord): Readonly<Record<string, string>> {
  return unmodifiedSince === null ? {} : { 'If-Unmodified-Since': new Date(unmodifiedSince).toUTCString() };
}
