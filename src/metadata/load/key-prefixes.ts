/** First three characters of the ids of an object that a package brings. */

const KEY_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Salesforce gives out a00, a01 … a0Z, a0a … in the order of creation. A new org gives them in the order of names, so that every deploy gives
 * the same; an object that the org has keeps its own, because the ids of its records begin with it.
 */
export class KeyPrefixes {
  readonly #given: ReadonlyMap<string, string>;
  readonly #taken: Set<string>;

  /** `given`: prefixes of objects that the org has, by lower-case name. */
  constructor(given: ReadonlyMap<string, string>) {
    this.#given = given;
    this.#taken = new Set(given.values());
  }

  /** `first` is the letter of the kind: a custom object, m custom metadata type, e platform event. */
  of(object: string, first: string): string {
    const given = this.#given.get(object.toLowerCase());
    if (given !== undefined) return given;
    for (let index = 0; index < KEY_DIGITS.length ** 2; index++) {
      const prefix =
        first + KEY_DIGITS[Math.floor(index / KEY_DIGITS.length)]! + KEY_DIGITS[index % KEY_DIGITS.length]!;
      if (this.#taken.has(prefix)) continue;
      this.#taken.add(prefix);
      return prefix;
    }
    throw new Error(`No key prefix is left for ${object}.`);
  }
}
