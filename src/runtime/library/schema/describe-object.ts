/**
 * Schema.SObjectType and Schema.DescribeSObjectResult. Source: Apex Reference, "DescribeSObjectResult Class". Access answers are those of
 * the running user.
 */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import type { ObjectRight } from '../../../database/index.ts';
import type { ChildRelationship, SObjectDescribe } from '../../../metadata/index.ts';
import { currentContext } from '../../execution/context.ts';
import { ApexList, ApexMap } from '../../values/index.ts';
import { newRecord } from '../sobject/new-record.ts';
import { fieldToken, fieldTokenOf, objectToken, SObjectTypeToken, typeTokenOf } from './tokens.ts';

export class DescribeSObjectResult {
  readonly describe: SObjectDescribe;

  constructor(describe: SObjectDescribe) {
    this.describe = describe;
  }
}

/** `describe.fields`, whose only use is getMap. */
class SObjectTypeFields {
  readonly describe: SObjectDescribe;

  constructor(describe: SObjectDescribe) {
    this.describe = describe;
  }
}

function may(right: ObjectRight): (self: DescribeSObjectResult) => boolean {
  return ({ describe }) => currentContext().user.access.objectRights(describe)[right];
}

function isRecord({ describe }: DescribeSObjectResult): boolean {
  return describe.kind === 'standard' || describe.kind === 'custom';
}

/** A child relationship as describes answer it: a lookup that gives its parent no related list has no relationship name. */
type DescribedChild = Omit<ChildRelationship, 'relationshipName'> & { readonly relationshipName: string | null };

/**
 * Every lookup that can point at the object, those without a relationship name too (Contact.ReportsToId, MasterRecordId): SOAP API
 * Developer Guide, describeSObjects(), "ChildRelationship": relationshipName is empty where the parent has no related list.
 */
function childRelationshipsOf(parent: SObjectDescribe): DescribedChild[] {
  const named = [...parent.childRelationships.values()];
  const known = new Set(named.map(({ childSObject, field }) => `${childSObject}.${field}`));
  const nameless: DescribedChild[] = [];
  for (const child of currentContext().schema.objects.values()) {
    if (child.kind === 'customMetadata' || child.kind === 'platformEvent') continue;
    for (const { name, referenceTo } of child.fields.values())
      if (referenceTo?.includes(parent.name) && !known.has(`${child.name}.${name}`))
        nameless.push({ childSObject: child.name, field: name, relationshipName: null });
  }
  return [...named, ...nameless];
}

export const describeObjectClasses: readonly PlatformClass[] = [
  {
    name: 'Schema.SObjectType',
    kind: 'class',
    members: {
      'Schema.DescribeSObjectResult getDescribe()': (self: SObjectTypeToken) =>
        new DescribeSObjectResult(self.describe),
      'SObject newSObject()': (self: SObjectTypeToken) => newRecord(self.describe),
      'SObject newSObject(Id recordId)': (self: SObjectTypeToken, id: string | null) =>
        newRecord(self.describe, { id }),
      'SObject newSObject(Id recordTypeId, Boolean loadDefaults)': (
        self: SObjectTypeToken,
        recordTypeId: string | null,
        withDefaults: boolean
      ) => newRecord(self.describe, { recordTypeId, withDefaults })
    },
    isInstance: (value) => value instanceof SObjectTypeToken
  },
  {
    name: 'Schema.DescribeSObjectResult',
    kind: 'class',
    members: {
      'String getName()': (self: DescribeSObjectResult) => self.describe.name,
      'String getLocalName()': (self: DescribeSObjectResult) => self.describe.name,
      'String getLabel()': (self: DescribeSObjectResult) => self.describe.label,
      'String getLabelPlural()': (self: DescribeSObjectResult) => self.describe.labelPlural,
      'String getKeyPrefix()': (self: DescribeSObjectResult) => self.describe.keyPrefix,
      'Schema.SObjectType getSObjectType()': (self: DescribeSObjectResult) => typeTokenOf(self.describe),
      'List<Schema.ChildRelationship> getChildRelationships()': (self: DescribeSObjectResult) =>
        new ApexList('Schema.ChildRelationship', childRelationshipsOf(self.describe)),
      'Schema.SObjectTypeFields fields': {
        get: (self: DescribeSObjectResult) => new SObjectTypeFields(self.describe)
      },
      'Boolean isAccessible()': may('read'),
      'Boolean isQueryable()': may('read'),
      'Boolean isCreateable()': may('create'),
      'Boolean isUpdateable()': may('edit'),
      'Boolean isDeletable()': may('delete'),
      'Boolean isUndeletable()': (self: DescribeSObjectResult) => isRecord(self) && may('delete')(self),
      'Boolean isSearchable()': isRecord,
      'Boolean isCustom()': (self: DescribeSObjectResult) => self.describe.kind !== 'standard',
      'Boolean isCustomSetting()': () => false
    },
    isInstance: (value) => value instanceof DescribeSObjectResult
  },
  {
    name: 'Schema.SObjectTypeFields',
    kind: 'class',
    members: {
      // The platform's map finds names in any case; ours is keyed in lower case, which is also how the platform lists them.
      'Map<String, Schema.SObjectField> getMap()': ({ describe }: SObjectTypeFields) =>
        new ApexMap(
          'String',
          'Schema.SObjectField',
          [...describe.fields].map(([key, field]) => [key, fieldTokenOf(describe, field)] as const)
        )
    },
    isInstance: (value) => value instanceof SObjectTypeFields
  },
  {
    name: 'Schema.ChildRelationship',
    kind: 'class',
    members: {
      'Schema.SObjectType getChildSObject()': (self: DescribedChild) => objectToken(self.childSObject),
      'Schema.SObjectField getField()': (self: DescribedChild) => fieldToken(self.childSObject, self.field),
      'String getRelationshipName()': (self: DescribedChild) => self.relationshipName
    },
    isInstance: (value) => typeof value === 'object' && value !== null && 'childSObject' in value
  },
  {
    name: 'System.Schema',
    kind: 'class',
    members: {
      'static Map<String, Schema.SObjectType> getGlobalDescribe()': () =>
        new ApexMap(
          'String',
          'Schema.SObjectType',
          [...currentContext().schema.objects].map(([key, describe]) => [key, typeTokenOf(describe)] as const)
        ),
      'static List<Schema.DescribeSObjectResult> describeSObjects(List<String> names)': (names: ApexList) =>
        new ApexList(
          'Schema.DescribeSObjectResult',
          names.items.map((name) => new DescribeSObjectResult(objectToken(String(name)).describe))
        )
    }
  }
];
