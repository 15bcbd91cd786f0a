/** Strings that break out of what they are put into, if anything lets them: alone and combined at random. */
import { SeededRandom } from '../../src/sync/sample-feed/random.ts';

const PIECES: readonly string[] = [
  // Out of a literal of SOQL or SQL
  `' OR Id != null --`,
  `x') OR (Name LIKE '%`,
  `\\' OR Name != '`,
  `' LIMIT 1 FOR UPDATE`,
  `'; DROP TABLE contact; --`,
  `') UNION SELECT password FROM pg_shadow --`,
  '\\',
  `\\\\'`,
  '"',
  '`',
  '/* */',
  '$1',
  '$$',
  '::text',
  // Wildcards
  '%',
  '_',
  '\\%',
  `a%' AND LastName LIKE '_%`,
  // What templates and binds look like
  ':laneName',
  ':x',
  '{0}',
  '%s',
  '${7*7}',
  '{!$User.Id}',
  // Formulas of spreadsheets, and what CSV means something else by
  '=HYPERLINK("http://example.com","x")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '#N/A',
  'a,b;c|d',
  // Markup
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  '&lt;b&gt;',
  '<![CDATA[x]]>',
  // Control characters and ends of lines
  '\u0000',
  '\u0001\u0007',
  '\b\f',
  '\u001B[31m',
  '\u007F\u0085',
  '\r\nX-Header: x',
  '\n',
  '\u2028\u2029',
  // Halves of surrogate pairs
  '\uD800',
  '\uDC00x',
  'x\uDFFF\uD800',
  // Looks like something else
  '\uFF49\uFF44',
  '\u0410dmin',
  '\uFF07\u02BC\u2018',
  '\u202Egnirts',
  '\u200B\uFEFF',
  'e\u0301\u00E9',
  '\u0130\u00DF\u01C5',
  '\u{1D4B3}\u{1F469}\u200D\u{1F467}',
  '\u00A0\u3000',
  // JSON inside JSON, and names that JavaScript objects have
  '","fields":{"OwnerId":"x"},"x":"',
  '{"attributes":{"type":"User"}}',
  '[[[[]]]]',
  'null',
  '\\u0027',
  '__proto__',
  'constructor',
  'toString',
  // Numbers as text
  '-1',
  '1e309',
  'NaN',
  '99999999999999999999',
  '\u0663',
  // Paths and addresses
  '../../v67.0/sobjects/User',
  '%2e%2e%2f',
  '%00',
  '%zz',
  'a/b?c=d&e#f',
  '//',
  '..',
  // Long ones
  'x'.repeat(81),
  `'`.repeat(256),
  '\u00E9'.repeat(5000)
];
const WORDS = ['Ann', 'O', 'Neil', 'a b', ''];

/** The same seed gives the same strings on every machine; `HOSTILE_SEED` repeats a run. */
export class HostileStrings {
  readonly seed: number;
  readonly random: SeededRandom;

  constructor(seed = Number(process.env['HOSTILE_SEED'] ?? Math.floor(Math.random() * 1_000_000_000))) {
    this.seed = seed;
    this.random = new SeededRandom(seed);
  }

  /** Every piece alone, in random order, then `combined` strings of two to four pieces. */
  corpus(combined: number): string[] {
    const alone = this.random.shuffle([...PIECES]);
    return [...alone, ...Array.from({ length: combined }, () => this.next())];
  }

  next(): string {
    const pieces = Array.from({ length: 2 + this.random.integer(3) }, () => this.random.pick(PIECES));
    return this.random.pick(WORDS) + pieces.join(this.random.pick(WORDS));
  }

  sample(count: number): string[] {
    return Array.from({ length: count }, () => (this.random.next() < 0.6 ? this.random.pick(PIECES) : this.next()));
  }
}

/** JSON that nests `depth` times: lists in lists, objects in objects, or both in turn. */
export function deepJson(depth: number, kind: 'lists' | 'objects' | 'both'): string {
  const open = { lists: '[', objects: '{"a":', both: '[{"a":' }[kind];
  const close = { lists: ']', objects: '}', both: '}]' }[kind];
  const times = kind === 'both' ? depth / 2 : depth;
  return `${open.repeat(times)}1${close.repeat(times)}`;
}

export function shown(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 100)}… (${text.length} characters)` : text);
}

/** What String.trim of Apex, which is Java's, leaves: spaces and control characters go from both ends. */
export function trimmed(text: string): string {
  return text.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '');
}
