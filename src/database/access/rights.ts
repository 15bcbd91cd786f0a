/** What a user may do: profile and permission sets added up. Permissions only ever add (Salesforce Help, "Permission Sets"). */
import type { FieldDescribe, OrgSchema, PermissionSet, SObjectDescribe } from '../../metadata/index.ts';
import { governanceOf, governingObjects, isPermissionable } from './permissionable.ts';
import { baselineOf } from './profiles.ts';
import type { ProfileBaseline } from './profiles.ts';

export type ObjectRight = 'read' | 'create' | 'edit' | 'delete' | 'viewAll' | 'modifyAll';

export type ObjectRights = Readonly<Record<ObjectRight, boolean>>;

/** Asked once per statement, never per row: the sets are worked out once per user and object. */
export interface AccessRights {
  objectRights(describe: SObjectDescribe): ObjectRights;
  /** API names of the fields that the user must not see. */
  hiddenFields(describe: SObjectDescribe): ReadonlySet<string>;
  /** API names of the fields that the user must not write; contains the hidden ones. */
  lockedFields(describe: SObjectDescribe): ReadonlySet<string>;
  hasUserPermission(name: string): boolean;
  /** Name of a top-level class. Whoever may author Apex may call all of it. */
  hasClassAccess(className: string): boolean;
}

const ALL: ObjectRights = { read: true, create: true, edit: true, delete: true, viewAll: true, modifyAll: true };
const NONE: ObjectRights = {
  read: false,
  create: false,
  edit: false,
  delete: false,
  viewAll: false,
  modifyAll: false
};
const READ_ALL: ObjectRights = { ...NONE, read: true, viewAll: true };
const OWN_RECORDS: ObjectRights = { ...ALL, viewAll: false, modifyAll: false };

/** For tests of what lies below permissions. */
export const unlimitedRights: AccessRights = {
  objectRights: () => ALL,
  hiddenFields: () => new Set(),
  lockedFields: () => new Set(),
  hasUserPermission: () => true,
  hasClassAccess: () => true
};

const known = new WeakMap<OrgSchema, Map<string, AccessRights>>();

/** Users with the same profile and permission sets share one object, so plans of queries can be kept by it. */
export function rightsOf(schema: OrgSchema, profileName: string, permissionSetNames: readonly string[]): AccessRights {
  let byGrant = known.get(schema);
  if (!byGrant) known.set(schema, (byGrant = new Map()));
  const names = permissionSetNames.map((name) => name.toLowerCase()).sort();
  const key = [profileName, ...names].join('\n');
  let rights = byGrant.get(key);
  if (!rights) {
    const granted = schema.permissionSets.filter((set) => names.includes(set.name.toLowerCase()));
    byGrant.set(key, (rights = new GrantedRights(baselineOf(profileName), granted)));
  }
  return rights;
}

class GrantedRights implements AccessRights {
  readonly #profile: ProfileBaseline;
  readonly #userPermissions = new Set<string>();
  readonly #classes = new Set<string>();
  readonly #metadataTypes = new Set<string>();
  readonly #objects = new Map<string, ObjectRights>();
  /** `object.field` in lower case. */
  readonly #readable = new Set<string>();
  readonly #editable = new Set<string>();
  readonly #rights = new WeakMap<SObjectDescribe, ObjectRights>();
  readonly #hidden = new WeakMap<SObjectDescribe, ReadonlySet<string>>();
  readonly #locked = new WeakMap<SObjectDescribe, ReadonlySet<string>>();

  constructor(profile: ProfileBaseline, sets: readonly PermissionSet[]) {
    this.#profile = profile;
    for (const name of profile.userPermissions) this.#userPermissions.add(name.toLowerCase());
    for (const set of sets) this.#add(set);
  }

