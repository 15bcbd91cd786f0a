/** Methods of String that give another String. Source: Apex Reference, "String Class". */
import type { PlatformFunction } from '../../../../apex/platform/platform-class.ts';
import { raise } from '../../../values/index.ts';

function pad(self: string, length: number, filler: string, left: boolean): string {
  const fill = filler === '' ? ' ' : filler;
  return left ? self.padStart(length, fill) : self.padEnd(length, fill);
}

/** Java's trim: everything up to and including the space. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return text.slice(start, end);
}

function substring(text: string, start: number, end: number): string {
  if (start < 0 || end > text.length || start > end)
    raise('StringException', `Starting position out of bounds: ${start}`);
  return text.slice(start, end);
}

/** Source: Apex Reference, "String Class", abbreviate: a width below 4 is too small for the three dots and a character. */
function abbreviate(text: string, width: number, offset = 0): string {
  if (width < 4) raise('StringException', 'Minimum abbreviation width is 4');
  if (text.length <= width) return text;
  const start = Math.min(Math.max(offset, 0), text.length - (width - 3));
  if (start <= 4) return `${text.slice(0, width - 3)}...`;
  if (width < 7) raise('StringException', 'Minimum abbreviation width with offset is 7');
  if (start + width - 3 < text.length) return `...${abbreviate(text.slice(start), width - 3)}`;
  return `...${text.slice(text.length - (width - 3))}`;
}

export const stringShapeMembers: Readonly<Record<string, PlatformFunction>> = {
  'String abbreviate(Integer width)': (self: string, width: number) => abbreviate(self, width),
  'String abbreviate(Integer width, Integer offset)': (self: string, width: number, offset: number) =>
    abbreviate(self, width, offset),
  'String capitalize()': (self: string) => self.charAt(0).toUpperCase() + self.slice(1),
  'String center(Integer size)': (self: string, size: number) => center(self, size, ' '),
  'String center(Integer size, String filler)': center,
  'String deleteWhitespace()': (self: string) => self.replace(/\s/g, ''),
  'String left(Integer length)': (self: string, length: number) => self.slice(0, Math.max(length, 0)),
  'String leftPad(Integer length)': (self: string, length: number) => pad(self, length, ' ', true),
  'String leftPad(Integer length, String filler)': (self: string, length: number, filler: string) =>
    pad(self, length, filler, true),
  'String mid(Integer start, Integer length)': (self: string, start: number, length: number) =>
    length < 0 || start > self.length ? '' : self.slice(Math.max(start, 0), Math.max(start, 0) + length),
  'String normalizeSpace()': (self: string) => trim(self.replace(/\s+/g, ' ')),
  'String remove(String part)': (self: string, part: string) => (part === '' ? self : self.split(part).join('')),
  'String removeEnd(String part)': (self: string, part: string) =>
    part !== '' && self.endsWith(part) ? self.slice(0, -part.length) : self,
  'String removeEndIgnoreCase(String part)': (self: string, part: string) =>
    part !== '' && self.toLowerCase().endsWith(part.toLowerCase()) ? self.slice(0, -part.length) : self,
  'String removeStart(String part)': (self: string, part: string) =>
    self.startsWith(part) ? self.slice(part.length) : self,
  'String removeStartIgnoreCase(String part)': (self: string, part: string) =>
    self.toLowerCase().startsWith(part.toLowerCase()) ? self.slice(part.length) : self,
  'String repeat(Integer times)': (self: string, times: number) => self.repeat(Math.max(times, 0)),
  'String repeat(String separator, Integer times)': (self: string, separator: string, times: number) =>
    new Array<string>(Math.max(times, 0)).fill(self).join(separator),
  'String reverse()': (self: string) => [...self].reverse().join(''),
  'String right(Integer length)': (self: string, length: number) =>
    length <= 0 ? '' : self.slice(Math.max(self.length - length, 0)),
  'String rightPad(Integer length)': (self: string, length: number) => pad(self, length, ' ', false),
  'String rightPad(Integer length, String filler)': (self: string, length: number, filler: string) =>
    pad(self, length, filler, false),
  'String substring(Integer start)': (self: string, start: number) => substring(self, start, self.length),
  'String substring(Integer start, Integer end)': substring,
  'String substringAfter(String separator)': (self: string, separator: string) => {
    const at = self.indexOf(separator);
    return at < 0 ? '' : self.slice(at + separator.length);
  },
  'String substringAfterLast(String separator)': (self: string, separator: string) => {
    const at = separator === '' ? -1 : self.lastIndexOf(separator);
    return at < 0 ? '' : self.slice(at + separator.length);
  },
  'String substringBefore(String separator)': (self: string, separator: string) => {
    const at = self.indexOf(separator);
    return at < 0 ? self : self.slice(0, at);
  },
  'String substringBeforeLast(String separator)': (self: string, separator: string) => {
    const at = separator === '' ? -1 : self.lastIndexOf(separator);
    return at < 0 ? self : self.slice(0, at);
  },
  'String substringBetween(String tag)': (self: string, tag: string) => between(self, tag, tag),
  'String substringBetween(String open, String close)': between,
  'String swapCase()': (self: string) =>
    [...self].map((unit) => (unit === unit.toUpperCase() ? unit.toLowerCase() : unit.toUpperCase())).join(''),
  'String toLowerCase()': (self: string) => self.toLowerCase(),
  'String toLowerCase(String locale)': (self: string, locale: string) =>
    self.toLocaleLowerCase(locale.replaceAll('_', '-')),
  'String toUpperCase()': (self: string) => self.toUpperCase(),
  'String toUpperCase(String locale)': (self: string, locale: string) =>
    self.toLocaleUpperCase(locale.replaceAll('_', '-')),
  'String trim()': trim,
  'String uncapitalize()': (self: string) => self.charAt(0).toLowerCase() + self.slice(1)
};

function center(self: string, size: number, filler: string): string {
  const missing = size - self.length;
  if (missing <= 0) return self;
  return pad(pad(self, self.length + Math.floor(missing / 2), filler, true), size, filler, false);
}

/** null when the tags are not there. */
function between(self: string, open: string, close: string): string | null {
  const start = self.indexOf(open);
  if (start < 0) return null;
  const end = self.indexOf(close, start + open.length);
  return end < 0 ? null : self.slice(start + open.length, end);
}
