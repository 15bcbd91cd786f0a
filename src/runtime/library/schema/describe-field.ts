/** Schema.SObjectField, Schema.DescribeFieldResult and Schema.PicklistEntry. Source: Apex Reference, "DescribeFieldResult Class". */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { isPermissionable } from '../../../database/index.ts';
import type { FieldDescribe } from '../../../metadata/index.ts';
import { currentContext } from '../../execution/context.ts';
import { ApexList } from '../../values/index.ts';
import { defaultValueOf } from '../sobject/field-values.ts';
import { displayTypeOf } from './display-type.ts';
import { objectToken, SObjectFieldToken, typeTokenOf } from './tokens.ts';

class DescribeFieldResult {
  readonly token: SObjectFieldToken;

  constructor(token: SObjectFieldToken) {
    this.token = token;
  }
}

class PicklistEntry {
  readonly value: string;
  readonly isDefault: boolean;

  constructor(value: string, isDefault: boolean) {
    this.value = value;
    this.isDefault = isDefault;
  }
}

/** A getter that only asks the field's describe. */
function field(get: (field: FieldDescribe) => unknown): (self: DescribeFieldResult) => unknown {
  return (self) => get(self.token.field);
}

/** With the permissions of the running user (Apex Developer Guide, "Enforcing Object and Field Permissions"). */
function isAccessible({ token }: DescribeFieldResult): boolean {
  const { access } = currentContext().user;
  return access.objectRights(token.object).read && !access.hiddenFields(token.object).has(token.field.name);
}

function isWritable({ token }: DescribeFieldResult, right: 'create' | 'edit'): boolean {
  const { access } = currentContext().user;
  return access.objectRights(token.object)[right] && !access.lockedFields(token.object).has(token.field.name);
}

const NUMBERS = new Set(['int', 'double', 'currency', 'percent']);

const describeMembers: PlatformMembers = {
  'String getName()': field(({ name }) => name),
  'String getLocalName()': field(({ name }) => name),
  'String getLabel()': field(({ label }) => label),
  'Schema.DisplayType getType()': field(({ type }) => displayTypeOf(type)),
  'Integer getLength()': field(({ length }) => length),
  'Integer getByteLength()': field(({ length }) => length * 3),
  'Integer getPrecision()': field(({ precision }) => precision),
  'Integer getScale()': field(({ scale }) => scale),
  'Integer getDigits()': field(({ type, precision }) => (type === 'int' ? precision : 0)),
  'Object getDefaultValue()': field((describe) => defaultValueOf(describe)),
  'String getRelationshipName()': field(({ relationshipName }) => relationshipName ?? null),
  'List<Schema.SObjectType> getReferenceTo()': field(
    ({ referenceTo }) =>
      new ApexList(
        'Schema.SObjectType',
        (referenceTo ?? []).map((name) => objectToken(name))
      )
  ),
  'List<Schema.PicklistEntry> getPicklistValues()': field(
    ({ picklistValues, defaultValue }) =>
      new ApexList(
        'Schema.PicklistEntry',
        (picklistValues ?? []).map((value) => new PicklistEntry(value, value === defaultValue))
      )
  ),
  'Schema.SObjectField getSobjectField()': (self: DescribeFieldResult) => self.token,
  'Schema.SObjectType getSObjectType()': (self: DescribeFieldResult) => typeTokenOf(self.token.object),
  'Boolean isAccessible()': (self: DescribeFieldResult) => isAccessible(self),
  'Boolean isCreateable()': (self: DescribeFieldResult) => self.token.field.createable && isWritable(self, 'create'),
  'Boolean isUpdateable()': (self: DescribeFieldResult) => self.token.field.updateable && isWritable(self, 'edit'),
  'Boolean isPermissionable()': ({ token }: DescribeFieldResult) => isPermissionable(token.object, token.field),
  'Boolean isNillable()': field(({ nillable }) => nillable),
  'Boolean isUnique()': field(({ unique }) => unique),
  'Boolean isExternalId()': field(({ externalId }) => externalId),
  'Boolean isIdLookup()': field(({ externalId, name }) => externalId || name === 'Id'),
  'Boolean isCaseSensitive()': field(({ caseSensitive }) => caseSensitive),
  'Boolean isCustom()': field(({ custom }) => custom),
  'Boolean isAutoNumber()': field(({ autoNumberFormat }) => autoNumberFormat !== undefined),
  'Boolean isCalculated()': field(({ compound }) => compound !== undefined),
  'Boolean isNameField()': field(({ name }) => name === 'Name'),
  'Boolean isDefaultedOnCreate()': field(({ defaultValue, autoNumberFormat }) =>
    Boolean(defaultValue !== undefined || autoNumberFormat)
  ),
  'Boolean isRestrictedPicklist()': field(({ restrictedPicklist }) => restrictedPicklist ?? false),
  'Boolean isCascadeDelete()': field(({ deleteConstraint }) => deleteConstraint === 'Cascade'),
  'Boolean isRestrictedDelete()': field(({ deleteConstraint }) => deleteConstraint === 'Restrict'),
  'Boolean isSortable()': field(({ type }) => type !== 'textarea' && type !== 'base64'),
  'Boolean isGroupable()': field(({ type }) => !NUMBERS.has(type) && type !== 'textarea' && type !== 'base64')
};

export const describeFieldClasses: readonly PlatformClass[] = [
  {
    name: 'Schema.SObjectField',
    kind: 'class',
    members: {
      'Schema.DescribeFieldResult getDescribe()': (self: SObjectFieldToken) => new DescribeFieldResult(self)
    },
    isInstance: (value) => value instanceof SObjectFieldToken
  },
  {
    name: 'Schema.DescribeFieldResult',
    kind: 'class',
    members: describeMembers,
    isInstance: (value) => value instanceof DescribeFieldResult
  },
  {
    name: 'Schema.PicklistEntry',
    kind: 'class',
    members: {
      'String getLabel()': (self: PicklistEntry) => self.value,
      'String getValue()': (self: PicklistEntry) => self.value,
      'Boolean isActive()': () => true,
      'Boolean isDefaultValue()': (self: PicklistEntry) => self.isDefault
    },
    isInstance: (value) => value instanceof PicklistEntry
  }
];
