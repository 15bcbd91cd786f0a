/**
 * Fuzzy matching methods: an APPROXIMATION. The platform's algorithms are published by name only (salesforce-facts 1.7: Jaro-Winkler,
 * Metaphone 3, keyboard distance, syllable alignment, Kullback-Liebler …); the thresholds below are the published ones, the scores come
 * from open relatives of those algorithms. A rule that must behave exactly as in an org uses the method Exact.
 */
import type { MatchingMethod } from '../../metadata/index.ts';

export type FuzzyMethod = Exclude<MatchingMethod, 'Exact'>;

/** From 0 to 100 a value must reach to match. */
export const THRESHOLDS: Readonly<Record<FuzzyMethod, number>> = {
  FirstName: 85,
  LastName: 90,
  CompanyName: 70,
  Phone: 80,
  City: 85,
  Street: 80,
  Zip: 80,
  Title: 50
};

/** Similarity of two values that are not blank; `soundsAlike`: their double metaphone codes agree (worked out by PostgreSQL). */
export function fuzzyScore(method: FuzzyMethod, left: string, right: string, soundsAlike: boolean): number {
  const a = left.trim().toLowerCase();
  const b = right.trim().toLowerCase();
  if (a === b) return 100;
  switch (method) {
    case 'FirstName':
      return isInitial(a, b) ? 90 : jaroWinkler(a, b) * 100;
    case 'LastName':
      return Math.max(soundsAlike ? 95 : 0, editSimilarity(a, b) * 100);
    case 'CompanyName':
      return companyScore(a, b);
    case 'Phone':
      return phoneScore(a, b);
    case 'City':
      return editSimilarity(a, b) * 100;
    case 'Street':
      return streetScore(a, b);
    case 'Zip':
      return a.slice(0, 5) === b.slice(0, 5) ? 80 : 0;
    case 'Title':
      return Math.max(acronymScore(words(a), words(b)), overlap(words(a), words(b)) * 100);
  }
}

/**
 * What a candidate must share with the value before it is scored, as SQL over the stored column and the folded value: stands for the
 * platform's hidden match keys.
 */
export function candidateSql(method: FuzzyMethod, column: string, value: string): string {
  const digits = (text: string): string => `left(right(regexp_replace(${text}, '\\D', '', 'g'), 10), 6)`;
  switch (method) {
    case 'LastName':
      return `(dmetaphone(${column}) = dmetaphone(${value}) OR left(lower(${column}), 3) = left(${value}, 3))`;
    case 'Phone':
      return `${digits(column)} = ${digits(value)}`;
    case 'Zip':
      return `left(lower(${column}), 5) = left(${value}, 5)`;
    default:
      return `left(lower(${column}), 1) = left(${value}, 1)`;
  }
}

function isInitial(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.replace('.', '').length === 1 && long.startsWith(short.charAt(0));
}

function jaroWinkler(a: string, b: string): number {
  const reach = Math.max(Math.floor(Math.max(a.length, b.length) / 2) - 1, 0);
  const taken = new Array<boolean>(b.length).fill(false);
  const fromA: string[] = [];
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j < Math.min(b.length, i + reach + 1); j++) {
      if (taken[j] || a[i] !== b[j]) continue;
      taken[j] = true;
      fromA.push(a[i] ?? '');
      break;
    }
  }
  const matches = fromA.length;
  if (matches === 0) return 0;
  const fromB = [...b].filter((_, index) => taken[index]);
  const transpositions = fromA.filter((character, index) => character !== fromB[index]).length / 2;
  const jaro = (matches / a.length + matches / b.length + (matches - transpositions) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && a[prefix] !== undefined && a[prefix] === b[prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function editSimilarity(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replace, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return 1 - (previous[b.length] ?? 0) / Math.max(a.length, b.length, 1);
}

const LEGAL_FORMS = new Set([
  'inc',
  'incorporated',
  'corp',
  'corporation',
  'co',
  'company',
  'llc',
  'ltd',
  'limited',
  'gmbh',
  'ag',
  'sa',
  'plc'
]);

function companyScore(a: string, b: string): number {
  const left = words(a).filter((word) => !LEGAL_FORMS.has(word));
  const right = words(b).filter((word) => !LEGAL_FORMS.has(word));
  if (left.join(' ') === right.join(' ')) return 100;
  return Math.max(acronymScore(left, right), editSimilarity(left.join(' '), right.join(' ')) * 100);
}

function acronymScore(left: readonly string[], right: readonly string[]): number {
  const initials = (list: readonly string[]): string => list.map((word) => word.charAt(0)).join('');
  const [single] = left.length === 1 ? left : right;
  const other = left.length === 1 ? right : left;
  return other.length > 1 && single === initials(other) ? 90 : 0;
}

function overlap(left: readonly string[], right: readonly string[]): number {
  const shared = left.filter((word) => right.includes(word)).length;
  return shared / Math.max(left.length, right.length, 1);
}

/** Published weights: country 10, area 50, next three digits 30, last four 10 (North American numbers). */
function phoneScore(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => {
    const digits = text.replace(/\D/g, '');
    const national = digits.slice(-10);
    return {
      country: digits.slice(0, -10) || '1',
      area: national.slice(0, 3),
      next: national.slice(3, 6),
      last: national.slice(6)
    };
  });
  if (!left || !right) return 0;
  return (
    (left.country === right.country ? 10 : 0) +
    (left.area === right.area ? 50 : 0) +
    (left.next === right.next ? 30 : 0) +
    (left.last === right.last ? 10 : 0)
  );
}

function streetScore(a: string, b: string): number {
  const number = (text: string): string => /\d+/.exec(text)?.[0] ?? '';
  return number(a) === number(b) ? editSimilarity(a, b) * 100 : 0;
}

function words(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
