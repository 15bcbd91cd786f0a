/**
 * A user object with all that hangs on it as text, for a job that runs later in another transaction. Shared references stay shared and
 * circles stay circles. Transient fields are left out (Apex Developer Guide, "Queueable Apex": null in the job). What has no
 * serialised form ends the enqueueing with a SerializationException.
 */
import { ApexBlob, ApexDate, ApexDatetime, ApexDecimal, ApexDouble, ApexTime } from '../../../base/index.ts';
import { SObject, type FieldValue } from '../../../database/index.ts';
import type { LoadedProgram } from '../../program/program.ts';
import {
  ApexEnumValue,
  ApexList,
  ApexMap,
  ApexSet,
  classInfoOf,
  platformEnumValue,
  raise,
  RuntimeType,
  typeNameOf
} from '../../values/index.ts';

/** null, text, truth value and Integer stand for themselves; the rest is a tag and its content. */
type Encoded = null | string | boolean | number | readonly [tag: string, ...content: (string | number)[]];

/** An object that others may refer to by its place in the list. */
type Node =
  | { readonly kind: 'list' | 'set'; readonly type: string; readonly items: readonly Encoded[] }
  | {
      readonly kind: 'map';
      readonly types: readonly [string, string];
      readonly entries: readonly (readonly [Encoded, Encoded])[];
    }
  | { readonly kind: 'user'; readonly type: string; readonly fields: Readonly<Record<string, Encoded>> }
  | {
      readonly kind: 'record';
      readonly type: string;
      readonly queried: boolean;
      readonly header: SObject['duplicateRuleHeader'];
      readonly fields: readonly (readonly [string, Encoded])[];
      readonly parents: readonly (readonly [string, Encoded])[];
      readonly children: readonly (readonly [string, readonly Encoded[]])[];
    };

export function writeGraph(root: object): string {
  const places = new Map<object, number>();
  // Grows while it is walked: no recursion, so a long chain of objects does not end in a stack overflow.
  const found: object[] = [];
  const encode = (value: unknown): Encoded => {
    if (value === null || value === undefined) return null;
    if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
    if (typeof value === 'bigint') return ['long', value.toString()];
    const scalar = encodeScalar(value as object);
    if (scalar) return scalar;
    let place = places.get(value as object);
    if (place === undefined) {
      place = found.length;
      places.set(value as object, place);
      found.push(value as object);
    }
    return ['object', place];
  };
  encode(root);
  const nodes: Node[] = [];
  for (const value of found) nodes.push(nodeOf(value, encode));
  return JSON.stringify(nodes);
}

function encodeScalar(value: object): Encoded {
  if (value instanceof ApexDecimal) return ['decimal', value.toString()];
  if (value instanceof ApexDouble) return ['double', String(value.value)];
  if (value instanceof ApexDate) return ['date', value.time];
  if (value instanceof ApexDatetime) return ['datetime', value.time];
  if (value instanceof ApexTime) return ['time', value.milliseconds];
  if (value instanceof ApexBlob) return ['blob', Buffer.from(value.bytes).toString('base64')];
  if (value instanceof ApexEnumValue) return ['enum', value.typeName, value.name];
  if (value instanceof RuntimeType) return ['type', value.text];
  return null;
}

function nodeOf(value: object, encode: (value: unknown) => Encoded): Node {
  if (value instanceof ApexList) return { kind: 'list', type: value.elementType, items: value.items.map(encode) };
  if (value instanceof ApexSet) return { kind: 'set', type: value.elementType, items: value.values().map(encode) };
  if (value instanceof ApexMap)
    return {
      kind: 'map',
      types: [value.keyType, value.valueType],
      entries: value.entries().map(([key, item]) => [encode(key), encode(item)])
    };
  if (value instanceof SObject)
    return {
      kind: 'record',
      type: value.describe.name,
      queried: value.queried,
      header: value.duplicateRuleHeader,
      fields: [...value.fields].map(([name, field]) => [name, encode(field)]),
      parents: [...value.parents].map(([name, parent]) => [name, encode(parent)]),
      children: [...value.children].map(([name, records]) => [name, records.map(encode)])
    };
  const info = classInfoOf(value);
  if (!info || value instanceof Error) return raise('SerializationException', `Not Serializable: ${typeNameOf(value)}`);
  const holder = value as Record<string, unknown>;
  const stored = info.fields.filter((field) => !field.transient);
  return {
    kind: 'user',
    type: info.name,
    fields: Object.fromEntries(stored.map((field) => [field.key, encode(holder[field.key])]))
  };
}

