/** System.String. Source: Apex Reference, "String Class". Positions count UTF-16 units, as Java's do. */
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import type { ApexDatetime } from '../../../../base/index.ts';
import { currentProgram } from '../../../program/program.ts';
import { ApexList, equalTexts, hashText, raise, textOf } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';
import { formatDatetime } from '../time/date-format.ts';
import { escapeHtml, escapeJava, escapeUnicode, escapeXml, unescapeHtml, unescapeJava } from './escapes.ts';
import { javaSplit, toRegExp, withFlags } from './java-regex.ts';
import { replaceBy } from './pattern.ts';
import { stringSearchMembers } from './string-search.ts';
import { stringShapeMembers } from './string-shape.ts';

/** Source: java.text.MessageFormat, which String.format names as its model: `{0}`, and '' for an apostrophe. */
function format(template: string, values: readonly unknown[]): string {
  let output = '';
  let quoted = false;
  for (let index = 0; index < template.length; index++) {
    const character = template[index] ?? '';
    if (character === "'") {
      if (template[index + 1] === "'") {
        output += "'";
        index++;
      } else quoted = !quoted;
      continue;
    }
    const placeholder = character === '{' && !quoted ? /^\{(\d+)\}/.exec(template.slice(index)) : null;
    if (!placeholder) {
      output += character;
      continue;
    }
    const number = Number(placeholder[1]);
    output += number < values.length ? textOf(values[number]) : placeholder[0];
    index += placeholder[0].length - 1;
  }
  return output;
}

function join(values: readonly unknown[], separator: string): string {
  return values.map((value) => (value === null ? '' : textOf(value))).join(separator);
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}

function fromCodes(codes: ApexList): string {
  return String.fromCharCode(...(codes.items as number[]));
}

