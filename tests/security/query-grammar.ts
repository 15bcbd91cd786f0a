/**
 * SOQL statements at random, most of them valid: every clause of the language (SOQL and SOSL Reference, "SOQL SELECT Syntax"), every
 * operator with every type of field, every kind of value.
 */
import type { SeededRandom } from '../../src/sync/sample-feed/random.ts';
import type { DescribedField, DescribedObject } from './org-schema.ts';
import { SoqlValues } from './query-values.ts';

const OPERATORS = ['=', '!=', '<>', '<', '<=', '>', '>=', 'LIKE', 'IN', 'NOT IN', 'INCLUDES', 'EXCLUDES'];
const LIST_OPERATORS: ReadonlySet<string> = new Set(['IN', 'NOT IN', 'INCLUDES', 'EXCLUDES']);
const AGGREGATES = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'];
const FUNCTIONS = [
  'toLabel',
  'FORMAT',
  'convertCurrency',
  'CALENDAR_YEAR',
  'CALENDAR_MONTH',
  'DAY_ONLY',
  'HOUR_IN_DAY',
  'WEEK_IN_YEAR',
  'FISCAL_QUARTER',
  'convertTimezone',
  'GROUPING',
  'DISTANCE'
];
const COUNTS = [
  '0',
  '1',
  '2',
  '200',
  '201',
  '2000',
  '2001',
  '2147483647',
  '2147483648',
  '9'.repeat(40),
  '-1',
  '1.5',
  "'1'",
  'null',
  ':x',
  ''
];
const NAMES = [
  'Nothing__c',
  'constructor',
  '__proto__',
  'toString',
  'Id.Id',
  'attributes',
  'Account.Nothing',
  'a.b.c.d.e.f.g.h',
  'Select',
  'count'
];

interface Part {
  readonly object: DescribedObject;
  /** Names that may stand before a field. */
  readonly alias: string;
}

export class QueryGrammar {
  readonly #random: SeededRandom;
  readonly #objects: readonly DescribedObject[];
  readonly #byName: ReadonlyMap<string, DescribedObject>;
  readonly #values: SoqlValues;
  /** Half of the statements keep to what their parts are for, so that enough of them get as far as the database. */
  #tame = false;

  constructor(random: SeededRandom, objects: readonly DescribedObject[]) {
    this.#random = random;
    this.#objects = objects;
    this.#byName = new Map(objects.map((object) => [object.name, object]));
    this.#values = new SoqlValues(random);
  }

