/**
 * Security.stripInaccessible. Source: Apex Reference, "Security Class". Field-level security is not emulated yet: the running user is an
 * administrator, so nothing is stripped and the decision says so.
 */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { SObject } from '../../../database/index.ts';
import { ApexList, ApexMap, ApexSet, raise } from '../../values/index.ts';

class SObjectAccessDecision {
  readonly records: ApexList;

  constructor(records: ApexList) {
    this.records = records;
  }
}

/** The decision holds copies: changing them does not change the caller's records. */
function stripInaccessible(accessType: unknown, records: ApexList | null): SObjectAccessDecision {
  if (accessType === null || records === null)
    return raise('NullPointerException', 'Attempt to de-reference a null object');
  const copies = records.items.map((record) => (record instanceof SObject ? record.clone() : record));
  return new SObjectAccessDecision(new ApexList(records.elementType, copies));
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
      'Map<String, Set<String>> getRemovedFields()': () => new ApexMap('String', 'Set<String>'),
      'Set<Integer> getModifiedIndexes()': () => new ApexSet('Integer')
    },
    isInstance: (value) => value instanceof SObjectAccessDecision
  }
];
