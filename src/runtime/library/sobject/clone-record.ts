/** SObject.clone with its four flags. Source: Apex Reference, "SObject Class", clone. */
import { type SObject } from '../../../database/index.ts';

const READ_ONLY_TIMESTAMPS = ['CreatedById', 'CreatedDate', 'LastModifiedById', 'LastModifiedDate'];

/** Records that clone() made, for isClone(). */
const clones = new WeakSet<SObject>();

export function isClone(record: SObject): boolean {
  return clones.has(record);
}

export interface CloneFlags {
  readonly preserveId: boolean;
  readonly deep: boolean;
  readonly preserveReadOnlyTimestamps: boolean;
  readonly preserveAutonumber: boolean;
}

export function cloneRecord(record: SObject, flags: CloneFlags): SObject {
  const copy = record.clone();
  clones.add(copy);
  if (!flags.preserveId) copy.fields.delete('Id');
  if (!flags.preserveReadOnlyTimestamps) for (const name of READ_ONLY_TIMESTAMPS) copy.fields.delete(name);
  if (!flags.preserveAutonumber) {
    for (const field of record.describe.fields.values())
      if (field.autoNumberFormat !== undefined) copy.fields.delete(field.name);
  }
  if (flags.deep) {
    for (const [name, parent] of copy.parents) copy.parents.set(name, parent?.clone() ?? null);
    for (const [name, children] of copy.children)
      copy.children.set(
        name,
        children.map((child) => child.clone())
      );
  }
  // A clone is a new record: what was not copied reads null instead of "not queried".
  copy.queried = false;
  return copy;
}