  /** A statement; one in ten has a part cut out, doubled or changed for another character. */
  statement(): string {
    this.#tame = this.#chance(0.5);
    const text = this.#query(this.#random.pick(this.#objects));
    if (!this.#odd(0.1)) return text;
    const at = this.#random.integer(text.length);
    const size = 1 + this.#random.integer(6);
    const pasted = this.#random.pick([
      '',
      text.slice(at, at + size).repeat(2),
      "'",
      '(',
      ')',
      '\\',
      '\u0000',
      ' ',
      ',',
      '.',
      ':',
      '\uD800'
    ]);
    return text.slice(0, at) + pasted + text.slice(at + size);
  }

  #query(object: DescribedObject): string {
    const part = { object, alias: this.#chance(0.2) ? this.#random.pick(['a', 'x1', object.name, 't0']) : '' };
    const grouped = this.#chance(0.25);
    const groups = grouped && this.#chance(0.7) ? this.#some(2, () => this.#path(part)) : [];
    const select = grouped ? this.#aggregatedList(part, groups) : this.#fieldList(part);
    return [
      `SELECT ${select.join(', ')} FROM ${object.name}${part.alias && part.alias !== object.name ? ` ${part.alias}` : ''}`,
      this.#maybeOdd(0.05, () => `USING SCOPE ${this.#random.pick(['mine', 'everything', 'team', 'delegated'])}`),
      this.#maybe(0.8, () => `WHERE ${this.#condition(part, 3)}`),
      this.#maybeOdd(0.1, () => `WITH ${this.#with()}`),
      groups.length > 0 ? `GROUP BY ${this.#grouping(groups)}` : '',
      grouped ? this.#maybe(0.4, () => `HAVING ${this.#having(part)}`) : '',
      this.#maybe(0.3, () => `ORDER BY ${this.#ordering(part, groups, grouped)}`),
      this.#maybe(0.4, () => `LIMIT ${this.#count()}`),
      this.#maybe(0.2, () => `OFFSET ${this.#count()}`),
      this.#maybeOdd(0.08, () =>
        this.#random.pick(['FOR UPDATE', 'FOR VIEW', 'FOR REFERENCE', 'ALL ROWS', 'UPDATE TRACKING', 'UPDATE VIEWSTAT'])
      )
    ]
      .filter((clause) => clause !== '')
      .join(' ');
  }

  #fieldList(part: Part): string[] {
    const items = this.#some(3, () => {
      const choice = this.#random.next() * (this.#tame ? 0.85 : 1);
      if (choice < 0.75) return this.#path(part);
      if (choice < 0.85) return this.#subquery(part.object);
      if (choice < 0.9) return `FIELDS(${this.#random.pick(['ALL', 'STANDARD', 'CUSTOM', 'all', 'ME'])})`;
      if (choice < 0.95) return this.#function(part);
      return `TYPEOF ${this.#relationship(part.object)} WHEN Account THEN Name WHEN User THEN Id, Email ELSE Name END`;
    });
    return this.#chance(0.05) ? ['count()'] : items;
  }

  #aggregatedList(part: Part, groups: readonly string[]): string[] {
    const alias = (): string =>
      this.#tame ? '' : this.#random.pick(['', '', ' total', ' expr0', ' Id', ' constructor', ' __proto__']);
    return [
      ...groups.filter(() => this.#chance(0.8)),
      ...this.#some(3, () => `${this.#aggregate(part)}${alias()}`),
      ...(this.#odd(0.05) ? [this.#path(part)] : [])
    ];
  }

  #aggregate(part: Part): string {
    const name = this.#random.pick(AGGREGATES);
    return `${this.#chance(0.2) ? name.toLowerCase() : name}(${this.#odd(0.05) ? '' : this.#path(part)})`;
  }

  #function(part: Part): string {
    return `${this.#random.pick(FUNCTIONS)}(${this.#path(part)})${this.#random.pick(['', ' shown'])}`;
  }

  #subquery(object: DescribedObject): string {
    const child = object.childRelationships.length > 0 ? this.#random.pick(object.childRelationships) : undefined;
    const described = this.#byName.get(child?.childSObject ?? '') ?? object;
    const part = { object: described, alias: '' };
    return `(SELECT ${this.#some(2, () => (this.#chance(0.1) ? this.#subquery(described) : this.#path(part))).join(', ')} FROM ${child?.relationshipName ?? 'Children__r'}${[
      this.#maybe(0.4, () => ` WHERE ${this.#condition(part, 1)}`),
      this.#maybe(0.3, () => ` ORDER BY ${this.#ordering(part, [], false)}`),
      this.#maybe(0.3, () => ` LIMIT ${this.#count()}`),
      this.#maybe(0.1, () => ` OFFSET ${this.#count()}`)
    ].join('')})`;
  }

  #condition(part: Part, depth: number): string {
    const choice = this.#random.next();
    if (depth === 0 || choice < 0.6) return this.#comparison(part);
    if (choice < 0.7) return `NOT (${this.#condition(part, depth - 1)})`;
    if (choice < 0.78) return this.#semiJoin(part);
    const word = this.#random.pick([' AND ', ' OR ']);
    return `(${this.#some(3, () => this.#condition(part, depth - 1)).join(word)})`;
  }

  #comparison(part: Part): string {
    const path = this.#path(part);
    const field = this.#fieldAt(
      part.object,
      path.split('.').slice(part.alias && path.startsWith(`${part.alias}.`) ? 1 : 0)
    );
    const left = this.#odd(0.05) ? this.#function(part) : path;
    return `${left} ${this.#operation(field)}`;
  }

  #operation(field: DescribedField | undefined): string {
    const operator = this.#random.pick(this.#tame ? tameOperators(field) : OPERATORS);
    const value = (): string => this.#values.forField(field, this.#tame ? 0 : 0.3);
    if (!LIST_OPERATORS.has(operator) && !this.#odd(0.05)) return `${operator} ${value()}`;
    return `${operator} (${this.#some(4, value).join(', ')})`;
  }

  #semiJoin(part: Part): string {
    const inner = { object: this.#random.pick(this.#objects), alias: '' };
    const where = this.#maybe(0.6, () => ` WHERE ${this.#condition(inner, 1)}`);
    const limit = this.#maybe(0.1, () => ` LIMIT ${this.#count()}`);
    return `${this.#idOf(part)} ${this.#random.pick(['IN', 'NOT IN'])} (SELECT ${this.#idOf(inner)} FROM ${inner.object.name}${where}${limit})`;
  }

  #idOf(part: Part): string {
    if (!this.#tame) return this.#path(part);
    return this.#random.pick(part.object.fields.filter(({ type }) => type === 'id' || type === 'reference')).name;
  }

  #having(part: Part): string {
    const one = (): string => {
      const left = this.#odd(0.2) ? this.#path(part) : this.#aggregate(part);
      return `${left} ${this.#operation(undefined)}`;
    };
    return this.#chance(0.2) ? `${one()} ${this.#random.pick(['AND', 'OR'])} ${one()}` : one();
  }

  #grouping(groups: readonly string[]): string {
    const list = groups.join(', ');
    return this.#odd(0.1) ? this.#random.pick([`ROLLUP(${list})`, `CUBE(${list})`, `CALENDAR_YEAR(${list})`]) : list;
  }

  #ordering(part: Part, groups: readonly string[], grouped: boolean): string {
    return this.#some(3, () => {
      const field =
        !grouped || this.#odd(0.1)
          ? this.#path(part)
          : this.#chance(0.5) && groups.length > 0
            ? this.#random.pick(groups)
            : this.#aggregate(part);
      return `${field}${this.#random.pick(['', ' ASC', ' DESC'])}${this.#random.pick(['', ' NULLS FIRST', ' NULLS LAST'])}`;
    }).join(', ');
  }

  #with(): string {
    return this.#random.pick([
      'USER_MODE',
      'SYSTEM_MODE',
      'SECURITY_ENFORCED',
      'DATA CATEGORY Geography__c AT usa__c',
      'Network = 1'
    ]);
  }

  #count(): string {
    return !this.#odd(0.5) ? String(this.#random.integer(20)) : this.#random.pick(COUNTS);
  }

  /** A field of the object, or of one of its parents. */
  #path(part: Part): string {
    if (this.#odd(0.02)) return this.#random.pick(NAMES);
    const names: string[] = part.alias !== '' && this.#chance(0.5) ? [part.alias] : [];
    let object = part.object;
    while (this.#chance(0.15) && names.length < 7) {
      const lookups = object.fields.filter((field) => field.relationshipName !== null);
      if (lookups.length === 0) break;
      const lookup = this.#random.pick(lookups);
      names.push(lookup.relationshipName ?? '');
      object = this.#byName.get(this.#random.pick(lookup.referenceTo)) ?? object;
    }
    return [...names, this.#random.pick(object.fields).name].join('.');
  }

  #relationship(object: DescribedObject): string {
    const lookups = object.fields.filter((field) => field.relationshipName !== null);
    return lookups.length > 0 ? (this.#random.pick(lookups).relationshipName ?? '') : 'Owner';
  }

  #fieldAt(object: DescribedObject, path: readonly string[]): DescribedField | undefined {
    const [first = '', ...rest] = path;
    if (rest.length === 0) return object.fields.find(({ name }) => name === first);
    const lookup = object.fields.find(({ relationshipName }) => relationshipName === first);
    const targets = (lookup?.referenceTo ?? []).flatMap((name) => this.#byName.get(name) ?? []);
    for (const target of targets) {
      const found = this.#fieldAt(target, rest);
      if (found) return found;
    }
    return undefined;
  }

  #some(most: number, make: () => string): string[] {
    return Array.from({ length: 1 + this.#random.integer(most) }, make);
  }

  #maybe(share: number, make: () => string): string {
    return this.#chance(share) ? make() : '';
  }

  #maybeOdd(share: number, make: () => string): string {
    return this.#odd(share) ? make() : '';
  }

  /** True for a share of the statements that are not tame. */
  #odd(share: number): boolean {
    return !this.#tame && this.#chance(share);
  }

  #chance(share: number): boolean {
    return this.#random.next() < share;
  }
}

function tameOperators(field: DescribedField | undefined): readonly string[] {
  switch (field?.type) {
    case undefined:
    case 'boolean':
      return ['=', '!=', '<>'];
    case 'multipicklist':
      return ['=', '!=', 'INCLUDES', 'EXCLUDES'];
    case 'string':
    case 'textarea':
    case 'email':
    case 'phone':
    case 'url':
    case 'picklist':
      return ['=', '!=', '<', '>=', 'LIKE', 'IN', 'NOT IN'];
    default:
      return ['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN'];
  }
}
