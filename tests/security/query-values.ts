/** Values of SOQL conditions: of a field's own type, of another one, and of none. */
import type { SeededRandom } from '../../src/sync/sample-feed/random.ts';
import { CALENDAR_EDGES, EDGES_OF_DAYS } from './calendar-edges.ts';
import type { DescribedField } from './org-schema.ts';

const NUMBERS = [
  '0',
  '-0',
  '1',
  '-1',
  '+1',
  '1.5',
  '-2.50',
  '.5',
  '5.',
  '1e2',
  '1e400',
  '2147483648',
  '-2147483649',
  '9'.repeat(40),
  `0.${'3'.repeat(40)}`,
  '1L',
  '1d',
  '0x1F',
  '007',
  'NaN',
  'Infinity'
];
const DATES = [...CALENDAR_EDGES, '2026-13-01', '2026-00-00', '12026-01-01', '-2026-01-01'];
const TIMES = [
  ...EDGES_OF_DAYS,
  'T23:59:59.999Z',
  'T25:61:61Z',
  'T12:00:00+01:00',
  'T12:00:00-0700',
  'T12:00:00+99:99',
  'T12:00:00.123456789Z',
  'T12:00:00',
  'T00:00:00+14:00',
  'T23:59:59-12:00'
];
const DATE_LITERALS = [
  'TODAY',
  'YESTERDAY',
  'TOMORROW',
  'LAST_WEEK',
  'THIS_MONTH',
  'NEXT_YEAR',
  'LAST_90_DAYS',
  'NEXT_90_DAYS',
  'THIS_FISCAL_QUARTER',
  'LAST_FISCAL_YEAR',
  'NEXT_FISCAL_YEAR',
  'THIS_QUARTER'
];
const COUNTED_LITERALS = [
  'LAST_N_DAYS',
  'NEXT_N_DAYS',
  'N_DAYS_AGO',
  'LAST_N_WEEKS',
  'NEXT_N_MONTHS',
  'N_MONTHS_AGO',
  'LAST_N_QUARTERS',
  'NEXT_N_QUARTERS',
  'LAST_N_YEARS',
  'NEXT_N_YEARS',
  'N_YEARS_AGO',
  'LAST_N_FISCAL_QUARTERS',
  'NEXT_N_FISCAL_YEARS',
  'N_WEEKS_AGO'
];
const LITERAL_COUNTS = ['0', '1', '30', '9999', '1000000', '99999999999', '9'.repeat(20), '9'.repeat(400), '-1', '1.5'];
const TEXTS = [
  '',
  'a',
  'Ann',
  '%',
  '_',
  'a%',
  '%a',
  '\\\\',
  '\\\\\\\\',
  'a\\\\',
  '\\%',
  '\\_',
  '\\\\%',
  "\\'",
  '\\"',
  '\\n',
  '\\u0000',
  '\\u0041',
  '\\uD800',
  '\\uZZZZ',
  '\\q',
  'a;b',
  ';',
  ';;',
  'a;',
  '\u0000',
  '\uD800',
  '\uDC00',
  '\u0130\u00DF',
  '\u{1F469}',
  'null',
  'true',
  '0',
  '1.5',
  '1e400',
  '2026-01-31',
  '$1',
  '--',
  '/*',
  'x'.repeat(300),
  'x'.repeat(3000)
];
const IDS = [
  '000000000000000',
  '003000000000001',
  '003000000000001AAA',
  '003000000000001AAB',
  '00300000000000!',
  '00D',
  'zzzzzzzzzzzzzzz',
  '003',
  '00300000000000000000'
];
const OTHERS = [
  'null',
  'NULL',
  'true',
  'FALSE',
  ':x',
  ':x.y',
  ':x + 1',
  'EUR100',
  'USD1e400',
  'Name',
  'TRUE()',
  '()',
  'null null',
  "''"
];

export class SoqlValues {
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Of the field's type, or for a share of the values of any. */
  forField(field: DescribedField | undefined, strange: number): string {
    if (!field) return this.#random.next() < 0.7 ? this.#random.pick(NUMBERS) : this.any();
    if (this.#random.next() < strange) return this.any();
    switch (field.type) {
      case 'boolean':
        return this.#random.pick(['true', 'false', 'TRUE', 'null']);
      case 'int':
      case 'double':
      case 'currency':
      case 'percent':
        return this.#random.pick(NUMBERS);
      case 'date':
        return this.#random.next() < 0.5 ? this.#random.pick(DATES) : this.#dateLiteral();
      case 'datetime':
        return this.#random.next() < 0.5 ? this.#datetime() : this.#dateLiteral();
      case 'id':
      case 'reference':
        return `'${this.#random.pick(IDS)}'`;
      default: {
        const offered = field.picklistValues.map(({ value }) => value);
        return `'${this.#random.pick([...TEXTS, ...offered])}'`;
      }
    }
  }

  any(): string {
    return this.#random.pick([
      () => this.#random.pick(NUMBERS),
      () => this.#random.pick(DATES),
      () => this.#datetime(),
      () => this.#dateLiteral(),
      () => `'${this.#random.pick(TEXTS)}'`,
      () => `'${this.#random.pick(IDS)}'`,
      () => this.#random.pick(OTHERS),
      () => this.#random.pick(TIMES).slice(1)
    ])();
  }

  #datetime(): string {
    return this.#random.pick(DATES) + this.#random.pick(TIMES);
  }

  #dateLiteral(): string {
    if (this.#random.next() < 0.5) return this.#random.pick(DATE_LITERALS);
    return `${this.#random.pick(COUNTED_LITERALS)}:${this.#random.pick(LITERAL_COUNTS)}`;
  }
}
