/** Records at random as JSON text: right and strange values for every type of field, and bodies that are no records. */
import type { SeededRandom } from '../../src/sync/sample-feed/random.ts';
import { CALENDAR_EDGES, EDGES_OF_DAYS } from './calendar-edges.ts';
import { deepJson } from './hostile-strings.ts';
import type { DescribedField, DescribedObject } from './org-schema.ts';

const NUMBERS = [
  '0',
  '-0',
  '1',
  '-1.5',
  '1e2',
  '1E-7',
  '1e400',
  '-1e400',
  '1e99',
  '2147483648',
  '9'.repeat(18),
  '9'.repeat(40),
  '9'.repeat(400),
  `0.${'3'.repeat(40)}`,
  '1e-400'
];
const NUMBER_TEXTS = [
  '1',
  '1.5',
  ' 2 ',
  '1,000',
  '1e5',
  '1e400',
  '1e999999999',
  '-1e-999999999',
  '1e99999999999999999999',
  'NaN',
  'Infinity',
  '-Infinity',
  '0x10',
  '--1',
  '1.2.3',
  '\u0663',
  '9'.repeat(5000),
  '.',
  '+',
  '1_000',
  '1L'
];
const DATES = [
  ...CALENDAR_EDGES,
  '2026-1-1',
  '20260131',
  '31.01.2026',
  'today',
  '2026-01-31Z',
  '2026-01-31 12:00:00',
  '-2026-01-31',
  '+012026-01-31',
  '2026-W05',
  '2026-01-31 garbage'
];
const TIMES = [
  ...EDGES_OF_DAYS,
  'T23:59:59.999999999Z',
  'T12:00Z',
  'T12',
  'T12:00:00+01:00',
  'T12:00:00.000+0000',
  'T12:00:00+99:99',
  'T12:00:00 UTC',
  'T25:00:00Z',
  'T12:00:00-00:00',
  'T12:00:00.Z',
  'T',
  'T12:00:00,5Z'
];
const IDS = [
  '',
  '000000000000000',
  '003000000000001',
  '003000000000001AAA',
  '003000000000001AAB',
  '00300000000000!',
  '003',
  'x'.repeat(18),
  '005',
  '012000000000000AAA',
  '\u0000'.repeat(15)
];
const TEXTS = [
  '',
  ' ',
  'a',
  'Ann',
  '\u0000',
  'a\u0000b',
  '\uD800',
  'x\uDFFF',
  '\uFEFFa',
  '\u{1F469}',
  '\u0130\u00DF',
  '\n',
  '\r\n',
  '\t=1',
  'null',
  'true',
  '@{ref.id}',
  '#N/A',
  '%00',
  "'",
  '"',
  '\\',
  '<b>',
  'x'.repeat(256),
  'x'.repeat(40_000),
  '\u00E9'.repeat(300),
  'ann@example.com',
  'a@b',
  '@',
  'http://example.com',
  'javascript:x',
  '+49 30 1',
  '__proto__',
  'a;b;a'
];
const BOOLEANS = ['true', 'false', '1', '0', 'yes', 'TRUE', 'on', ''];
const OTHERS = [
  'null',
  'true',
  'false',
  '[]',
  '{}',
  '[1]',
  '[[[]]]',
  '{"a":1}',
  '{"attributes":{"type":"Contact"}}',
  '{"attributes":null,"Id":null}',
  '{"Id":"003000000000001AAA"}',
  '{"__proto__":{"a":1}}',
  '{"constructor":1}',
  '{"records":[]}',
  '{"toString":1}',
  '{"toString":null,"valueOf":null}',
  '[{"toString":1}]'
];
const KEYS = [
  'attributes',
  'Id',
  'id',
  'Nothing__c',
  '__proto__',
  'constructor',
  'toString',
  '',
  ' ',
  'Name.x',
  'Account.Name',
  'Owner',
  '\u0000',
  '\uD800',
  'x'.repeat(5000)
];

export class RecordGrammar {
  readonly #random: SeededRandom;
  readonly #ids: readonly string[];

  /** `ids`: of records that exist, for references. */
  constructor(random: SeededRandom, ids: readonly string[]) {
    this.#random = random;
    this.#ids = ids;
  }

  /** The text of a record's body; one in twelve is none. */
  record(object: DescribedObject): string {
    if (this.#chance(0.08)) return this.body();
    return `{${this.#members(object).join(',')}}`;
  }

