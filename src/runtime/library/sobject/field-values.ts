/** Default values of fields, as a record in memory holds them. */
import type { FieldValue } from '../../../database/index.ts';
import type { FieldDescribe } from '../../../metadata/index.ts';
import { toFieldValue } from '../../values/index.ts';

/** The constant default; a checkbox without one is false. */
export function defaultValueOf(field: FieldDescribe): FieldValue {
  const { defaultValue } = field;
  if (defaultValue === undefined) return field.type === 'boolean' ? false : null;
  return typeof defaultValue === 'number' ? toFieldValue(field, defaultValue) : defaultValue;
}
