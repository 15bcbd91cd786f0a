/** Records as the REST API writes and reads them. Source: REST API Developer Guide, "sObject Rows" and "Query". */
import { ApexDate, ApexDatetime, ApexDecimal, isIdText, jsonValue, restTime, toId18 } from '../../base/index.ts';
import type { FieldValue } from '../../database/index.ts';
import { SObject, findLookup, lacks } from '../../database/index.ts';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { ApiException, notFound } from '../../protocol/index.ts';
import type { SoqlQuery } from '../../soql/index.ts';
import type { JsonObject, RestSession } from './request.ts';
import { isJsonObject, jsonText } from './request.ts';

export function recordUrl(version: number, object: string, id: string): string {
  return `/services/data/v${version}.0/sobjects/${object}/${id}`;
}

function attributes(version: number, object: string, id: string | null): JsonObject {
  return id ? { type: object, url: recordUrl(version, object, id) } : { type: object };
}

/** The selected fields of a query's record, in the order of the SELECT clause. */
export function queriedRecordJson(record: SObject, query: SoqlQuery, version: number): JsonObject {
  const json: Record<string, unknown> = { attributes: attributes(version, record.describe.name, record.id) };
  for (const item of query.select) {
    if (item.kind === 'field') putPath(json, record, item.path, version);
    else if (item.kind === 'fields') {
      for (const [name, value] of record.fields) json[name] = jsonValue(value);
    } else if (item.kind === 'subquery') putChildren(json, record, item.query, version);
  }
  return json;
}

function putPath(json: Record<string, unknown>, record: SObject, path: readonly string[], version: number): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    const field = record.describe.fields.get(first.toLowerCase());
    // A query may name the object itself (`Contact.Name`): the database has resolved that, so a bare name is always a field.
    const name = field?.name ?? first;
    json[name] = jsonValue(record.fields.get(name));
    return;
  }
  if (first.toLowerCase() === record.describe.name.toLowerCase()) {
    putPath(json, record, rest, version);
    return;
  }
  const relationship = [...record.parents.keys()].find((name) => name.toLowerCase() === first.toLowerCase()) ?? first;
  const parent = record.parents.get(relationship) ?? null;
  if (!parent) {
    json[relationship] ??= null;
    return;
  }
  const existing = json[relationship] as Record<string, unknown> | null | undefined;
  const target = existing ?? { attributes: attributes(version, parent.describe.name, parent.id) };
  json[relationship] = target;
  putPath(target as Record<string, unknown>, parent, rest, version);
}

function putChildren(json: Record<string, unknown>, record: SObject, query: SoqlQuery, version: number): void {
  const name = [...record.children.keys()].find((key) => key.toLowerCase() === query.from.toLowerCase()) ?? query.from;
  const children = record.children.get(name) ?? [];
  json[name] =
    children.length === 0
      ? null
      : {
          totalSize: children.length,
          done: true,
          records: children.map((child) => queriedRecordJson(child, query, version))
        };
}

/** All fields of one record that were read (GET of a row). */
export function wholeRecordJson(record: SObject, version: number): JsonObject {
  const json: Record<string, unknown> = { attributes: attributes(version, record.describe.name, record.id) };
  for (const field of record.describe.fields.values())
    if (record.fields.has(field.name)) json[field.name] = jsonValue(record.fields.get(field.name));
  return json;
}

/**
 * Reads `{FirstName: 'Ann', …}` into a record. `skip` names keys that are addressed otherwise (attributes, id). A field that the user must
 * not see is none to this user (REST API Developer Guide, INVALID_FIELD).
 */
export function readRecord(
  session: RestSession,
  describe: SObjectDescribe,
  json: JsonObject,
  skip: ReadonlySet<string> = new Set()
): SObject {
  const { user } = session;
  const record = new SObject(describe);
  const hidden = user.access.hiddenFields(describe);
  for (const [key, value] of Object.entries(json)) {
    if (key === 'attributes' || skip.has(key.toLowerCase())) continue;
    const lookup = findLookup(describe, key);
    const field = lookup ?? describe.fields.get(key.toLowerCase());
    if (!field || hidden.has(field.name)) {
      const hint = field ? ` ${lacks(user, `Read on ${describe.name}.${field.name}`)}` : '';
      throw new ApiException(
        400,
        'INVALID_FIELD',
        `No such column '${key}' on sobject of type ${describe.name}${hint}`
      );
    }
    if (lookup) readParent(session, record, lookup, value);
    else record.fields.set(field.name, readValue(field, value));
  }
  return record;
}

/**
 * A parent that is named by its external id, `"Account": {"External_Customer_Id__c": "x"}`, or by its id; null clears the lookup. A lookup
 * with several objects needs `attributes.type`. Source: Bulk API Developer Guide, "Relationship Fields in Records" (JSON).
 */
