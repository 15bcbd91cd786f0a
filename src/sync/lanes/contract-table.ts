/** The lane contract as a table for people, from the schema itself: every key with its type, default, meaning and where it is compiled to. */
import { z } from 'zod';
import { laneSchema } from './lane.ts';

/** The part of JSON Schema that a lane needs. */
interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxLength?: number;
  readonly description?: string;
  readonly compiledTo?: string;
}

export interface ContractKey {
  /** `ownership.routes[].owner`. */
  readonly path: string;
  readonly type: string;
  /** The text `required`, or the default as YAML writes it, or empty. */
  readonly fallback: string;
  readonly meaning: string;
  /** `Sync_Lane__mdt.Policy__c`; empty for what only the client reads. */
  readonly compiledTo: string;
}

const CLIENT_ONLY = 'here';

/** Groups have no row of their own: their keys have. */
export function contractKeys(): ContractKey[] {
  return keysOf(z.toJSONSchema(laneSchema, { io: 'input' }) as JsonSchema, '');
}

function keysOf(group: JsonSchema, prefix: string): ContractKey[] {
  return Object.entries(group.properties ?? {}).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    const required = group.required?.includes(name) === true;
    const nested = schema.properties ? keysOf(schema, `${path}.`) : [];
    const items = schema.items?.properties ? keysOf(schema.items, `${path}[].`) : [];
    if (schema.properties) return nested;
    return [keyOf(path, schema, required), ...items];
  });
}

function keyOf(path: string, schema: JsonSchema, required: boolean): ContractKey {
  const { description, compiledTo } = schema;
  if (description === undefined || compiledTo === undefined)
    throw new Error(`${path} says neither what it means nor where it goes.`);
  return {
    path,
    type: typeOf(schema),
    fallback: required ? 'required' : schema.default === undefined ? '' : `\`${yamlOf(schema.default)}\``,
    meaning: description,
    compiledTo: compiledTo === CLIENT_ONLY ? '' : qualified(compiledTo)
  };
}

/** A field without a type in front is one of the lane itself. */
function qualified(field: string): string {
  return field.includes('.') ? field : `Sync_Lane__mdt.${field}`;
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.type === 'array') return listType(schema);
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.type === 'string') return schema.maxLength === undefined ? 'text' : `text, at most ${schema.maxLength}`;
  const whole = schema.type === 'integer' ? 'whole number' : 'number';
  return `${whole}, ${schema.minimum ?? ''} to ${schema.maximum ?? ''}`;
}

function listType(schema: JsonSchema): string {
  const least = (schema.minItems ?? 0) > 0 ? ', at least one' : '';
  if (!schema.items || schema.items.properties) return `list${least}`;
  return `list of ${typeOf(schema.items)}${least}`;
}

function yamlOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(String).join(', ')}]`;
  return value === '' ? "''" : String(value);
}

/** The page docs/lane-contract.md. */
export function contractPage(): string {
  const rows = contractKeys().map(({ path, type, fallback, meaning, compiledTo }) => {
    const cells = [`\`${path}\``, type, fallback, meaning, compiledTo === '' ? 'only the client' : `\`${compiledTo}\``];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return `<!-- Generated from src/sync/lanes/lane.ts by \`node scripts/lanes.ts docs\`. Change the schema, not this page. -->

# The lane contract

A lane is one source system writing one object. Its contract is the file \`config/lanes/<lane>.yaml\`; \`npm run lanes:compile\` turns it into
records of the custom metadata types \`Sync_Lane__mdt\`, \`Sync_Lane_Field__mdt\`, \`Sync_Lane_Route__mdt\` and \`Sync_Lane_Alert__mdt\`, which Apex
reads. A key that is required inside a group that may be left out (\`parent\`) is required when the group is there. How the keys work together: [guide for the admin](admin-guide.md#lanes).

| key | type | default | meaning | custom metadata field |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
