/**
 * A feed row becomes a row of the sync protocol: columns get their Salesforce field names, nothing else. Whether a value is valid is for
 * the org to say (the lane contract is enforced in Apex), so that the rule has one home; what cannot be read as the lane says travels as it is.
 */
import type { Lane } from '../lanes/index.ts';
import type { OutgoingRow } from '../run/outcomes.ts';
import type { FeedRow } from './read-feed.ts';
import { FeedError } from './read-feed.ts';

/** Compares a feed's columns with the lane before anything is sent. Returns the columns that will not be sent. */
export function checkColumns(file: string, columns: readonly string[], lane: Lane): string[] {
  const { externalIdColumn, versionColumn } = lane.source;
  const required = [externalIdColumn, ...(versionColumn ? [versionColumn] : [])];
  const known = new Set([...required, ...lane.fields.map((field) => field.column), ...lane.ignoredColumns]);
  const missing = required.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    throw new FeedError(`${file}:1: the column ${quoted(missing)} is missing; the lane ${lane.lane} needs it.`);
  }
  const unknown = columns.filter((column) => !known.has(column));
  if (unknown.length > 0 && lane.writes.unknownFieldMode === 'reject') {
    throw new FeedError(
      `${file}:1: the column ${quoted(unknown)} is not in the lane ${lane.lane}. Map it under "fields" or name it under ` +
        `"ignoredColumns" in config/lanes/${lane.lane}.yaml. Nothing was sent.`
    );
  }
  return unknown;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** `startedAt`: milliseconds, the version of rows whose source has none. */
export function mapRow(row: FeedRow, lane: Lane, attempt: number, startedAt: number): OutgoingRow {
  const { externalIdColumn, externalIdPrefix, versionColumn, versionType } = lane.source;
  const fields: Record<string, string | null> = {};
  for (const { column, field } of lane.fields) {
    const value = row.values.get(column);
    // A column that this feed does not have says nothing about the field; an empty value clears it.
    if (value !== undefined) fields[field] = value === '' ? null : value;
  }
  const id = row.values.get(externalIdColumn)?.trim() ?? '';
  return {
    externalId: id === '' ? null : `${externalIdPrefix}${id}`,
    sourceVersion: versionColumn ? readVersion(row.values.get(versionColumn) ?? '', versionType) : startedAt,
    sourceRow: row.line,
    attempt,
    fields
  };
}

function readVersion(text: string, type: 'number' | 'timestamp'): number | string | null {
  if (text.trim() === '') return null;
  const version = type === 'timestamp' ? Date.parse(text) : Number(text);
  return Number.isSafeInteger(version) ? version : text;
}
