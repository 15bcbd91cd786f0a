/** Copies of records. Source: Apex Reference, "SObject Class", clone. */
import type { SObject } from '../../../database/index.ts';

/** `deep`: parents are copied too; otherwise they are shared. The copy is a new record: reading what it does not hold is no error. */
export function cloneRecord(record: SObject, preserveId: boolean, deep: boolean): SObject {
  const copy = record.clone();
  copy.readOnly = false;
  copy.queried = record.queried && preserveId;
  if (!preserveId) copy.fields.delete('Id');
  if (deep) {
    for (const [name, parent] of copy.parents) copy.parents.set(name, parent && cloneRecord(parent, true, true));
  }
  return copy;
}
