/** What a save changes. */
import type { FieldDescribe } from '../../metadata/index.ts';
import { sameValue } from '../schema/values.ts';
import type { SaveRow } from './save-row.ts';

/** On insert every field with a value counts as changed. */
export function isChanged(row: SaveRow, field: FieldDescribe): boolean {
  const next = row.next.fields.get(field.name) ?? null;
  const old = row.old ? (row.old.fields.get(field.name) ?? null) : null;
  return next !== old && !sameValue(field, next, old);
}
