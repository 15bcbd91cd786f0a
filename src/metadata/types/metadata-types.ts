/**
 * Which elements and values each metadata type has. Source: npm `@salesforce/types`, made by Salesforce from the metadata WSDL; the table
 * beside this file is written by scripts/build-metadata-types.ts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ElementSpec {
  /** `string`, `boolean`, `number`, `Date`, `any`, or the name of an enum or of another type of the table. */
  readonly type: string;
  readonly required: boolean;
  readonly list: boolean;
}

interface MetadataTypeTable {
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly userPermissions: readonly string[];
}

const table = JSON.parse(
  readFileSync(join(import.meta.dirname, 'metadata-types.json'), 'utf8')
) as unknown as MetadataTypeTable;

const specs = new Map<string, ReadonlyMap<string, ElementSpec>>();
const userPermissions = new Set(table.userPermissions);

/** The elements of a metadata type by name, or undefined when the table has no such type. */
export function elementsOf(type: string): ReadonlyMap<string, ElementSpec> | undefined {
  const known = specs.get(type);
  if (known) return known;
  const written = Object.hasOwn(table.types, type) ? table.types[type] : undefined;
  if (!written) return undefined;
  const elements = new Map(Object.entries(written).map(([name, text]) => [name, parseSpec(text)]));
  specs.set(type, elements);
  return elements;
}

export function enumValues(type: string): readonly string[] | undefined {
  return Object.hasOwn(table.enums, type) ? table.enums[type] : undefined;
}

export function isUserPermission(name: string): boolean {
  return userPermissions.has(name);
}

function parseSpec(text: string): ElementSpec {
  const type = text.replace(/[?*]$/, '');
  return { type, required: type === text, list: text.endsWith('*') };
}