export const stringClass: PlatformClass = {
  name: 'System.String',
  kind: 'class',
  members: {
    'static Boolean isBlank(String text)': isBlank,
    'static Boolean isNotBlank(String text)': (text: string | null) => !isBlank(text),
    'static Boolean isEmpty(String text)': (text: string | null) => text === null || text === '',
    'static Boolean isNotEmpty(String text)': (text: string | null) => text !== null && text !== '',
    // Stands for all of the typed overloads.
    'static String valueOf(Object value)': (value: unknown) => (value === null ? null : textOf(value)),
    ...nullRefused({
      'static String valueOfGmt(Datetime value)': (value: ApexDatetime) => formatDatetime(value, 'yyyy-MM-dd HH:mm:ss'),
      'static String escapeSingleQuotes(String text)': (text: string) => text.replace(/[\\']/g, '\\$&'),
      'static String format(String template, List<Object> values)': (template: string, values: ApexList) =>
        format(template, values.items),
      'static String fromCharArray(List<Integer> codes)': fromCodes,
      'static String getCommonPrefix(List<String> texts)': (texts: ApexList) => commonPrefix(texts.items as string[]),
      // Declared with Object, as on the platform: any Iterable goes in.
      'static String join(Object iterable, String separator)': (iterable: unknown, separator: string) =>
        join([...currentProgram().linkage.iterate(iterable)], separator),
      'Integer charAt(Integer index)': (self: string, index: number) => unitAt(self, index),
      'Integer codePointAt(Integer index)': (self: string, index: number) => {
        unitAt(self, index);
        return self.codePointAt(index);
      },
      'Integer codePointBefore(Integer index)': (self: string, index: number) => {
        unitAt(self, index - 1);
        const low = self.charCodeAt(index - 1);
        return low >= 0xdc00 && low <= 0xdfff && index > 1 ? self.codePointAt(index - 2) : low;
      },
      'Integer codePointCount(Integer begin, Integer end)': (self: string, begin: number, end: number) =>
        [...self.slice(begin, end)].length,
      'Integer compareTo(String other)': (self: string, other: string) => javaCompare(self, other),
      'String escapeCsv()': (self: string) => (/[",\n\r]/.test(self) ? `"${self.replaceAll('"', '""')}"` : self),
      'String escapeEcmaScript()': (self: string) => escapeJava(self).replace(/['/]/g, '\\$&'),
      'String escapeHtml3()': escapeHtml,
      'String escapeHtml4()': escapeHtml,
      'String escapeJava()': escapeJava,
      'String escapeUnicode()': escapeUnicode,
      'String escapeXml()': escapeXml,
      'String unescapeCsv()': (self: string) =>
        /^"[\s\S]*"$/.test(self) ? self.slice(1, -1).replaceAll('""', '"') : self,
      'String unescapeEcmaScript()': unescapeJava,
      'String unescapeHtml3()': unescapeHtml,
      'String unescapeHtml4()': unescapeHtml,
      'String unescapeJava()': unescapeJava,
      'String unescapeUnicode()': unescapeJava,
      'String unescapeXml()': unescapeHtml,
      'List<Integer> getChars()': (self: string) =>
        new ApexList(
          'Integer',
          Array.from({ length: self.length }, (_, index) => self.charCodeAt(index))
        ),
      'Integer getLevenshteinDistance(String other)': (self: string, other: string) => levenshtein(self, other),
      'Integer getLevenshteinDistance(String other, Integer threshold)': (
        self: string,
        other: string,
        threshold: number
      ) => {
        const distance = levenshtein(self, other);
        return distance > threshold ? -1 : distance;
      },
      'Integer hashCode()': hashText,
      'Integer length()': (self: string) => self.length,
      'String replace(String target, String replacement)': (self: string, target: string, replacement: string) =>
        self.split(target).join(replacement),
      'String replaceAll(String regex, String replacement)': (self: string, regex: string, replacement: string) =>
        replaceBy(self, withFlags(toRegExp(regex), 'g'), replacement),
      'String replaceFirst(String regex, String replacement)': (self: string, regex: string, replacement: string) =>
        replaceBy(self, toRegExp(regex), replacement),
      'List<String> split(String regex)': (self: string, regex: string) =>
        new ApexList('String', javaSplit(self, regex, 0)),
      'List<String> split(String regex, Integer limit)': (self: string, regex: string, limit: number) =>
        new ApexList('String', javaSplit(self, regex, limit)),
      'List<String> splitByCharacterType()': (self: string) => new ApexList('String', byCharacterType(self)),
      'String stripHtmlTags()': (self: string) => self.replace(/<br\s*\/?>/gi, '\n').replace(/<[^>]*>/g, ''),
      'String toString()': (self: string) => self
    }),
    'Boolean equals(Object other)': (self: string, other: unknown) => self === other,
    'Boolean equals(String other)': (self: string, other: unknown) => self === other,
    'Boolean equalsIgnoreCase(String other)': (self: string, other: string | null) => equalTexts(self, other),
    ...nullRefused(stringSearchMembers),
    ...nullRefused(stringShapeMembers)
  },
  isInstance: (value) => typeof value === 'string'
};

function unitAt(text: string, index: number): number {
  if (index < 0 || index >= text.length) raise('StringException', `String index out of range: ${index}`);
  return text.charCodeAt(index);
}

/** Java's String.compareTo: the difference of the first units that differ, else of the lengths. */
function javaCompare(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function commonPrefix(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

function levenshtein(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const cost = left[row - 1] === right[column - 1] ? 0 : 1;
      const replaced = (previous[column - 1] ?? 0) + cost;
      current.push(Math.min((current[column - 1] ?? 0) + 1, (previous[column] ?? 0) + 1, replaced));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}

function byCharacterType(text: string): string[] {
  return text.match(/\p{Lu}+|\p{Ll}+|\p{Nd}+|\s+|[^\p{Lu}\p{Ll}\p{Nd}\s]+/gu) ?? [];
}