  /** With the type that collections ask for. */
  typedRecord(object: DescribedObject): string {
    if (this.#chance(0.08)) return this.body();
    const type = this.#chance(0.9) ? `{"type":${JSON.stringify(object.name)}}` : this.#pick(OTHERS);
    const id = this.#chance(0.4) ? [`"Id":${this.#reference()}`] : [];
    return `{${[`"attributes":${type}`, ...id, ...this.#members(object)].join(',')}}`;
  }

  /** JSON that is no record, and text that is no JSON. */
  body(): string {
    return this.#pick([
      () => this.#pick(OTHERS),
      () => this.#pick(NUMBERS),
      () => this.#text(),
      () =>
        this.#pick([
          '',
          ' ',
          '{',
          '{"a"',
          '{"a":1,}',
          "{'a':1}",
          '\u0000',
          '\uFEFF{}',
          '{}{}',
          'NaN',
          'undefined',
          '<a/>',
          'a=b',
          '{"LastName":"\\uD800"}',
          '{"LastName":"\\x"}'
        ]),
      () => deepJson(this.#pick([10, 1000, 20_000]), this.#pick(['lists', 'objects', 'both']))
    ])();
  }

  /** A cell of a CSV file, or a value of a form. */
  plain(field: DescribedField): string {
    const value = this.value(field);
    return value.startsWith('"') ? (JSON.parse(value) as string) : value;
  }

  /** JSON text. */
  value(field: DescribedField): string {
    if (this.#chance(0.15)) return this.#any();
    switch (field.type) {
      case 'boolean':
        return this.#chance(0.6) ? this.#pick(['true', 'false']) : JSON.stringify(this.#pick(BOOLEANS));
      case 'int':
      case 'double':
      case 'currency':
      case 'percent':
        return this.#chance(0.6) ? this.#pick(NUMBERS) : JSON.stringify(this.#pick(NUMBER_TEXTS));
      case 'date':
      case 'datetime':
        return JSON.stringify(this.#pick(DATES) + (this.#chance(0.5) ? this.#pick(TIMES) : ''));
      case 'id':
      case 'reference':
        return this.#reference();
      default: {
        const offered = field.picklistValues.map(({ value }) => value);
        return offered.length > 0 && this.#chance(0.6) ? JSON.stringify(this.#pick(offered)) : this.#text();
      }
    }
  }

  #members(object: DescribedObject): string[] {
    const writable = object.fields.filter(({ createable, updateable }) => createable || updateable);
    const fields = this.#chance(0.9) && writable.length > 0 ? writable : object.fields;
    const members = Array.from({ length: 1 + this.#random.integer(5) }, () => {
      if (this.#chance(0.04)) return `${JSON.stringify(this.#pick(KEYS))}:${this.#any()}`;
      const field = this.#pick(fields);
      if (field.relationshipName !== null && this.#chance(0.25))
        return `${JSON.stringify(field.relationshipName)}:${this.#parent()}`;
      return `${JSON.stringify(field.name)}:${this.value(field)}`;
    });
    const required = object.fields.filter(({ name }) => /^(LastName|Company|Name|Status|EffectiveDate)$/.test(name));
    if (this.#chance(0.6))
      members.unshift(...required.filter(({ createable }) => createable).map((field) => this.#plausible(field)));
    return members;
  }

  #plausible(field: DescribedField): string {
    const value =
      field.type === 'date' ? '2026-01-31' : (field.picklistValues[0]?.value ?? `N ${this.#random.integer(1e6)}`);
    return `${JSON.stringify(field.name)}:${JSON.stringify(value)}`;
  }

  #parent(): string {
    return this.#pick([
      () => 'null',
      () => `{"Id":${this.#reference()}}`,
      () => `{"External_Customer_Id__c":${this.#any()}}`,
      () => `{"Username":${this.#text()}}`,
      () =>
        `{"attributes":{"type":${this.#pick(['"User"', '"Account"', '1', 'null', '"\\u0000"'])}},"Username":"admin@local.org"}`,
      () => `{"Name":"x","Id":null,"Parent":{"Id":null}}`,
      () => this.#any()
    ])();
  }

  #reference(): string {
    if (this.#ids.length > 0 && this.#chance(0.5)) return JSON.stringify(this.#pick(this.#ids));
    return JSON.stringify(this.#pick(IDS));
  }

  #text(): string {
    return JSON.stringify(this.#pick(TEXTS));
  }

  #any(): string {
    return this.#pick([
      () => this.#pick(NUMBERS),
      () => JSON.stringify(this.#pick(NUMBER_TEXTS)),
      () => JSON.stringify(this.#pick(DATES) + this.#pick(TIMES)),
      () => this.#text(),
      () => this.#pick(OTHERS),
      () => deepJson(this.#pick([5, 200]), this.#pick(['lists', 'objects']))
    ])();
  }

  #pick<T>(items: readonly T[]): T {
    return this.#random.pick(items);
  }

  #chance(share: number): boolean {
    return this.#random.next() < share;
  }
}
