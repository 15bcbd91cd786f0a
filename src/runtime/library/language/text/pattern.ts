/** System.Pattern and System.Matcher. Sources: Apex Reference, "Pattern Class" and "Matcher Class". */
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { ApexList, raise } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';
import { expandReplacement, javaSplit, toRegExp, withFlags } from './java-regex.ts';

export class ApexPattern {
  readonly text: string;
  readonly expression: RegExp;

  constructor(text: string) {
    this.text = text;
    this.expression = toRegExp(text);
  }

  toString(): string {
    return this.text;
  }
}

export class ApexMatcher {
  readonly pattern: ApexPattern;
  #input: string;
  #match: RegExpExecArray | null = null;
  #next = 0;

  constructor(pattern: ApexPattern, input: string) {
    this.pattern = pattern;
    this.#input = input;
  }

  reset(input = this.#input): this {
    this.#input = input;
    this.#match = null;
    this.#next = 0;
    return this;
  }

  find(from = this.#next): boolean {
    if (from > this.#input.length) {
      this.#match = null;
      return false;
    }
    const expression = withFlags(this.pattern.expression, 'gd');
    expression.lastIndex = from;
    this.#match = expression.exec(this.#input);
    if (this.#match) {
      const end = this.#match.index + this.#match[0].length;
      this.#next = this.#match[0].length === 0 ? end + 1 : end;
    }
    return this.#match !== null;
  }

  /** The whole input. */
  matches(): boolean {
    return this.#anchored(`^(?:${this.pattern.expression.source})$`);
  }

  lookingAt(): boolean {
    return this.#anchored(`^(?:${this.pattern.expression.source})`);
  }

  #anchored(source: string): boolean {
    // Without `m`: the anchors stand for the ends of the input.
    const expression = new RegExp(source, `${this.pattern.expression.flags.replace('m', '')}d`);
    this.#match = expression.exec(this.#input);
    if (this.#match) this.#next = this.#match.index + this.#match[0].length;
    return this.#match !== null;
  }

  group(number: number): string | null {
    const match = this.#found();
    if (number < 0 || number >= match.length) raise('StringException', `No group ${number}`);
    return match[number] ?? null;
  }

  bounds(number: number): readonly [number, number] {
    const match = this.#found();
    if (number < 0 || number >= match.length) raise('StringException', `No group ${number}`);
    return match.indices?.[number] ?? [-1, -1];
  }

  groupCount(): number {
    return (new RegExp(`${this.pattern.expression.source}|`, 'u').exec('')?.length ?? 1) - 1;
  }

  hitEnd(): boolean {
    return this.#match === null || this.#match.index + this.#match[0].length === this.#input.length;
  }

  replace(replacement: string, all: boolean): string {
    const expression = all ? withFlags(this.pattern.expression, 'g') : this.pattern.expression;
    return replaceBy(this.#input, expression, replacement);
  }

  #found(): RegExpExecArray {
    // Message of Java's IllegalStateException, which Apex shows as a StringException.
    return this.#match ?? raise('StringException', 'No match found');
  }
}

export function replaceBy(input: string, expression: RegExp, replacement: string): string {
  return input.replace(expression, (...values: unknown[]) => {
    const last = values.at(-1);
    const groups = typeof last === 'object' && last !== null ? (last as Record<string, string>) : undefined;
    const count = values.findIndex((value, index) => index > 0 && typeof value === 'number');
    const match = values.slice(0, count) as unknown as RegExpMatchArray;
    if (groups) match.groups = groups;
    return expandReplacement(replacement, match);
  });
}

export const patternClasses: readonly PlatformClass[] = [
  {
    name: 'System.Pattern',
    kind: 'class',
    members: nullRefused({
      'static Pattern compile(String regex)': (regex: string) => new ApexPattern(regex),
      'static Boolean matches(String regex, String text)': (regex: string, text: string) =>
        new ApexMatcher(new ApexPattern(regex), text).matches(),
      'static String quote(String text)': (text: string) => `\\Q${text.replaceAll('\\E', '\\E\\\\E\\Q')}\\E`,
      'Matcher matcher(String text)': (self: ApexPattern, text: string) => new ApexMatcher(self, text),
      'String pattern()': (self: ApexPattern) => self.text,
      'List<String> split(String text)': (self: ApexPattern, text: string) =>
        new ApexList('String', javaSplit(text, self.text, 0)),
      'List<String> split(String text, Integer times)': (self: ApexPattern, text: string, times: number) =>
        new ApexList('String', javaSplit(text, self.text, times))
    }),
    isInstance: (value) => value instanceof ApexPattern
  },
  {
    name: 'System.Matcher',
    kind: 'class',
    members: nullRefused({
      'static String quoteReplacement(String text)': (text: string) => text.replace(/[\\$]/g, '\\$&'),
      'Integer end()': (self: ApexMatcher) => self.bounds(0)[1],
      'Integer end(Integer groupIndex)': (self: ApexMatcher, index: number) => self.bounds(index)[1],
      'Boolean find()': (self: ApexMatcher) => self.find(),
      'Boolean find(Integer startAt)': (self: ApexMatcher, startAt: number) => self.reset().find(startAt),
      'String group()': (self: ApexMatcher) => self.group(0),
      'String group(Integer groupIndex)': (self: ApexMatcher, index: number) => self.group(index),
      'Integer groupCount()': (self: ApexMatcher) => self.groupCount(),
      'Boolean hitEnd()': (self: ApexMatcher) => self.hitEnd(),
      'Boolean lookingAt()': (self: ApexMatcher) => self.lookingAt(),
      'Boolean matches()': (self: ApexMatcher) => self.matches(),
      'Pattern pattern()': (self: ApexMatcher) => self.pattern,
      'String replaceAll(String replacement)': (self: ApexMatcher, replacement: string) =>
        self.replace(replacement, true),
      'String replaceFirst(String replacement)': (self: ApexMatcher, replacement: string) =>
        self.replace(replacement, false),
      'Matcher reset()': (self: ApexMatcher) => self.reset(),
      'Matcher reset(String text)': (self: ApexMatcher, text: string) => self.reset(text),
      'Integer start()': (self: ApexMatcher) => self.bounds(0)[0],
      'Integer start(Integer groupIndex)': (self: ApexMatcher, index: number) => self.bounds(index)[0]
    }),
    isInstance: (value) => value instanceof ApexMatcher
  }
];
