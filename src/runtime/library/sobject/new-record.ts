/** New records in memory, made by the library. */
import { isIdText, toId18 } from '../../../base/index.ts';
import { SObject } from '../../../database/index.ts';
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { currentContext } from '../../execution/context.ts';
import { raise } from '../../values/index.ts';
import { defaultValueOf } from './field-values.ts';

export interface NewRecordOptions {
  readonly id?: string | null;
  readonly recordTypeId?: string | null;
  readonly withDefaults?: boolean;
}

export function newRecord(describe: SObjectDescribe, options: NewRecordOptions = {}): SObject {
  const record = new SObject(describe);
  if (options.recordTypeId) raise('TypeException', 'Record types are not supported in the local org.');
  if (options.id) record.id = toId18(options.id);
  if (options.withDefaults) {
    for (const field of describe.fields.values()) {
      if (!field.createable) continue;
      const value = defaultValueOf(field);
      if (value !== null) record.fields.set(field.name, value);
    }
  }
  return record;
}

/** A record with nothing but an id, for `Database.delete(id)`. The first three characters say the object. */
export function recordOfId(id: string | null): SObject {
  if (id === null) return raise('NullPointerException', 'Attempt to de-reference a null object');
  if (!isIdText(id)) return raise('StringException', `Invalid id: ${id}`);
  const prefix = id.slice(0, 3);
  for (const describe of currentContext().schema.objects.values()) {
    if (describe.keyPrefix === prefix) return newRecord(describe, { id });
  }
  return raise('SObjectException', `The org has no object whose ids begin with ${prefix}: ${id}`);
}
