/** JSON.serialize. Source: Apex Reference, "JSON Class"; forms of values as the Apex Developer Guide, "Roundtrip Serialization", shows them. */
import { ApexBlob, ApexDate, ApexDatetime, ApexDecimal, ApexDouble, ApexTime } from '../../../../base/index.ts';
import { SObject } from '../../../../database/index.ts';
import {
  ApexEnumValue,
  ApexList,
  ApexMap,
  ApexSet,
  classInfoOf,
  raise,
  textOf,
  typeNameOf
} from '../../../values/index.ts';

export interface WriteOptions {
  readonly suppressNulls: boolean;
  readonly pretty: boolean;
}

/** API version in the url of a record's attributes. */
const API_VERSION = 'v67.0';

export function writeJson(value: unknown, options: WriteOptions): string {
  return new Writer(options).write(value, 0);
}

class Writer {
  readonly #options: WriteOptions;
  /** Values around the present one, so that a circle is an exception and not an endless loop. */
  readonly #open = new Set<object>();

  constructor(options: WriteOptions) {
    this.#options = options;
  }

  write(value: unknown, depth: number): string {
    if (value === null || value === undefined) return 'null';
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value !== 'object') return String(value);
    const scalar = scalarText(value);
    if (scalar !== undefined) return scalar;
    if (this.#open.has(value)) raise('JSONException', 'Direct self-reference leading to cycle');
    this.#open.add(value);
    const text = this.#object(value, depth);
    this.#open.delete(value);
    return text;
  }

  #object(value: object, depth: number): string {
    if (value instanceof ApexList) return this.#array(value.items, depth);
    if (value instanceof ApexSet) return this.#array(value.values(), depth);
    if (value instanceof ApexMap)
      return this.#members(
        value.entries().map(([key, item]) => [key === null ? 'null' : textOf(key), item]),
        depth,
        false
      );
    if (value instanceof SObject) return this.#members(recordMembers(value), depth, false);
    const info = classInfoOf(value);
    // Exceptions are not serialisable since API 63 (salesforce-facts 8, 28).
    if (!info || value instanceof Error)
      return raise('JSONException', `Type unsupported in JSON: ${typeNameOf(value)}`);
    const holder = value as Record<string, unknown>;
    const members = info.fields
      .filter((field) => !field.transient)
      .map((field): [string, unknown] => [field.name, holder[field.key]]);
    return this.#members(members, depth, this.#options.suppressNulls);
  }

  #array(items: readonly unknown[], depth: number): string {
    const texts = items.map((item) => this.write(item, depth));
    if (!this.#options.pretty) return `[${texts.join(',')}]`;
    return texts.length === 0 ? '[ ]' : `[ ${texts.join(', ')} ]`;
  }

  #members(members: readonly (readonly [string, unknown])[], depth: number, suppressNulls: boolean): string {
    const shown = suppressNulls ? members.filter(([, value]) => value !== null && value !== undefined) : members;
    if (!this.#options.pretty)
      return `{${shown.map(([name, value]) => `${JSON.stringify(name)}:${this.write(value, depth)}`).join(',')}}`;
    if (shown.length === 0) return '{ }';
    const indent = '  '.repeat(depth + 1);
    const lines = shown.map(([name, value]) => `${indent}${JSON.stringify(name)} : ${this.write(value, depth + 1)}`);
    return `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`;
  }
}

function scalarText(value: object): string | undefined {
  if (value instanceof ApexDecimal || value instanceof ApexDouble) return value.toString();
  if (value instanceof ApexDatetime) return JSON.stringify(value.toISOString());
  if (value instanceof ApexDate || value instanceof ApexTime) return JSON.stringify(value.toString());
  if (value instanceof ApexBlob) return JSON.stringify(Buffer.from(value.bytes).toString('base64'));
  if (value instanceof ApexEnumValue) return JSON.stringify(value.name);
  return undefined;
}

/** Fields in the order they were set; inside records moments have the REST form. */
function recordMembers(record: SObject): [string, unknown][] {
  const { name } = record.describe;
  const url =
    record.id === null ? [] : [['url', `/services/data/${API_VERSION}/sobjects/${name}/${record.id}`] as const];
  const members: [string, unknown][] = [['attributes', new ApexMap('String', 'Object', [['type', name], ...url])]];
  for (const [field, value] of record.fields)
    members.push([field, value instanceof ApexDatetime ? value.toRestString() : value]);
  for (const [relationship, parent] of record.parents) members.push([relationship, parent]);
  for (const [relationship, children] of record.children) {
    const entries: [string, unknown][] = [
      ['totalSize', children.length],
      ['done', true],
      ['records', new ApexList('SObject', children)]
    ];
    members.push([relationship, new ApexMap('String', 'Object', entries)]);
  }
  return members;
}
