/** Records and groups as a query of the REST API answers them. Source: REST API Developer Guide, "Execute a SOQL Query". */
import { ApexBlob, ApexDate, ApexDatetime, ApexDecimal, restTime, toId18 } from '../../base/index.ts';
import { SObject, type FieldValue } from '../../database/index.ts';
import type { FieldDescribe, FieldType, OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import type { SoqlQuery } from '../../soql/index.ts';

export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the package does not know of a record, a field or a parent that was not asked for, is left out. */
export function recordOf(json: Json, describe: SObjectDescribe, schema: OrgSchema): SObject {
  const record = new SObject(describe);
  record.queried = true;
  for (const [name, value] of Object.entries(json)) {
    const field = describe.fields.get(name.toLowerCase());
    if (field) record.fields.set(field.name, valueOf(field.type, value));
    else if (name !== 'attributes') addParent(record, name, value, schema);
  }
  return record;
}

function addParent(record: SObject, name: string, value: unknown, schema: OrgSchema): void {
  const lookup = [...record.describe.fields.values()].find(
    ({ relationshipName }) => relationshipName?.toLowerCase() === name.toLowerCase()
  );
  if (!lookup?.relationshipName) return;
  const parent = isJson(value) ? recordOfType(value, schema) : null;
  record.parents.set(lookup.relationshipName, parent);
}

/** Of the object that its attributes name. */
function recordOfType(json: Json, schema: OrgSchema): SObject | null {
  const describe = schema.objects.get(typeOf(json).toLowerCase());
  return describe ? recordOf(json, describe, schema) : null;
}

export function typeOf(json: Json): string {
  const attributes = json['attributes'];
  return isJson(attributes) && typeof attributes['type'] === 'string' ? attributes['type'] : '';
}

export function valueOf(type: FieldType, value: unknown): FieldValue {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'boolean':
      return value === true;
    case 'int':
      return Number(value);
    case 'double':
    case 'currency':
    case 'percent':
      return ApexDecimal.parse(String(value));
    case 'date':
      return new ApexDate(Date.parse(String(value)));
    case 'datetime':
      return new ApexDatetime(restTime(String(value)));
    case 'id':
    case 'reference':
      return toId18(String(value));
    case 'base64':
      return new ApexBlob(Buffer.from(String(value), 'base64'));
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
  }
}

/** One row of a grouping query: the values by alias, or by `expr0`, `expr1` … as the API names what has none. */
export function groupOf(json: Json, query: SoqlQuery, describe: SObjectDescribe): Map<string, FieldValue> {
  const row = new Map<string, FieldValue>();
  let unnamed = 0;
  for (const item of query.select) {
    if (item.kind !== 'field' && item.kind !== 'aggregate') continue;
    const field = describe.fields.get((item.path?.at(-1) ?? '').toLowerCase());
    const name = item.alias ?? (item.kind === 'field' ? (item.path.at(-1) ?? '') : `expr${unnamed++}`);
    row.set(
      name,
      valueOf(item.kind === 'field' ? (field?.type ?? 'string') : resultType(item.function, field), json[name])
    );
  }
  return row;
}

function resultType(name: string, field: FieldDescribe | undefined): FieldType {
  if (name === 'COUNT' || name === 'COUNT_DISTINCT') return 'int';
  return name === 'SUM' || name === 'AVG' ? 'double' : (field?.type ?? 'string');
}
