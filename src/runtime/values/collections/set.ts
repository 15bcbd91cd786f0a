import { WalkedCollection } from './iteration.ts';
import { KeyTable } from './key-table.ts';

/** Apex Set, in order of insertion. */
export class ApexSet extends WalkedCollection {
  readonly elementType: string;
  readonly #table: KeyTable<null>;

  constructor(elementType: string, values: Iterable<unknown> = []) {
    super();
    this.elementType = elementType;
    this.#table = new KeyTable(elementType);
    for (const value of values) this.#table.set(value, null);
  }

  get size(): number {
    return this.#table.size;
  }

  has(value: unknown): boolean {
    return this.#table.find(value) !== undefined;
  }

  /** True when the value was not there. */
  add(value: unknown): boolean {
    this.assertNotWalked();
    return this.#table.set(value, null);
  }

  /** True when the value was there. */
  delete(value: unknown): boolean {
    this.assertNotWalked();
    return this.#table.delete(value) !== undefined;
  }

  clear(): void {
    this.assertNotWalked();
    this.#table.clear();
  }

  /** A copy of the values as an array. */
  values(): unknown[] {
    return Array.from(this.#table.entries(), (entry) => entry.key);
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.walk(this.values());
  }
}
