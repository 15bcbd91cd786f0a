/** JSON.deserialize and deserializeUntyped: JSON into Apex values. Source: Apex Reference, "JSON Class". */
import { ApexDecimal, isIdText, toId18, type ApexBlob } from '../../../../base/index.ts';
import { SObject, type FieldValue } from '../../../../database/index.ts';
import type { SObjectDescribe } from '../../../../metadata/index.ts';
import { currentProgram } from '../../../program/program.ts';
import {
  ApexList,
  ApexMap,
  ApexSet,
  apexTypeOfField,
  platformEnumValues,
  raise,
  toDecimal,
  toDouble,
  type PrimitiveName,
  type RuntimeType
} from '../../../values/index.ts';
import { blobOf } from '../data/blob.ts';
import { enumValueOf } from '../enum.ts';
import { parseDecimal } from '../numbers/decimal.ts';
import { parseInteger, parseLong } from '../numbers/whole-numbers.ts';
import { isoDate, isoDatetime, isoTime } from '../time/iso.ts';
import { JsonNumber, type Json, type JsonObject } from './parse.ts';

/** Numbers become Integer, Long or Decimal, objects Map<String, Object>, arrays List<Object>. */
export function untyped(json: Json): unknown {
  if (json === null || typeof json !== 'object') return json;
  if (json instanceof JsonNumber) return untypedNumber(json);
  if (isArray(json)) return new ApexList('Object', json.map(untyped));
  const map = new ApexMap('String', 'Object');
  for (const [name, value] of json) map.put(name, untyped(value));
  return map;
}

function untypedNumber(number: JsonNumber): unknown {
  if (!number.isWhole) return untypedDecimal(number);
  const value = Number(number.text);
  if (value >= -2147483648 && value <= 2147483647) return value;
  if (Math.abs(value) > 2 ** 63) return untypedDecimal(number);
  const long = BigInt(number.text);
  return BigInt.asIntN(64, long) === long ? long : untypedDecimal(number);
}

/** Jackson bounds the numbers that it reads, too; where the platform draws the line could not be verified. */
function untypedDecimal({ text }: JsonNumber): ApexDecimal {
  try {
    return ApexDecimal.parse(text);
  } catch {
    return raise('JSONException', `Numeric value (${text.slice(0, 40)}) out of range`);
  }
}

/** `strict`: a member that the class does not have is an error (deserializeStrict). */
export function typed(json: Json, type: RuntimeType, strict: boolean): unknown {
  if (json === null) return null;
  const { shape } = type;
  switch (shape.kind) {
    case 'object':
      return untyped(json);
    case 'primitive':
      return primitive(json, shape.name);
    case 'list':
      return new ApexList(
        shape.element.text,
        items(json).map((item) => typed(item, shape.element, strict))
      );
    case 'set':
      return new ApexSet(
        shape.element.text,
        items(json).map((item) => typed(item, shape.element, strict))
      );
    case 'map': {
      const map = new ApexMap(shape.key.text, shape.value.text);
      for (const [name, value] of members(json))
        map.put(typed(name, shape.key, strict), typed(value, shape.value, strict));
      return map;
    }
    case 'sobject':
      return record(members(json), shape.describe);
    case 'user':
      return shape.info.kind === 'enum' ? userEnum(json, shape.info.name) : userObject(members(json), type, strict);
    case 'platform':
      if (shape.platform.kind === 'enum' && typeof json === 'string')
        return enumValueOf(type.text, platformEnumValues(type.text), json);
      return raise('JSONException', `Type unsupported in JSON: ${type.text}`);
  }
}

