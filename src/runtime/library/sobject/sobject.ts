/** System.SObject: what every record can do. Source: Apex Reference, "SObject Class". recalculateFormulas is not emulated. */
import type { PlatformClass, PlatformFunction, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { SObject } from '../../../database/index.ts';
import type { FieldDescribe } from '../../../metadata/index.ts';
import { ApexMap, getChildren, getField, getParent, putField, putParent, raise } from '../../values/index.ts';
import { AggregateResult } from '../database/aggregate-result.ts';
import { type DmlOptions, headerOf } from '../database/dml-options.ts';
import { fieldOf, SObjectFieldToken, typeTokenOf } from '../schema/tokens.ts';
import { cloneRecord, isClone } from './clone-record.ts';
import { addError, errorsOf } from './record-errors.ts';

/** What setOptions put on a record, for getOptions. */
const optionsOfRecord = new WeakMap<SObject, DmlOptions>();

/** A field named by text or token, of the record's own object. */
function fieldNamed(record: SObject, field: string | SObjectFieldToken | null): FieldDescribe {
  if (field === null) return raise('NullPointerException', 'Argument cannot be null.');
  if (typeof field === 'string') return fieldOf(record.describe, field);
  if (field.object !== record.describe)
    raise(
      'SObjectException',
      `${field.object.name}.${field.field.name} does not belong to SObject type ${record.describe.name}`
    );
  return field.field;
}

/** The parent relationship named by its own name (`Account`) or by its lookup field's token. */
function relationshipNamed(record: SObject, named: string | SObjectFieldToken): string {
  if (named instanceof SObjectFieldToken) {
    const { relationshipName } = fieldNamed(record, named);
    return (
      relationshipName ??
      raise('SObjectException', `Invalid relationship ${named.field.name} for ${record.describe.name}`)
    );
  }
  const wanted = named.toLowerCase();
  for (const { relationshipName } of record.describe.fields.values())
    if (relationshipName?.toLowerCase() === wanted) return relationshipName;
  return raise('SObjectException', `Invalid relationship ${named} for ${record.describe.name}`);
}

/** A result of a dynamic query is an SObject to the compiler, and may be one of a grouping query: then `field` is an alias. */
function get(record: SObject | AggregateResult, field: string | SObjectFieldToken | null): unknown {
  if (!(record instanceof AggregateResult)) return getField(record, fieldNamed(record, field).name);
  if (typeof field === 'string') return record.get(field);
  return raise('SObjectException', 'The values of an AggregateResult are named by their aliases.');
}

function put(record: SObject, field: string | SObjectFieldToken, value: unknown): unknown {
  const { name } = fieldNamed(record, field);
  const before = record.fields.get(name) ?? null;
  putField(record, name, value);
  return before;
}

function putSObject(record: SObject, named: string | SObjectFieldToken, parent: SObject | null): unknown {
  const relationship = relationshipNamed(record, named);
  const before = record.parents.get(relationship) ?? null;
  putParent(record, relationship, parent);
  return before;
}

/** Fields in memory, with parents and children, in the order they were set. */
function populatedFields(record: SObject): ApexMap {
  const map = new ApexMap('String', 'Object', record.fields);
  for (const [name, parent] of record.parents) map.put(name, parent);
  for (const name of record.children.keys()) map.put(name, getChildren(record, name));
  return map;
}

function clear(record: SObject): void {
  if (record.readOnly) raise('FinalException', 'Record is read-only');
  record.fields.clear();
  record.parents.clear();
  record.children.clear();
  record.queried = false;
}

function setOptions(record: SObject, options: DmlOptions | null): void {
  if (options?.optAllOrNone !== null && options !== null)
    raise(
      'TypeException',
      'The local org does not support optAllOrNone on a record (setOptions): pass it to Database.insert or Database.update.'
    );
  record.duplicateRuleHeader = options ? headerOf(options) : null;
  if (options) optionsOfRecord.set(record, options);
  else optionsOfRecord.delete(record);
}

/** The same function under both ways of naming a field. */
function byNameOrToken(before: string, name: string, after: string, body: PlatformFunction): PlatformMembers {
  return {
    [`${before} ${name}(String field${after})`]: body,
    [`${before} ${name}(Schema.SObjectField field${after})`]: body
  };
}

const CLONE_FLAGS = ['preserveId', 'deep', 'preserveReadOnlyTimestamps', 'preserveAutonumber'];

function cloneMembers(): PlatformMembers {
  const body: PlatformFunction = (self: SObject, preserveId, deep, preserveReadOnlyTimestamps, preserveAutonumber) =>
    cloneRecord(self, {
      preserveId: preserveId === true,
      deep: deep === true,
      preserveReadOnlyTimestamps: preserveReadOnlyTimestamps === true,
      preserveAutonumber: preserveAutonumber === true
    });
  const members: Record<string, PlatformFunction> = {};
  for (let count = 0; count <= CLONE_FLAGS.length; count++) {
    const parameters = CLONE_FLAGS.slice(0, count).map((name) => `Boolean ${name}`);
    members[`SObject clone(${parameters.join(', ')})`] = body;
  }
  return members;
}

export const sobjectClass: PlatformClass = {
  name: 'System.SObject',
  kind: 'class',
  members: {
    'Id Id': {
      get: (self: SObject) => getField(self, 'Id'),
      set: (self: SObject, value: unknown) => putField(self, 'Id', value)
    },
    ...byNameOrToken('Object', 'get', '', get),
    ...byNameOrToken('Object', 'put', ', Object value', put),
    ...byNameOrToken('SObject', 'getSObject', '', (self: SObject, named) =>
      getParent(self, relationshipNamed(self, named))
    ),
    ...byNameOrToken('SObject', 'putSObject', ', SObject parent', putSObject),
    'List<SObject> getSObjects(String relationship)': (self: SObject, relationship: string) =>
      self.describe.childRelationships.has(relationship.toLowerCase())
        ? getChildren(self, relationship)
        : raise('SObjectException', `Invalid relationship ${relationship} for ${self.describe.name}`),
    ...byNameOrToken('Boolean', 'isSet', '', (self: SObject, field) => self.fields.has(fieldNamed(self, field).name)),
    'Map<String, Object> getPopulatedFieldsAsMap()': populatedFields,
    'Schema.SObjectType getSObjectType()': (self: SObject) => typeTokenOf(self.describe),
    'void addError(String message)': (self: SObject, message) => addError(self, message),
    'void addError(String message, Boolean escape)': (self: SObject, message) => addError(self, message),
    'void addError(Exception problem)': (self: SObject, problem) => addError(self, problem),
    'void addError(Exception problem, Boolean escape)': (self: SObject, problem) => addError(self, problem),
    ...byNameOrToken('void', 'addError', ', String message', (self: SObject, field, message) =>
      addError(self, message, fieldNamed(self, field).name)
    ),
    ...byNameOrToken('void', 'addError', ', String message, Boolean escape', (self: SObject, field, message) =>
      addError(self, message, fieldNamed(self, field).name)
    ),
    'Boolean hasErrors()': (self: SObject) => self.errors.length > 0,
    'List<Database.Error> getErrors()': errorsOf,
    'void setOptions(Database.DMLOptions options)': setOptions,
    'Database.DMLOptions getOptions()': (self: SObject) => optionsOfRecord.get(self) ?? null,
    ...cloneMembers(),
    'Boolean isClone()': isClone,
    'void clear()': clear
  },
  isInstance: (value) => value instanceof SObject
};
