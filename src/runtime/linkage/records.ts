/** New records and ids, for emitted code. */
import { isIdText, toId18 } from '../../base/index.ts';
import { SObject } from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { putField, putParent, raise } from '../values/index.ts';

/** `new Contact(LastName = 'x', Account = parent)`: a name that is not a field of the object is a parent relationship. */
export function newRecord(
  schema: OrgSchema,
  objectName: string,
  values: readonly (readonly [name: string, value: unknown])[] = []
): SObject {
  const describe = schema.objects.get(objectName.toLowerCase());
  if (!describe) throw new Error(`The org has no object ${objectName}.`);
  const record = new SObject(describe);
  for (const [name, value] of values) {
    if (describe.fields.has(name.toLowerCase())) putField(record, name, value);
    else putParent(record, name, value);
  }
  return record;
}

/** Source: Apex Reference, "Id Class", valueOf: a String that is no id is a StringException. */
export function toId(value: string | null): string | null {
  if (value === null) return null;
  if (!isIdText(value)) return raise('StringException', `Invalid id: ${value}`);
  return toId18(value);
}
