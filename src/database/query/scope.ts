/** Names in a query: field paths to columns, relationship paths to LEFT JOINs. */
import type { QueryGuard } from '../access/query-guard.ts';
import type { FieldDescribe, OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import type { FieldPath } from '../../soql/index.ts';
import { quote, tableOf } from '../schema/table.ts';
import type { Column, ObjectTable } from '../schema/table.ts';
import type { ParameterList } from './parameters.ts';
import { malformed, noSuchColumn, noSuchObject, noSuchRelationship, notQueryable } from './errors.ts';

export interface ResolvedField {
  readonly sql: string;
  readonly column: Column;
  readonly node: ScopeNode;
}

/** A record that the query looks at: the root, or a parent reached over a lookup. A polymorphic lookup has several possible tables. */
export interface ScopeNode {
  readonly key: string;
  readonly targets: readonly { readonly alias: string; readonly table: ObjectTable }[];
  readonly idSql: string;
  /** Canonical relationship name; empty for the root. */
  readonly relationshipName: string;
  readonly parent: ScopeNode | null;
}

/** Parents may be followed over five levels (SOQL and SOSL Reference, "Understanding Relationship Query Limitations"). */
const LEVELS = 5;

export class Scope {
  readonly root: ScopeNode;
  readonly joins: string[] = [];
  readonly #schema: OrgSchema;
  readonly #prefix: string;
  readonly #guard: QueryGuard;
  readonly #parameters: ParameterList;
  readonly #nodes = new Map<string, ScopeNode>();

  constructor(
    schema: OrgSchema,
    describe: SObjectDescribe,
    guard: QueryGuard,
    prefix: string,
    parameters: ParameterList
  ) {
    this.#guard = guard;
    this.#schema = schema;
    this.#prefix = prefix;
    this.#parameters = parameters;
    const alias = `${prefix}0`;
    const targets = [{ alias, table: tableOf(describe) }];
    this.root = { key: '', targets, idSql: `${alias}.id`, relationshipName: '', parent: null };
  }

  get fromSql(): string {
    const [target] = this.root.targets;
    return `${target?.table.sql} ${target?.alias}${this.joins.map((join) => ` ${join}`).join('')}`;
  }

  get rootAlias(): string {
    return `${this.#prefix}0`;
  }

  resolve(path: FieldPath): ResolvedField {
    let node = this.root;
    const names = this.#withoutObjectName(path);
    if (names.length > LEVELS + 1)
      throw malformed(`Relationship path ${path.join('.')} has more than ${LEVELS} levels.`);
    for (const name of names.slice(0, -1)) node = this.#join(node, name);
    const fieldName = names.at(-1) ?? '';
    const key = fieldName.toLowerCase();
    const found: { sql: string; column: Column }[] = [];
    for (const { alias, table } of node.targets) {
      const column = table.describe.fields.has(key) ? table.columns.get(key) : undefined;
      if (!column) continue;
      this.#guard.field(table.describe, column.field);
      found.push({ sql: `${alias}.${column.sql}`, column });
    }
    const [first] = found;
    if (!first) throw noSuchColumn(fieldName, node.targets[0]?.table.describe.name ?? '');
    const sql = found.length === 1 ? first.sql : `COALESCE(${found.map((item) => item.sql).join(', ')})`;
    return { sql, column: first.column, node };
  }

  /** `SELECT Contact.Name FROM Contact` is the same as `SELECT Name FROM Contact`. */
  #withoutObjectName(path: FieldPath): FieldPath {
    const describe = this.root.targets[0]?.table.describe;
    const [first] = path;
    if (path.length < 2 || !describe || first?.toLowerCase() !== describe.name.toLowerCase()) return path;
    return findLookup(describe, first) ? path : path.slice(1);
  }

  #join(parent: ScopeNode, name: string): ScopeNode {
    const key = `${parent.key}.${name.toLowerCase()}`;
    const known = this.#nodes.get(key);
    if (known) return known;
    const targets: { alias: string; table: ObjectTable }[] = [];
    let relationshipName = '';
    for (const source of parent.targets) {
      const lookup = findLookup(source.table.describe, name);
      if (!lookup) continue;
      relationshipName = lookup.relationshipName ?? name;
      for (const objectName of lookup.referenceTo ?? []) {
        const describe = this.#schema.objects.get(objectName.toLowerCase());
        if (!describe) continue;
        this.#guard.object(describe);
        const alias = `${this.#prefix}${this.#aliasNumber()}`;
        const table = tableOf(describe);
        // A parent that the user must not see is as good as none.
        const visible = this.#guard.records(describe, alias, this.#parameters);
        const key = `${alias}.id = ${source.alias}.${quote(lookup.name.toLowerCase())}`;
        this.joins.push(`LEFT JOIN ${table.sql} ${alias} ON ${visible === null ? key : `${key} AND ${visible}`}`);
        targets.push({ alias, table });
      }
    }
    if (targets.length === 0) throw noSuchRelationship(name);
    const ids = targets.map(({ alias }) => `${alias}.id`);
    const idSql = ids.length === 1 ? `${ids[0]}` : `COALESCE(${ids.join(', ')})`;
    const node: ScopeNode = { key, targets, idSql, relationshipName, parent };
    this.#nodes.set(key, node);
    return node;
  }

  #aliasNumber(): number {
    return this.joins.length + 1;
  }
}

export function findObject(schema: OrgSchema, name: string): SObjectDescribe {
  const describe = schema.objects.get(name.toLowerCase());
  if (!describe) throw noSuchObject(name);
  if (describe.kind === 'platformEvent') throw notQueryable(describe.name);
  return describe;
}

const lookups = new WeakMap<SObjectDescribe, Map<string, FieldDescribe>>();

/** The lookup field behind a relationship name. */
export function findLookup(describe: SObjectDescribe, relationshipName: string): FieldDescribe | undefined {
  let byName = lookups.get(describe);
  if (!byName) {
    byName = new Map();
    for (const field of describe.fields.values())
      if (field.relationshipName) byName.set(field.relationshipName.toLowerCase(), field);
    lookups.set(describe, byName);
  }
  return byName.get(relationshipName.toLowerCase());
}
