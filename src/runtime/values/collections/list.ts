import { raise } from '../exceptions/exception.ts';
import { WalkedCollection } from './iteration.ts';

/** Apex List (and array). `items` is open to the library; code that grows or shrinks it for Apex goes through the methods. */
export class ApexList extends WalkedCollection {
  /** Canonical text of the element type, e.g. `Contact` or `List<String>`. */
  readonly elementType: string;
  readonly items: unknown[];

  constructor(elementType: string, items: unknown[] = []) {
    super();
    this.elementType = elementType;
    this.items = items;
  }

  get size(): number {
    return this.items.length;
  }

  get(index: number): unknown {
    if (index < 0 || index >= this.items.length) outOfBounds(index);
    return this.items[index];
  }

  set(index: number, value: unknown): void {
    if (index < 0 || index >= this.items.length) outOfBounds(index);
    this.items[index] = value;
  }

  add(value: unknown): void {
    this.assertNotWalked();
    this.items.push(value);
  }

  addAll(values: Iterable<unknown>): void {
    this.assertNotWalked();
    // A copy first: `list.addAll(list)` doubles the list on the platform.
    for (const value of [...values]) this.items.push(value);
  }

  insert(index: number, value: unknown): void {
    this.assertNotWalked();
    if (index < 0 || index > this.items.length) outOfBounds(index);
    this.items.splice(index, 0, value);
  }

  remove(index: number): unknown {
    this.assertNotWalked();
    if (index < 0 || index >= this.items.length) outOfBounds(index);
    return this.items.splice(index, 1)[0];
  }

  clear(): void {
    this.assertNotWalked();
    this.items.length = 0;
  }

  /** For a for-each of Apex: changes meanwhile are refused. Library code reads `items`. */
  [Symbol.iterator](): Iterator<unknown> {
    return this.walk(this.items);
  }
}

function outOfBounds(index: number): never {
  raise('ListException', `List index out of bounds: ${index}`);
}
