/** Text of Apex values, as string concatenation, String.valueOf and System.debug write it. */
import { ApexDate } from '../../base/index.ts';
import { SObject } from '../../database/index.ts';
import { ApexList } from './collections/list.ts';
import { ApexMap } from './collections/map.ts';
import { ApexSet } from './collections/set.ts';
import { classInfoOf, typeNameOf } from './types/type-checks.ts';

/** String.valueOf. */
export function textOf(value: unknown): string {
  return write(value, new Set());
}

/** A value joined to a string with `+`: like String.valueOf, but a Date shows its midnight (observed in debug logs). */
export function concatenatedText(value: unknown): string {
  return value instanceof ApexDate ? `${value.toString()} 00:00:00` : textOf(value);
}

/** `seen` are the values being written around this one: a circle prints as (already output). */
function write(value: unknown, seen: Set<unknown>): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value !== 'object') return String(value);
  if (isLeaf(value)) return value.toString === Object.prototype.toString ? typeNameOf(value) : String(value);
  if (seen.has(value)) return '(already output)';
  seen.add(value);
  try {
    return writeObject(value, seen);
  } finally {
    seen.delete(value);
  }
}

function isLeaf(value: object): boolean {
  if (value instanceof ApexList || value instanceof ApexSet || value instanceof ApexMap || value instanceof SObject)
    return false;
  return !classInfoOf(value) || value instanceof Error;
}

function writeObject(value: object, seen: Set<unknown>): string {
  if (value instanceof ApexList) return `(${value.items.map((item) => write(item, seen)).join(', ')})`;
  if (value instanceof ApexSet)
    return `{${value
      .values()
      .map((item) => write(item, seen))
      .join(', ')}}`;
  if (value instanceof ApexMap)
    return `{${value
      .entries()
      .map(([key, item]) => `${write(key, seen)}=${write(item, seen)}`)
      .join(', ')}}`;
  if (value instanceof SObject) return writeRecord(value, seen);
  return writeUserObject(value, seen);
}

function writeRecord(record: SObject, seen: Set<unknown>): string {
  const fields = [...record.fields].map(([name, item]) => `${name}=${write(item, seen)}`);
  return `${record.describe.name}:{${fields.join(', ')}}`;
}

interface WithToString {
  tostring(): string | null;
}

function writeUserObject(value: object, seen: Set<unknown>): string {
  if (typeof (value as Partial<WithToString>).tostring === 'function')
    return (value as WithToString).tostring() ?? 'null';
  const info = classInfoOf(value);
  const holder = value as Record<string, unknown>;
  const fields = (info?.fields ?? []).map((field) => `${field.name}=${write(holder[field.key] ?? null, seen)}`);
  return `${info?.name ?? 'Object'}:[${fields.join(', ')}]`;
}
