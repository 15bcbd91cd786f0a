/** Methods of String that look for something in it. Source: Apex Reference, "String Class". */
import type { PlatformFunction } from '../../../../apex/platform/platform-class.ts';

function among(characters: string): (unit: string) => boolean {
  return (unit) => characters.includes(unit);
}

function every(text: string, test: RegExp): boolean {
  return test.test(text);
}

export const stringSearchMembers: Readonly<Record<string, PlatformFunction>> = {
  'Boolean contains(String part)': (self: string, part: string) => self.includes(part),
  'Boolean containsAny(String characters)': (self: string, characters: string) => [...self].some(among(characters)),
  'Boolean containsIgnoreCase(String part)': (self: string, part: string) =>
    self.toLowerCase().includes(part.toLowerCase()),
  'Boolean containsNone(String characters)': (self: string, characters: string) => ![...self].some(among(characters)),
  'Boolean containsOnly(String characters)': (self: string, characters: string) => [...self].every(among(characters)),
  'Boolean containsWhitespace()': (self: string) => /\s/.test(self),
  'Integer countMatches(String part)': (self: string, part: string) => (part === '' ? 0 : self.split(part).length - 1),
  'String difference(String other)': (self: string, other: string) => {
    const at = firstDifference(self, other);
    return at < 0 ? '' : other.slice(at);
  },
  'Boolean endsWith(String suffix)': (self: string, suffix: string) => self.endsWith(suffix),
  'Boolean endsWithIgnoreCase(String suffix)': (self: string, suffix: string) =>
    self.toLowerCase().endsWith(suffix.toLowerCase()),
  'Integer indexOf(String part)': (self: string, part: string) => self.indexOf(part),
  'Integer indexOf(String part, Integer from)': (self: string, part: string, from: number) => self.indexOf(part, from),
  'Integer indexOfAny(String characters)': (self: string, characters: string) => [...self].findIndex(among(characters)),
  'Integer indexOfAnyBut(String characters)': (self: string, characters: string) =>
    [...self].findIndex((unit) => !characters.includes(unit)),
  'Integer indexOfChar(Integer character)': (self: string, character: number) =>
    self.indexOf(String.fromCodePoint(character)),
  'Integer indexOfChar(Integer character, Integer from)': (self: string, character: number, from: number) =>
    self.indexOf(String.fromCodePoint(character), from),
  'Integer indexOfDifference(String other)': firstDifference,
  'Integer indexOfIgnoreCase(String part)': (self: string, part: string) =>
    self.toLowerCase().indexOf(part.toLowerCase()),
  'Integer indexOfIgnoreCase(String part, Integer from)': (self: string, part: string, from: number) =>
    self.toLowerCase().indexOf(part.toLowerCase(), from),
  'Boolean isAllLowerCase()': (self: string) => every(self, /^\p{Ll}+$/u),
  'Boolean isAllUpperCase()': (self: string) => every(self, /^\p{Lu}+$/u),
  'Boolean isAlpha()': (self: string) => every(self, /^\p{L}+$/u),
  'Boolean isAlphaSpace()': (self: string) => every(self, /^[\p{L} ]*$/u),
  'Boolean isAlphanumeric()': (self: string) => every(self, /^[\p{L}\p{Nd}]+$/u),
  'Boolean isAlphanumericSpace()': (self: string) => every(self, /^[\p{L}\p{Nd} ]*$/u),
  'Boolean isAsciiPrintable()': (self: string) => every(self, /^[ -~]*$/),
  'Boolean isNumeric()': (self: string) => every(self, /^\p{Nd}+$/u),
  'Boolean isNumericSpace()': (self: string) => every(self, /^[\p{Nd} ]*$/u),
  'Boolean isWhitespace()': (self: string) => every(self, /^\s*$/),
  'Integer lastIndexOf(String part)': (self: string, part: string) => self.lastIndexOf(part),
  'Integer lastIndexOf(String part, Integer end)': (self: string, part: string, end: number) =>
    end < 0 ? -1 : self.lastIndexOf(part, end),
  'Integer lastIndexOfChar(Integer character)': (self: string, character: number) =>
    self.lastIndexOf(String.fromCodePoint(character)),
  'Integer lastIndexOfIgnoreCase(String part)': (self: string, part: string) =>
    self.toLowerCase().lastIndexOf(part.toLowerCase()),
  'Boolean startsWith(String prefix)': (self: string, prefix: string) => self.startsWith(prefix),
  'Boolean startsWithIgnoreCase(String prefix)': (self: string, prefix: string) =>
    self.toLowerCase().startsWith(prefix.toLowerCase())
};

/** Position of the first unit that differs, or -1. */
function firstDifference(left: string, right: string): number {
  if (left === right) return -1;
  let index = 0;
  while (index < left.length && left[index] === right[index]) index++;
  return index;
}
