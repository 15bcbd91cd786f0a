import { WalkedCollection } from './iteration.ts';
import { KeyTable } from './key-table.ts';

/** Apex Map, in order of insertion. */
export class ApexMap extends WalkedCollection {
  readonly keyType: string;
  readonly valueType: string;
  readonly #table: KeyTable<unknown>;

  constructor(keyType: string, valueType: string, entries: Iterable<readonly [unknown, unknown]> = []) {
    super();
    this.keyType = keyType;
    this.valueType = valueType;
    this.#table = new KeyTable(keyType);
    for (const [key, value] of entries) this.#table.set(key, value);
  }

  get size(): number {
    return this.#table.size;
  }

  has(key: unknown): boolean {
    return this.#table.find(key) !== undefined;
  }

  /** null when the key is missing. */
  get(key: unknown): unknown {
    return this.#table.find(key)?.value ?? null;
  }

  /** The value that was there, or null. */
  put(key: unknown, value: unknown): unknown {
    this.assertNotWalked();
    const before = this.get(key);
    this.#table.set(key, value);
    return before;
  }

  /** The value that was removed, or null. */
  remove(key: unknown): unknown {
    this.assertNotWalked();
    return this.#table.delete(key)?.value ?? null;
  }

  clear(): void {
    this.assertNotWalked();
    this.#table.clear();
  }

  keys(): unknown[] {
    return Array.from(this.#table.entries(), (entry) => entry.key);
  }

  values(): unknown[] {
    return Array.from(this.#table.entries(), (entry) => entry.value);
  }

  entries(): [unknown, unknown][] {
    return Array.from(this.#table.entries(), (entry) => [entry.key, entry.value]);
  }
}
