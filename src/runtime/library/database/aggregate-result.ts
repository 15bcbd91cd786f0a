/** AggregateResult: one row of a query with GROUP BY or aggregate functions. Source: Apex Developer Guide, "Working with SOQL Aggregate Functions". */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import type { FieldValue } from '../../../database/index.ts';
import { raise } from '../../values/index.ts';

export class AggregateResult {
  readonly #values = new Map<string, FieldValue>();

  constructor(row: ReadonlyMap<string, FieldValue>) {
    for (const [alias, value] of row) this.#values.set(alias.toLowerCase(), value);
  }

  get(alias: string): FieldValue {
    const value = this.#values.get(alias.toLowerCase());
    if (value === undefined) raise('SObjectException', `Invalid field ${alias} for AggregateResult`);
    return value;
  }

  toString(): string {
    return `AggregateResult:{${[...this.#values].map(([alias, value]) => `${alias}=${String(value)}`).join(', ')}}`;
  }
}

export const aggregateResultClass: PlatformClass = {
  name: 'Schema.AggregateResult',
  kind: 'class',
  members: {
    'Object get(String alias)': (self: AggregateResult, alias: string) => self.get(alias)
  },
  isInstance: (value) => value instanceof AggregateResult
};
