/** How the columns of a result row become a record with its parents. */
import type { FieldPath } from '../../soql/index.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import type { Column } from '../schema/table.ts';
import { fromSql } from '../schema/values.ts';
import { SObject } from '../sobject.ts';
import { malformed } from './errors.ts';
import type { ResolvedField, ScopeNode } from './scope.ts';

type Row = readonly (string | number | boolean | null)[];

interface NodeShape {
  readonly node: ScopeNode;
  readonly idIndex: number;
  readonly fields: { readonly column: Column; readonly index: number }[];
  readonly parents: NodeShape[];
}

export class RecordShape {
  readonly #expressions: string[] = [];
  readonly #nodes = new Map<ScopeNode, NodeShape>();
  readonly #selected = new Set<string>();
  readonly #root: NodeShape;

  constructor(root: ScopeNode) {
    this.#root = this.#nodeShape(root);
  }

  add({ sql, column, node }: ResolvedField, path: FieldPath, again = false): void {
    const key = `${node.key}.${column.key}`;
    if (this.#selected.has(key)) {
      if (again) return;
      throw malformed(`duplicate field selected: ${path.join('.')}`);
    }
    this.#selected.add(key);
    const shape = this.#nodeShape(node);
    if (column.key === 'id') return;
    shape.fields.push({ column, index: this.addRaw(sql) });
  }

  addRaw(sql: string): number {
    return this.#expressions.push(sql) - 1;
  }

  expressionAt(index: number): string {
    return this.#expressions[index] ?? '';
  }

  selectList(): string {
    return this.#expressions.map((sql, index) => `${sql} AS c${index}`).join(', ');
  }

  aliases(): string {
    return this.#expressions.map((_, index) => `c${index}`).join(', ');
  }

  read(row: Row): SObject {
    const record = readNode(this.#root, row);
    if (!record) throw new Error('A row came back without an id.');
    return record;
  }

  #nodeShape(node: ScopeNode): NodeShape {
    const known = this.#nodes.get(node);
    if (known) return known;
    const parentShape = node.parent ? this.#nodeShape(node.parent) : null;
    const shape: NodeShape = { node, idIndex: this.addRaw(node.idSql), fields: [], parents: [] };
    this.#nodes.set(node, shape);
    parentShape?.parents.push(shape);
    return shape;
  }
}

function readNode(shape: NodeShape, row: Row): SObject | null {
  const id = row[shape.idIndex];
  if (typeof id !== 'string') return null;
  const describe = describeOf(shape.node, id);
  const record = new SObject(describe);
  record.queried = true;
  record.fields.set('Id', id);
  for (const { column, index } of shape.fields)
    record.fields.set(column.field.name, fromSql(column.field, row[index] ?? null));
  for (const parent of shape.parents) record.parents.set(parent.node.relationshipName, readNode(parent, row));
  return record;
}

/** The object behind a polymorphic lookup is told by the id's key prefix. */
function describeOf(node: ScopeNode, id: string): SObjectDescribe {
  const prefix = id.slice(0, 3);
  const target = node.targets.find(({ table }) => table.describe.keyPrefix === prefix) ?? node.targets[0];
  if (!target) throw new Error('A query node without a table.');
  return target.table.describe;
}
