/**
 * A hash table by Apex equality that keeps the order of insertion. Strings are case-sensitive as keys, unlike `==`. Source: Apex Developer
 * Guide, "Maps" ("Map keys of type String are case-sensitive") and "Using Custom Types in Map Keys and Sets".
 */
import {
  ApexBlob,
  ApexDate,
  ApexDatetime,
  ApexDecimal,
  ApexDouble,
  ApexTime,
  isIdText,
  toId18
} from '../../../base/index.ts';
import { SObject } from '../../../database/index.ts';
import { equalValues, hashCode, hasOwnEquality } from '../equality.ts';

interface Entry<V> {
  readonly key: unknown;
  value: V;
}

export class KeyTable<V> {
  readonly #entries = new Map<unknown, Entry<V>>();
  /** Keys whose equality is code (user classes, collections), by hash code: at most one representative of each. */
  #representatives: Map<number, unknown[]> | null = null;
  readonly #ids: boolean;

  constructor(keyType: string) {
    this.#ids = /^(System\.)?Id$/i.test(keyType);
  }

  get size(): number {
    return this.#entries.size;
  }

  find(key: unknown): Entry<V> | undefined {
    return this.#entries.get(this.#token(key, false));
  }

  /** True when the key is new. The first key stays when an equal one is set again, as in Java. */
  set(key: unknown, value: V): boolean {
    const normal = this.#normal(key);
    const token = this.#token(normal, true);
    const entry = this.#entries.get(token);
    if (entry) {
      entry.value = value;
      return false;
    }
    this.#entries.set(token, { key: normal, value });
    return true;
  }

  delete(key: unknown): Entry<V> | undefined {
    const token = this.#token(key, false);
    const entry = this.#entries.get(token);
    if (!entry) return undefined;
    this.#entries.delete(token);
    if (this.#representatives && hasOwnEquality(entry.key)) {
      const bucket = this.#representatives.get(hashCode(entry.key));
      bucket?.splice(bucket.indexOf(entry.key), 1);
    }
    return entry;
  }

  clear(): void {
    this.#entries.clear();
    this.#representatives = null;
  }

  entries(): IterableIterator<Entry<V>> {
    return this.#entries.values();
  }

  #normal(key: unknown): unknown {
    // Ids of 18 characters have had their case restored when they became ids (`Linkage.toId`).
    return this.#ids && typeof key === 'string' && key.length === 15 && isIdText(key) ? toId18(key) : key;
  }

  #token(key: unknown, remember: boolean): unknown {
    if (typeof key === 'string') return this.#normal(key);
    if (key === null || typeof key !== 'object') return key;
    const exact = exactToken(key);
    if (exact !== undefined) return exact;
    return hasOwnEquality(key) ? this.#representative(key, remember) : key;
  }

  #representative(key: object, remember: boolean): unknown {
    const hash = hashCode(key);
    const bucket = this.#representatives?.get(hash);
    const known = bucket?.find((candidate) => equalValues(candidate, key));
    if (known !== undefined) return known;
    if (remember) {
      this.#representatives ??= new Map();
      if (bucket) bucket.push(key);
      else this.#representatives.set(hash, [key]);
    }
    return key;
  }
}

/** Text that is equal exactly for equal values of the same class. The leading NUL keeps it apart from Apex strings. */
export function exactToken(value: object): string | undefined {
  if (value instanceof ApexDecimal) return `\0decimal:${value.value.toString()}`;
  if (value instanceof ApexDouble) return `\0double:${value.value}`;
  if (value instanceof ApexDate) return `\0date:${value.time}`;
  if (value instanceof ApexDatetime) return `\0datetime:${value.time}`;
  if (value instanceof ApexTime) return `\0time:${value.milliseconds}`;
  if (value instanceof ApexBlob) return `\0blob:${Buffer.from(value.bytes).toString('base64')}`;
  if (value instanceof SObject) return recordToken(value);
  return undefined;
}

/** Source: Apex Developer Guide, "Using Custom Types in Map Keys and Sets": records are compared by all their field values. */
function recordToken(record: SObject): string {
  const fields = [...record.fields].sort(([left], [right]) => (left < right ? -1 : 1));
  const parts = fields.map(([name, value]) => {
    const token = value !== null && typeof value === 'object' ? exactToken(value) : `${typeof value}:${String(value)}`;
    return `${name}=${JSON.stringify(token)}`;
  });
  return `\0record:${record.describe.name}{${parts.join()}}`;
}