function readParent(session: RestSession, record: SObject, lookup: FieldDescribe, json: unknown): void {
  const relationship = lookup.relationshipName ?? lookup.name;
  if (json === null) {
    record.fields.set(lookup.name, null);
    return;
  }
  if (!isJsonObject(json)) throw wrongType(lookup, 'object', json);
  const [only, ...others] = Object.entries(json).filter(([key]) => key !== 'attributes');
  if (only?.[0].toLowerCase() === 'id' && others.length === 0) {
    record.fields.set(lookup.name, readValue(lookup, only[1]));
    return;
  }
  const describe = parentDescribe(session, lookup, json);
  const parent = readRecord(session, describe, json);
  // A parent with an id is taken for one that was queried, which writes no lookup.
  if (parent.fields.has('Id')) {
    const message = `More than 1 field provided in an external foreign key reference in entity: ${describe.name}`;
    throw new ApiException(400, 'INVALID_FIELD', message);
  }
  if (parent.parents.size > 0) {
    throw new ApiException(400, 'INVALID_FIELD', `${relationship} cannot be named by a parent of its own.`);
  }
  record.parents.set(relationship, parent);
}

function parentDescribe(session: RestSession, lookup: FieldDescribe, json: JsonObject): SObjectDescribe {
  const targets = lookup.referenceTo ?? [];
  const attributes = json['attributes'];
  const named = isJsonObject(attributes) ? attributes['type'] : undefined;
  const [target, ...others] =
    typeof named === 'string' ? targets.filter((name) => name.toLowerCase() === named.toLowerCase()) : targets;
  const parent = others.length === 0 ? session.schema.objects.get((target ?? '').toLowerCase()) : undefined;
  if (parent && session.user.access.objectRights(parent).read) return parent;
  const message = parent
    ? `No such column '${lookup.relationshipName ?? ''}' ${lacks(session.user, `Read on ${parent.name}`)}`
    : `${lookup.relationshipName ?? ''} needs attributes.type, one of ${targets.join(', ')}.`;
  throw new ApiException(400, 'INVALID_FIELD', message);
}

/** An object that the user may not read is not there (REST API Developer Guide, NOT_FOUND). */
export function describeObject({ schema, user }: RestSession, name: string): SObjectDescribe {
  const describe = schema.objects.get(name.toLowerCase());
  if (!describe) throw notFound();
  if (user.access.objectRights(describe).read) return describe;
  const hint = lacks(user, `Read on ${describe.name}`);
  throw new ApiException(404, 'NOT_FOUND', `The requested resource does not exist ${hint}`);
}

function readValue(field: FieldDescribe, value: unknown): FieldValue {
  if (value === null || value === undefined) return null;
  switch (field.type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      throw wrongType(field, 'boolean', value);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return readNumber(field, value);
    case 'date':
      return new ApexDate(readTime(field, value, /^\d{4}-\d{2}-\d{2}/, 'date'));
    case 'datetime':
      return new ApexDatetime(readTime(field, value, /^\d{4}-\d{2}-\d{2}(T[\d:.]+)?/, 'datetime'));
    case 'id':
    case 'reference':
      if (typeof value === 'string' && isIdText(value)) return toId18(value);
      if (value === '') return null;
      throw new ApiException(400, 'MALFORMED_ID', `${field.label}: id value of incorrect type: ${jsonText(value)}`, [
        field.name
      ]);
    default:
      if (typeof value === 'object') throw wrongType(field, 'string', value);
      return String(value);
  }
}

function readNumber(field: FieldDescribe, value: unknown): ApexDecimal {
  try {
    // JSON may hold a number that no double can, which has become infinite on the way.
    if (typeof value === 'number' && Number.isFinite(value)) return new ApexDecimal(value);
    if (typeof value === 'string' && value.trim() !== '') return ApexDecimal.parse(value);
  } catch {
    // Falls through to the type error below: the text is no number.
  }
  throw wrongType(field, 'double', value);
}

function readTime(field: FieldDescribe, value: unknown, form: RegExp, type: string): number {
  if (typeof value === 'string' && form.test(value)) {
    const time = restTime(value);
    if (!Number.isNaN(time)) return time;
  }
  throw wrongType(field, type, value);
}

/** The REST API's own words for a value of the wrong JSON type. */
function wrongType(field: FieldDescribe, type: string, value: unknown): ApiException {
  const kind = Array.isArray(value) ? 'START_ARRAY' : typeof value === 'object' ? 'START_OBJECT' : tokenName(value);
  const shown = typeof value === 'object' ? '' : ` value ${String(value)}`;
  return new ApiException(
    400,
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from ${kind}${shown} or request may be missing a required field: ${field.name}`
  );
}

function tokenName(value: unknown): string {
  if (typeof value === 'string') return 'VALUE_STRING';
  if (typeof value === 'boolean') return value ? 'VALUE_TRUE' : 'VALUE_FALSE';
  return Number.isInteger(value) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT';
}
