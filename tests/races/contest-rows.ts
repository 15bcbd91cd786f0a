/**
 * Random rows of the lanes of a contest, all about the same few identities. Versions grow over the whole contest, so that the version of a
 * stored record tells the row that wrote it; in one call no two rows are about one identity, because what happens inside a call is not
 * what a race shows.
 */
import type { OutgoingRow, SeededRandom } from '../../src/sync/index.ts';
import type { FamilyRow } from './lane-calls.ts';
import type { LaneRecords } from './lane-violations.ts';
import type { PriceList } from './price-list.ts';
import { REFUSED_NAME } from './race-project.ts';

const IDENTITIES = 60;
const COMPANIES = 25;
const ORDER_NUMBERS = 20;
const PEOPLE_OF_A_COMPANY = 3;
const RIVALS = 0.1;
const REFUSED_FAMILIES = 0.1;
const NO_ENTRY = '01u000000000000AAA';

interface Lane extends LaneRecords {
  readonly lane: string;
}

const phoneOf = (version: number): string => `+1 555 ${version}`;
const noteOf = (version: number): string => `Version ${version}`;

export const PEOPLE: Lane = {
  lane: 'marketing_contacts',
  object: 'Contact',
  externalIdField: 'External_Contact_ID__c',
  uniqueFields: ['Email'],
  contentField: 'Phone',
  contentOf: phoneOf
};
export const BILLED_PEOPLE: Lane = {
  ...PEOPLE,
  lane: 'billing_account_contacts',
  parentIdField: 'Account.External_Customer_Id__c'
};
export const LEADS: Lane = {
  ...PEOPLE,
  lane: 'web_leads',
  object: 'Lead',
  externalIdField: 'External_Lead_ID__c'
};
export const ACCOUNTS: Lane = {
  lane: 'billing_accounts',
  object: 'Account',
  externalIdField: 'External_Customer_Id__c',
  uniqueFields: ['Normalized_Business_Key__c'],
  contentField: 'Phone',
  contentOf: phoneOf
};
export const ORDERS: Lane = {
  lane: 'erp_orders',
  object: 'Order',
  externalIdField: 'External_Order_Id__c',
  uniqueFields: [],
  contentField: 'Description',
  contentOf: noteOf
};
export const ORDER_ITEMS: Lane = {
  lane: 'erp_order_items',
  object: 'OrderItem',
  externalIdField: 'External_Order_Item_Id__c',
  uniqueFields: [],
  contentField: 'Description',
  contentOf: noteOf,
  parentIdField: 'Order.External_Order_Id__c'
};

export class ContestRows {
  readonly #random: SeededRandom;
  readonly #name: string;
  readonly #prices: PriceList | null;
  #version = 0;

  /** @param name sets the records of one contest apart from those of another in the same org */
  constructor(random: SeededRandom, name: string, prices: PriceList | null = null) {
    this.#random = random;
    this.#name = name;
    this.#prices = prices;
  }

  people(count: number): readonly OutgoingRow[] {
    return this.#distinct(count, IDENTITIES, (person) =>
      this.#row(`${this.#name}-${person}`, (version) => this.#personFields(person, version))
    );
  }

  leads(count: number): readonly OutgoingRow[] {
    return this.#distinct(count, IDENTITIES, (person) =>
      this.#row(`${this.#name}-${person}`, (version) => ({
        ...this.#personFields(person, version),
        Company: `Company ${person}`
      }))
    );
  }

  /** Companies with some of their people. Now and then one person of the family is refused by the org, or belongs to another family since. */
  companies(count: number): readonly FamilyRow[] {
    return this.#distinct(count, COMPANIES, (company) => {
      const people = this.#random
        .shuffle(Array.from({ length: PEOPLE_OF_A_COMPANY }, (_, index) => index))
        .slice(this.#random.integer(PEOPLE_OF_A_COMPANY))
        .map((index) => company * 2 + index);
      const children: OutgoingRow[] = people.map((person) =>
        this.#row(`billing-${this.#name}-${person}`, (version) => this.#personFields(person, version), false)
      );
      if (this.#random.next() < REFUSED_FAMILIES) children.push(this.#refusedPerson());
      const row = this.#row(`${this.#name}-${company}`, (version) => ({
        Name: noteOf(version),
        Business_Key__c: `${this.#name} ${company}`,
        Phone: phoneOf(version)
      }));
      return { ...row, children: { [BILLED_PEOPLE.lane]: children } };
    });
  }

  orders(count: number): readonly FamilyRow[] {
    const prices = this.#prices;
    if (!prices) throw new Error('Orders need a price list.');
    return this.#distinct(count, ORDER_NUMBERS, (order) => {
      const refused = this.#random.next() < REFUSED_FAMILIES;
      const items = prices.entryIds.slice(this.#random.integer(prices.entryIds.length));
      const children = items.map((entry, index) =>
        this.#item(`${this.#name}-${order}-${prices.entryIds.indexOf(entry)}`, refused && index === 0 ? null : entry)
      );
      const row = this.#row(
        `${this.#name}-${order}`,
        (version) => ({
          AccountId: prices.buyerId,
          Pricebook2Id: prices.priceBookId,
          EffectiveDate: '2026-01-01',
          Status: 'Draft',
          Description: noteOf(version)
        }),
        false
      );
      return { ...row, children: { [ORDER_ITEMS.lane]: children } };
    });
  }

  #item(externalId: string, entry: string | null): OutgoingRow {
    const id = entry === null ? `${externalId}-refused-${this.#version}` : externalId;
    return this.#row(
      id,
      (version) => ({
        PricebookEntryId: entry ?? NO_ENTRY,
        Quantity: '2',
        UnitPrice: '90',
        Description: noteOf(version)
      }),
      false
    );
  }

  /** Always a new person, whom nobody else claims: only the org's own trigger stands against it. */
  #refusedPerson(): OutgoingRow {
    const person = `refused-${this.#version}`;
    return this.#row(
      `billing-${this.#name}-${person}`,
      () => ({ LastName: REFUSED_NAME, Email: `${this.#name}.${person}@example.com` }),
      false
    );
  }

  #personFields(person: number, version: number): Record<string, string> {
    return { LastName: noteOf(version), Email: `${this.#name}.${person}@example.com`, Phone: phoneOf(version) };
  }

  #row(externalId: string, fieldsOf: (version: number) => Record<string, string>, mayBeRival = true): OutgoingRow {
    this.#version++;
    const version = this.#version;
    const rival = mayBeRival && this.#random.next() < RIVALS;
    return {
      externalId: rival ? `${externalId}-rival` : externalId,
      sourceVersion: version,
      sourceRow: version,
      attempt: 1,
      fields: fieldsOf(version)
    };
  }

  #distinct<Row>(count: number, of: number, make: (identity: number) => Row): readonly Row[] {
    const identities = this.#random.shuffle(Array.from({ length: of }, (_, index) => index)).slice(0, count);
    return identities.map(make);
  }
}
