/** Security.stripInaccessible. Source: Apex Reference, "Security Class" and "SObjectAccessDecision Class". */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { SObject, type ObjectRight } from '../../../database/index.ts';
import { currentContext } from '../../execution/context.ts';
import { ApexList, ApexMap, ApexSet, type ApexEnumValue, raise } from '../../values/index.ts';

class SObjectAccessDecision {
  readonly records: ApexList;
  /** Field names by object name. */
  readonly removed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly modified: readonly number[];

  constructor(
    records: ApexList,
    removed: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
    modified: readonly number[] = []
  ) {
    this.records = records;
    this.removed = removed;
    this.modified = modified;
  }
}

const NEEDED: Readonly<Record<string, readonly ObjectRight[]>> = {
  CREATABLE: ['create'],
  READABLE: ['read'],
  UPDATABLE: ['edit'],
  UPSERTABLE: ['create', 'edit']
};

/** The decision holds copies: changing them does not change the caller's records. */
function stripInaccessible(
  accessType: ApexEnumValue | null,
  records: ApexList | null,
  enforceRootObjectCrud: boolean | null = true
): SObjectAccessDecision {
  if (accessType === null || records === null)
    return raise('NullPointerException', 'Attempt to de-reference a null object');
  const rights = NEEDED[accessType.name] ?? [];
  const stripper = new Stripper(accessType.name === 'READABLE');
  const copies = records.items.map((item, index) => {
    if (!(item instanceof SObject)) return item;
    if (enforceRootObjectCrud ?? true) requireRights(item, rights);
    return stripper.copyOf(item, index);
  });
  return new SObjectAccessDecision(new ApexList(records.elementType, copies), stripper.removed, [...stripper.modified]);
}

/** Text observed on an org: "No access to entity". */
function requireRights({ describe }: SObject, rights: readonly ObjectRight[]): void {
  const { user } = currentContext();
  const granted = user.access.objectRights(describe);
  const missing = rights.find((right) => !granted[right]);
  if (missing === undefined) return;
  raise(
    'NoAccessException',
    `No access to entity: ${describe.name} [local org: no profile or permission set gives ${user.username} ${missing} on ${describe.name}]`
  );
}

/** Takes fields out of copies, in parents and children as well. Id stays always. */
class Stripper {
  readonly removed = new Map<string, Set<string>>();
  readonly modified = new Set<number>();
  readonly #reading: boolean;

  constructor(reading: boolean) {
    this.#reading = reading;
  }

  copyOf(record: SObject, index: number): SObject {
    const copy = record.clone();
    const { access } = currentContext().user;
    const { describe } = record;
    const forbidden = this.#reading ? access.hiddenFields(describe) : access.lockedFields(describe);
    for (const name of record.fields.keys()) {
      if (!forbidden.has(name)) continue;
      copy.fields.delete(name);
      copy.assigned.delete(name);
      this.#note(describe.name, name, index);
    }
    for (const [name, parent] of record.parents) if (parent) copy.parents.set(name, this.copyOf(parent, index));
    for (const [name, children] of record.children)
      copy.children.set(
        name,
        children.map((child) => this.copyOf(child, index))
      );
    return copy;
  }

  #note(object: string, field: string, index: number): void {
    const fields = this.removed.get(object) ?? new Set();
    this.removed.set(object, fields.add(field));
    this.modified.add(index);
  }
}

export const securityClasses: readonly PlatformClass[] = [
  {
    name: 'System.AccessType',
    kind: 'enum',
    values: ['CREATABLE', 'READABLE', 'UPDATABLE', 'UPSERTABLE'],
    members: {}
  },
  {
    name: 'System.Security',
    kind: 'class',
    members: {
      'static SObjectAccessDecision stripInaccessible(AccessType accessType, List<SObject> records)': stripInaccessible,
      'static SObjectAccessDecision stripInaccessible(AccessType accessType, List<SObject> records, Boolean enforceRootObjectCRUD)':
        stripInaccessible
    }
  },
  {
    name: 'System.SObjectAccessDecision',
    kind: 'class',
    members: {
      'List<SObject> getRecords()': (self: SObjectAccessDecision) => self.records,
      'Map<String, Set<String>> getRemovedFields()': (self: SObjectAccessDecision) =>
        new ApexMap(
          'String',
          'Set<String>',
          [...self.removed].map(([object, fields]) => [object, new ApexSet('String', [...fields])] as const)
        ),
      'Set<Integer> getModifiedIndexes()': (self: SObjectAccessDecision) => new ApexSet('Integer', self.modified)
    },
    isInstance: (value) => value instanceof SObjectAccessDecision
  }
];
