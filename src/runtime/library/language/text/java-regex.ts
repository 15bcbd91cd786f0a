/**
 * Java's regular expressions (Apex Developer Guide, "Pattern and Matcher") in terms of JavaScript's. What JavaScript has no twin for is a
 * StringException that says so, never another meaning.
 */
import { raise } from '../../../values/index.ts';

const posixClasses: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\x0B\\f\\r'
};

const unicodeProperties: Readonly<Record<string, string>> = {
  IsAlphabetic: 'Alphabetic',
  IsLetter: 'L',
  IsDigit: 'Nd',
  IsUppercase: 'Uppercase',
  IsLowercase: 'Lowercase',
  IsPunctuation: 'P',
  IsWhite_Space: 'White_Space'
};

const translated = new Map<string, RegExp>();

/** The whole pattern, with flags `g` and `d` left to the caller's copies. Cached by text. */
export function toRegExp(pattern: string): RegExp {
  let known = translated.get(pattern);
  if (!known) {
    const { source, flags } = new Translation(pattern).run();
    try {
      known = new RegExp(source, flags);
    } catch (error) {
      return raise('StringException', `Invalid regex: ${pattern}: ${(error as Error).message}`);
    }
    translated.set(pattern, known);
  }
  return known;
}

export function withFlags(expression: RegExp, flags: string): RegExp {
  return new RegExp(expression.source, expression.flags + flags);
}

class Translation {
  readonly #text: string;
  #index = 0;
  #flags = 'u';
  #output = '';

  constructor(text: string) {
    this.#text = text;
  }

  run(): { source: string; flags: string } {
    const inline = /^\(\?([ims]+)\)/.exec(this.#text);
    if (inline) {
      this.#index = inline[0].length;
      this.#flags += inline[1] ?? '';
    }
    while (this.#index < this.#text.length) this.#outside();
    return { source: this.#output, flags: [...new Set(this.#flags)].join('') };
  }

  #unsupported(what: string): never {
    return raise('StringException', `Invalid regex: ${this.#text}: ${what} is not supported in the local org`);
  }

  #outside(): void {
    const character = this.#text[this.#index] ?? '';
    if (character === '\\') return this.#escape(false);
    if (character === '[') return this.#characterClass();
    if (character === '(') this.#groupStart();
    this.#index++;
    if (/[*+?}]/.test(character) && this.#text[this.#index] === '+') this.#unsupported('a possessive quantifier');
    // JavaScript's unicode mode refuses a lone closing brace or bracket, which Java takes literally.
    if (character === ']') this.#output += '\\]';
    else if (character === '}' && !/\{\d+(?:,\d*)?$/.test(this.#output)) this.#output += '\\}';
    else this.#output += character;
  }

  #groupStart(): void {
    const rest = this.#text.slice(this.#index);
    if (rest.startsWith('(?>')) this.#unsupported('an atomic group');
    if (/^\(\?[a-zA-Z-]+\)/.test(rest)) this.#unsupported('a flag in the middle of a pattern');
  }

  #escape(inClass: boolean): void {
    const next = this.#text[this.#index + 1];
    if (next === undefined) raise('StringException', `Invalid regex: ${this.#text}: it ends with a backslash`);
    this.#index += 2;
    if (next === 'Q') return this.#quotation();
    if (next === 'p' || next === 'P') return this.#property(next === 'P', inClass);
    if (next === 'h') {
      this.#output += inClass ? ' \\t\\u00A0' : '[ \\t\\u00A0]';
    } else if (next === 'A') this.#output += '(?<![\\s\\S])';
    else if (next === 'z') this.#output += '(?![\\s\\S])';
    else if (next === 'Z') this.#output += '(?=\\n?(?![\\s\\S]))';
    else if (next === 'R') this.#output += '(?:\\r\\n|[\\n\\x0B\\f\\r\\u0085\\u2028\\u2029])';
    else if (next === 'e') this.#output += '\\x1B';
    else if (next === 'a') this.#output += '\\x07';
    else if (next === 's') this.#output += inClass ? ' \\t\\n\\x0B\\f\\r' : '[ \\t\\n\\x0B\\f\\r]';
    else if (next === 'S' && !inClass) this.#output += '[^ \\t\\n\\x0B\\f\\r]';
    else if (/[GXN]/.test(next)) this.#unsupported(`\\${next}`);
    else this.#output += /[a-zA-Z0-9^$\\.*+?()[\]{}|/]/.test(next) || (inClass && next === '-') ? `\\${next}` : next;
  }

  #quotation(): void {
    const end = this.#text.indexOf('\\E', this.#index);
    const literal = this.#text.slice(this.#index, end < 0 ? undefined : end);
    this.#index = end < 0 ? this.#text.length : end + 2;
    this.#output += literal.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&');
  }

  #property(negated: boolean, inClass: boolean): void {
    const [whole, braced, single] = /^(?:\{(\w+)\}|(\w))/.exec(this.#text.slice(this.#index)) ?? [];
    if (whole === undefined) return this.#unsupported('this property');
    this.#index += whole.length;
    const name = braced ?? single ?? '';
    const posix = posixClasses[name];
    if (posix === undefined) {
      this.#output += `\\${negated ? 'P' : 'p'}{${unicodeProperties[name] ?? name}}`;
    } else if (!inClass) {
      this.#output += `[${negated ? '^' : ''}${posix}]`;
    } else if (negated) {
      this.#unsupported(`\\P{${name}} inside a character class`);
    } else {
      this.#output += posix;
    }
  }

  #characterClass(): void {
    this.#output += '[';
    this.#index++;
    if (this.#text[this.#index] === '^') {
      this.#output += '^';
      this.#index++;
    }
    let first = true;
    while (this.#index < this.#text.length) {
      const character = this.#text[this.#index] ?? '';
      if (character === ']' && !first) {
        this.#output += ']';
        this.#index++;
        return;
      }
      if (character === '[') this.#unsupported('a character class inside another');
      if (this.#text.startsWith('&&', this.#index)) this.#unsupported('an intersection of character classes');
      if (character === '\\') this.#escape(true);
      else {
        this.#output += character === ']' ? '\\]' : character;
        this.#index++;
      }
      first = false;
    }
    raise('StringException', `Invalid regex: ${this.#text}: Unclosed character class`);
  }
}

/** Java's replacement text: `$1`, `${name}`, `\$`. */
export function expandReplacement(replacement: string, match: RegExpMatchArray): string {
  return replacement.replace(
    /\\([\s\S])|\$(?:\{(\w+)\}|(\d))/g,
    (_all, literal: string, name: string, digit: string) => {
      if (literal !== undefined) return literal;
      if (name !== undefined) return match.groups?.[name] ?? '';
      const group = Number(digit);
      if (group >= match.length) raise('StringException', `No group ${group}`);
      return match[group] ?? '';
    }
  );
}

/** String.split of Java: trailing empty strings are dropped when `limit` is 0. */
export function javaSplit(text: string, pattern: string, limit: number): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const match of text.matchAll(withFlags(toRegExp(pattern), 'g'))) {
    if (limit > 0 && parts.length === limit - 1) break;
    const end = match.index + match[0].length;
    // A match of nothing at the beginning makes no empty first part.
    if (end === 0 || (match[0].length === 0 && match.index >= text.length)) continue;
    parts.push(text.slice(start, match.index));
    start = end;
  }
  parts.push(text.slice(start));
  if (limit === 0 && parts.length > 1) while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  return parts;
}
