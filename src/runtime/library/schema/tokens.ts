/** Schema.SObjectType and Schema.SObjectField as values: one token per object and field of a deployed schema, so that identity is equality. */
import type { FieldDescribe, OrgSchema, SObjectDescribe } from '../../../metadata/index.ts';
import { currentContext } from '../../execution/context.ts';
import { raise } from '../../values/index.ts';

export class SObjectTypeToken {
  readonly describe: SObjectDescribe;

  constructor(describe: SObjectDescribe) {
    this.describe = describe;
  }

  toString(): string {
    return this.describe.name;
  }
}

export class SObjectFieldToken {
  readonly object: SObjectDescribe;
  readonly field: FieldDescribe;

  constructor(object: SObjectDescribe, field: FieldDescribe) {
    this.object = object;
    this.field = field;
  }

  toString(): string {
    return this.field.name;
  }
}

const typeTokens = new WeakMap<SObjectDescribe, SObjectTypeToken>();
const fieldTokens = new WeakMap<FieldDescribe, SObjectFieldToken>();

export function typeTokenOf(describe: SObjectDescribe): SObjectTypeToken {
  let token = typeTokens.get(describe);
  if (!token) {
    token = new SObjectTypeToken(describe);
    typeTokens.set(describe, token);
  }
  return token;
}

export function fieldTokenOf(object: SObjectDescribe, field: FieldDescribe): SObjectFieldToken {
  let token = fieldTokens.get(field);
  if (token?.object !== object) {
    token = new SObjectFieldToken(object, field);
    fieldTokens.set(field, token);
  }
  return token;
}

/** `Contact.SObjectType`, by the object's API name. */
export function objectToken(objectName: string, schema: OrgSchema = currentContext().schema): SObjectTypeToken {
  return typeTokenOf(describeOf(objectName, schema));
}

/** `Contact.Email`, by the API names of object and field. */
export function fieldToken(
  objectName: string,
  fieldName: string,
  schema: OrgSchema = currentContext().schema
): SObjectFieldToken {
  const object = describeOf(objectName, schema);
  return fieldTokenOf(object, fieldOf(object, fieldName));
}

export function describeOf(objectName: string, schema: OrgSchema = currentContext().schema): SObjectDescribe {
  return (
    schema.objects.get(objectName.toLowerCase()) ?? raise('SObjectException', `The org has no object ${objectName}.`)
  );
}

/** Message of System.SObjectException as the platform words it. */
export function fieldOf(object: SObjectDescribe, fieldName: string): FieldDescribe {
  return (
    object.fields.get(fieldName.toLowerCase()) ??
    raise('SObjectException', `Invalid field ${fieldName} for ${object.name}`)
  );
}
