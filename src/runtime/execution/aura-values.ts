/**
 * Apex values as the JSON that Lightning components receive. Only fields of Apex classes that are @AuraEnabled are sent, and a field that
 * holds null is left out, like a field of a record that was not set (Lightning Web Components Developer Guide, "Expose Apex Methods").
 */
import { ApexBlob, ApexDate, ApexDatetime, ApexDecimal, ApexDouble, ApexTime } from '../../base/index.ts';
import { SObject } from '../../database/index.ts';
import { ApexEnumValue, ApexList, ApexMap, ApexSet, classInfoOf, raise, typeNameOf } from '../values/index.ts';

export function serializeAuraValue(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value;
  if (value instanceof ApexList) return value.items.map(serializeAuraValue);
  if (value instanceof ApexSet) return value.values().map(serializeAuraValue);
  if (value instanceof ApexMap)
    return Object.fromEntries(value.entries().map(([key, held]) => [String(key), serializeAuraValue(held)]));
  if (value instanceof SObject) return serializeRecord(value);
  const primitive = serializePrimitive(value);
  return primitive === undefined ? serializeObject(value) : primitive;
}

function serializePrimitive(value: object): string | number | undefined {
  if (value instanceof ApexDecimal) return value.toNumber();
  if (value instanceof ApexDouble) return value.value;
  if (value instanceof ApexDate) return value.toString();
  if (value instanceof ApexDatetime) return value.toISOString();
  if (value instanceof ApexTime) return value.milliseconds;
  if (value instanceof ApexBlob) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof ApexEnumValue) return value.name;
  return undefined;
}

function serializeRecord(record: SObject): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  for (const [name, value] of record.fields) if (value !== null) sent[name] = serializeAuraValue(value);
  for (const [name, parent] of record.parents) if (parent) sent[name] = serializeRecord(parent);
  for (const [name, children] of record.children) sent[name] = children.map(serializeRecord);
  return sent;
}

function serializeObject(value: object): Record<string, unknown> {
  const info = classInfoOf(value);
  if (!info) return raise('SerializationException', `Not serializable to a Lightning component: ${typeNameOf(value)}`);
  const sent: Record<string, unknown> = {};
  for (const field of info.fields) {
    if (!field.auraEnabled) continue;
    const held = (value as Readonly<Record<string, unknown>>)[field.key] ?? null;
    if (held !== null) sent[field.name] = serializeAuraValue(held);
  }
  return sent;
}