function isArray(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function items(json: Json): readonly Json[] {
  return isArray(json) ? json : raise('JSONException', "Malformed JSON: Expected '[' at the beginning of List/Set");
}

function members(json: Json): JsonObject {
  return json instanceof Map ? json : raise('JSONException', "Malformed JSON: Expected '{' at the beginning of object");
}

function primitive(json: Json, name: PrimitiveName): unknown {
  const text = scalarText(json);
  switch (name) {
    case 'String':
      return text;
    case 'Boolean':
      return typeof json === 'boolean'
        ? json
        : text === 'true' || (text === 'false' ? false : illegal(text, 'Boolean'));
    case 'Integer':
      return parseInteger(text);
    case 'Long':
      return parseLong(text);
    case 'Double':
      return toDouble(parseDecimal(text));
    case 'Decimal':
      return parseDecimal(text);
    case 'Id':
      return isIdText(text) ? toId18(text) : illegal(text, 'id');
    case 'Date':
      return isoDate(text) ?? illegal(text, 'date');
    case 'Datetime':
      return isoDatetime(text) ?? illegal(text, 'datetime');
    case 'Time':
      return isoTime(text) ?? illegal(text, 'time');
    case 'Blob':
      return blobFrom(text);
  }
}

function blobFrom(text: string): ApexBlob {
  return blobOf(Buffer.from(text, 'base64'));
}

function illegal(text: string, target: string): never {
  return raise('JSONException', `Illegal value for ${target}: ${text}`);
}

/** Numbers and booleans go into a String too, as their text. */
function scalarText(json: Json): string {
  if (typeof json === 'string') return json;
  if (json instanceof JsonNumber) return json.text;
  return typeof json === 'boolean' ? String(json) : raise('JSONException', 'Illegal value for primitive');
}

/** Constructors and initialisers do not run: the members alone make the object. */
function userObject(json: JsonObject, type: RuntimeType, strict: boolean): object {
  if (type.shape.kind !== 'user') throw new Error(`${type.text} is not a user class.`);
  const { info } = type.shape;
  const program = currentProgram();
  if (info.kind === 'interface' || info.abstract)
    raise(
      'JSONException',
      `Can not construct instance of ${info.name}, problem: abstract types can only be instantiated with additional type information`
    );
  const object = new (program.userClass(info.name))() as Record<string, unknown>;
  const fields = new Map(info.fields.map((field) => [field.name.toLowerCase(), field]));
  for (const field of info.fields) object[field.key] ??= null;
  for (const [name, value] of json) {
    const field = fields.get(name.toLowerCase());
    if (field && !field.transient) object[field.key] = typed(value, program.types.get(field.type), strict);
    else if (!field && strict) raise('JSONException', `Unknown field: ${info.name}.${name}`);
  }
  return object;
}

function userEnum(json: Json, name: string): unknown {
  const { $values } = currentProgram().userClass(name) as unknown as { $values: readonly { name: string }[] };
  const text = scalarText(json);
  const found = $values.find((value) => value.name.toLowerCase() === text.toLowerCase());
  return found ?? raise('JSONException', `Illegal value for enum ${name}: ${text}`);
}

function record(json: JsonObject, expected: SObjectDescribe | null): SObject {
  const describe = expected ?? describeOfAttributes(json);
  const made = new SObject(describe);
  for (const [name, value] of json) {
    if (name === 'attributes') continue;
    const field = describe.fields.get(name.toLowerCase());
    if (field)
      made.fields.set(field.name, fieldValue(value, apexTypeOfField(field) as PrimitiveName, field.type === 'int'));
    else relation(made, name, value);
  }
  return made;
}

function describeOfAttributes(json: JsonObject): SObjectDescribe {
  const attributes = json.get('attributes');
  const name = attributes instanceof Map ? (attributes as JsonObject).get('type') : undefined;
  const describe = typeof name === 'string' ? currentProgram().schema.objects.get(name.toLowerCase()) : undefined;
  return describe ?? raise('JSONException', 'Attribute type is required to deserialize an SObject');
}

function fieldValue(json: Json, type: PrimitiveName, whole: boolean): FieldValue {
  if (json === null) return null;
  const value = primitive(json, type) as FieldValue;
  return type === 'Decimal' && !whole ? toDecimal(value) : value;
}

/** A member that is no field: a parent record, or the records of a child relationship. */
function relation(made: SObject, name: string, json: Json): void {
  const { describe } = made;
  const lower = name.toLowerCase();
  const { objects } = currentProgram().schema;
  const parentField = [...describe.fields.values()].find((field) => field.relationshipName?.toLowerCase() === lower);
  if (parentField?.relationshipName !== undefined) {
    const target = objects.get(parentField.referenceTo?.[0]?.toLowerCase() ?? '') ?? null;
    made.parents.set(parentField.relationshipName, json === null ? null : record(members(json), target));
    return;
  }
  const child = describe.childRelationships.get(lower);
  if (!child) return raise('JSONException', `No such column '${name}' on sobject of type ${describe.name}`);
  const target = objects.get(child.childSObject.toLowerCase()) ?? null;
  const list = json instanceof Map ? ((json as JsonObject).get('records') ?? []) : json;
  made.children.set(
    child.relationshipName,
    items(list).map((item) => record(members(item), target))
  );
}
