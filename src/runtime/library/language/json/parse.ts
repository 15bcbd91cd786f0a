/** Reads JSON without losing digits: numbers stay text until it is known whether they are an Integer, a Long or a Decimal. */
import { raise } from '../../../values/index.ts';

export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get isWhole(): boolean {
    return !/[.eE]/.test(this.text);
  }
}

export type Json = string | boolean | null | JsonNumber | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// A string without escapes or control characters, which is nearly every one.
const PLAIN_STRING = /"([^"\\\u0000-\u001f]*)"/y;
const ESCAPED_STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const VALUES = "expected a valid value (number, String, array, object, 'true', 'false' or 'null')";

/**
 * Source: FasterXML/jackson-core, `StreamReadConstraints.DEFAULT_MAX_DEPTH` and its message. Which bound the platform sets for Jackson could not
 * be verified; without one a text of brackets would end in a limit that Apex cannot catch.
 */
const MAXIMUM_DEPTH = 1000;

/** JSONException with a message in the form of Jackson, the parser of the platform. */
export function parseJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #index = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Json {
    this.#skipSpace();
    switch (this.#text[this.#index]) {
      case '{':
      case '[':
        return this.#nested();
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  end(): void {
    this.#skipSpace();
    if (this.#index < this.#text.length) this.#unexpected('expected the end of the input');
  }

  #nested(): Json {
    if (++this.#depth > MAXIMUM_DEPTH) {
      const bound = `${MAXIMUM_DEPTH}, from \`StreamReadConstraints.getMaxNestingDepth()\``;
      raise('JSONException', `Document nesting depth (${this.#depth}) exceeds the maximum allowed (${bound})`);
    }
    const value = this.#text[this.#index] === '{' ? this.#object() : this.#array();
    this.#depth--;
    return value;
  }

  #object(): JsonObject {
    const members = new Map<string, Json>();
    this.#index++;
    this.#skipSpace();
    if (this.#accept('}')) return members;
    for (;;) {
      this.#skipSpace();
      if (this.#text[this.#index] !== '"') this.#unexpected('was expecting double-quote to start field name');
      const name = this.#string();
      this.#skipSpace();
      if (!this.#accept(':')) this.#unexpected('was expecting a colon to separate field name and value');
      members.set(name, this.value());
      this.#skipSpace();
      if (this.#accept('}')) return members;
      if (!this.#accept(',')) this.#unexpected('was expecting comma to separate OBJECT entries');
    }
  }

  #array(): readonly Json[] {
    const items: Json[] = [];
    this.#index++;
    this.#skipSpace();
    if (this.#accept(']')) return items;
    for (;;) {
      items.push(this.value());
      this.#skipSpace();
      if (this.#accept(']')) return items;
      if (!this.#accept(',')) this.#unexpected('was expecting comma to separate ARRAY entries');
    }
  }

  #string(): string {
    PLAIN_STRING.lastIndex = this.#index;
    const plain = PLAIN_STRING.exec(this.#text);
    if (plain) {
      this.#index = PLAIN_STRING.lastIndex;
      return plain[1] ?? '';
    }
    ESCAPED_STRING.lastIndex = this.#index;
    const escaped = ESCAPED_STRING.exec(this.#text);
    if (!escaped) return this.#unexpected('was expecting a closed string without control characters');
    this.#index = ESCAPED_STRING.lastIndex;
    return JSON.parse(escaped[0]) as string;
  }

  #number(): JsonNumber {
    NUMBER.lastIndex = this.#index;
    const number = NUMBER.exec(this.#text);
    if (!number) return this.#unexpected(VALUES);
    this.#index = NUMBER.lastIndex;
    return new JsonNumber(number[0]);
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#index)) this.#unexpected(VALUES);
    this.#index += word.length;
    return value;
  }

  #accept(character: string): boolean {
    if (this.#text[this.#index] !== character) return false;
    this.#index++;
    return true;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#index);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.#index++;
    }
  }

  #unexpected(expectation: string): never {
    const before = this.#text.slice(0, this.#index).split('\n');
    const place = `[line:${before.length}, column:${(before.at(-1)?.length ?? 0) + 1}]`;
    const character = this.#text[this.#index];
    if (character === undefined) return raise('JSONException', `Unexpected end-of-input: ${expectation} at ${place}`);
    const shown = `('${character}' (code ${character.charCodeAt(0)}))`;
    return raise('JSONException', `Unexpected character ${shown}: ${expectation} at input location ${place}`);
  }
}