  #add(set: PermissionSet): void {
    for (const name of set.userPermissions) this.#userPermissions.add(name.toLowerCase());
    for (const name of set.classAccesses) this.#classes.add(name.toLowerCase());
    for (const name of set.customMetadataTypeAccesses) this.#metadataTypes.add(name.toLowerCase());
    for (const given of set.objectPermissions) {
      const key = given.object.toLowerCase();
      const before = this.#objects.get(key) ?? NONE;
      this.#objects.set(key, {
        read: before.read || given.allowRead,
        create: before.create || given.allowCreate,
        edit: before.edit || given.allowEdit,
        delete: before.delete || given.allowDelete,
        viewAll: before.viewAll || given.viewAllRecords,
        modifyAll: before.modifyAll || given.modifyAllRecords
      });
    }
    for (const { field, readable, editable } of set.fieldPermissions) {
      if (readable) this.#readable.add(field.toLowerCase());
      if (editable) this.#editable.add(field.toLowerCase());
    }
  }

  objectRights(describe: SObjectDescribe): ObjectRights {
    let rights = this.#rights.get(describe);
    if (!rights) this.#rights.set(describe, (rights = this.#workOut(describe)));
    return rights;
  }

  #workOut(describe: SObjectDescribe): ObjectRights {
    switch (governanceOf(describe)) {
      case 'metadata':
        // Records arrive by deploy only. Access: Salesforce Help, "Grant Permissions for Custom Metadata Types".
        return this.hasUserPermission('CustomizeApplication') || this.#metadataTypes.has(describe.name.toLowerCase())
          ? READ_ALL
          : NONE;
      case 'setup':
        return this.hasUserPermission('ManageUsers') ? ALL : READ_ALL;
      case 'everybody':
        return OWN_RECORDS;
      case 'permissions':
        return this.#recordRights(describe);
    }
  }

  #recordRights(describe: SObjectDescribe): ObjectRights {
    if (this.hasUserPermission('ModifyAllData')) return ALL;
    const standard = describe.kind === 'standard' && this.#profile.standardRecords;
    const sources: ObjectRights[] = standard ? [OWN_RECORDS] : [];
    for (const object of governingObjects(describe)) {
      const granted = this.#objects.get(object);
      if (granted) sources.push(granted);
    }
    if (this.hasUserPermission('ViewAllData')) sources.push(READ_ALL);
    const any = (right: ObjectRight): boolean => sources.some((source) => source[right]);
    return {
      read: any('read'),
      create: any('create'),
      edit: any('edit'),
      delete: any('delete'),
      viewAll: any('viewAll') || any('modifyAll'),
      modifyAll: any('modifyAll')
    };
  }

  hiddenFields(describe: SObjectDescribe): ReadonlySet<string> {
    let fields = this.#hidden.get(describe);
    if (!fields) this.#hidden.set(describe, (fields = this.#without(describe, this.#readable)));
    return fields;
  }

  lockedFields(describe: SObjectDescribe): ReadonlySet<string> {
    let fields = this.#locked.get(describe);
    if (!fields) this.#locked.set(describe, (fields = this.#without(describe, this.#editable)));
    return fields;
  }

  #without(describe: SObjectDescribe, granted: ReadonlySet<string>): ReadonlySet<string> {
    const lacking = new Set<string>();
    for (const field of describe.fields.values()) {
      if (isPermissionable(describe, field) && !this.#hasField(describe, field, granted)) lacking.add(field.name);
    }
    return lacking;
  }

  #hasField(describe: SObjectDescribe, field: FieldDescribe, granted: ReadonlySet<string>): boolean {
    if (!field.custom && this.#profile.standardRecords) return true;
    return granted.has(`${describe.name}.${field.name}`.toLowerCase());
  }

  hasUserPermission(name: string): boolean {
    return this.#userPermissions.has(name.toLowerCase());
  }

  hasClassAccess(className: string): boolean {
    const [outer = ''] = className.split('.');
    return this.hasUserPermission('AuthorApex') || this.#classes.has(outer.toLowerCase());
  }
}