/** The class of the object that was written first, or null when it is none of the package. */
export function classOfGraph(text: string): string | null {
  const [root] = JSON.parse(text) as Node[];
  return root?.kind === 'user' ? root.type : null;
}

/** Constructors and initialisers do not run: the stored fields alone make the objects. */
export function readGraph(text: string, program: LoadedProgram): object {
  const nodes = JSON.parse(text) as readonly Node[];
  const objects = nodes.map((node) => emptyObject(node, program));
  const decode = (encoded: Encoded): unknown => decodeValue(encoded, objects, program);
  nodes.forEach((node, place) => {
    if (node.kind !== 'set' && node.kind !== 'map') fill(node, objects[place], decode);
  });
  // Their keys must be whole before they are hashed: inner collections were found after the outer ones.
  for (let place = nodes.length - 1; place >= 0; place--) {
    const node = nodes[place];
    if (node?.kind === 'set' || node?.kind === 'map') fill(node, objects[place], decode);
  }
  const [root] = objects;
  if (!root) throw new Error('The stored job is empty.');
  return root;
}

function emptyObject(node: Node, program: LoadedProgram): object {
  switch (node.kind) {
    case 'list':
      return new ApexList(node.type);
    case 'set':
      return new ApexSet(node.type);
    case 'map':
      return new ApexMap(...node.types);
    case 'record': {
      const describe = program.schema.objects.get(node.type.toLowerCase());
      if (!describe) throw new Error(`A stored job holds a ${node.type}, which the org no longer has.`);
      return new SObject(describe);
    }
    case 'user':
      return new (program.userClass(node.type))();
  }
}

function fill(node: Node, target: unknown, decode: (encoded: Encoded) => unknown): void {
  switch (node.kind) {
    case 'list':
      (target as ApexList).items.push(...node.items.map(decode));
      return;
    case 'set':
      for (const item of node.items) (target as ApexSet).add(decode(item));
      return;
    case 'map':
      for (const [key, value] of node.entries) (target as ApexMap).put(decode(key), decode(value));
      return;
    case 'record': {
      const record = target as SObject;
      record.queried = node.queried;
      record.duplicateRuleHeader = node.header;
      for (const [name, value] of node.fields) record.fields.set(name, decode(value) as FieldValue);
      for (const [name, parent] of node.parents) record.parents.set(name, decode(parent) as SObject | null);
      for (const [name, records] of node.children) record.children.set(name, records.map(decode) as SObject[]);
      return;
    }
    case 'user': {
      const holder = target as Record<string, unknown>;
      for (const { key } of classInfoOf(holder)?.fields ?? []) holder[key] = decode(node.fields[key] ?? null);
    }
  }
}

function decodeValue(encoded: Encoded, objects: readonly object[], program: LoadedProgram): unknown {
  if (encoded === null || typeof encoded !== 'object') return encoded;
  const [tag, content, more] = encoded;
  const text = String(content);
  switch (tag) {
    case 'object':
      return objects[Number(content)];
    case 'long':
      return BigInt(text);
    case 'decimal':
      return ApexDecimal.parse(text);
    case 'double':
      return new ApexDouble(Number(text));
    case 'date':
      return new ApexDate(Number(content));
    case 'datetime':
      return new ApexDatetime(Number(content));
    case 'time':
      return new ApexTime(Number(content));
    case 'blob':
      return new ApexBlob(new Uint8Array(Buffer.from(text, 'base64')));
    case 'enum':
      return enumConstant(text, String(more), program);
    case 'type':
      return program.types.get(text);
    default:
      throw new Error(`A stored job holds an unknown ${tag}.`);
  }
}

function enumConstant(type: string, name: string, program: LoadedProgram): unknown {
  if (!program.classes.has(type.toLowerCase())) return platformEnumValue(type, name);
  const { $values } = program.userClass(type) as unknown as { $values: readonly ApexEnumValue[] };
  const constant = $values.find((value) => value.name === name);
  if (!constant) throw new Error(`A stored job holds ${type}.${name}, which the program no longer has.`);
  return constant;
}
