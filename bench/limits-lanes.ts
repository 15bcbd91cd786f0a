/** The lanes that are measured, the rows that go through them, and what they may cost. The reasons for more than 3 and 4 are in `docs/integrator-guide.md`. */

export type Fields = Readonly<Record<string, string | number | boolean>>;

/** Most queries and DML statements of one call, whatever its rows and conflicts. */
export interface Budget {
  readonly queries: number;
  readonly dmlStatements: number;
}

export interface MeasuredLane {
  readonly lane: string;
  readonly object: string;
  readonly externalIdField: string;
  readonly budget: Budget;
  /** The fields of the person, company or order with this number: the same number is the same second identity key. */
  readonly fields: (number: number) => Fields;
  /** Whether there is a second identity key. Without one a conflict is a row without an external id, and a change meets its own record. */
  readonly hasMatchKey: boolean;
  /** For children that come alone: external id of the parent that each row names, and the lookup of records that are there. */
  readonly parent?: { readonly externalId: string; readonly lookup: Fields };
  /** A child lane, whose rows come inside these, one in each: half of the rows of a call are children then, and a call of one row brings one child too. */
  readonly child?: MeasuredLane;
}

/** What rows refer to; it is made once in the org. */
export interface World {
  readonly accountId: string;
  readonly accountExternalId: string;
  readonly orderId: string;
  readonly orderExternalId: string;
  readonly pricebookId: string;
  readonly pricebookEntryId: string;
}

const ONE_LANE: Budget = { queries: 3, dmlStatements: 4 };
/** Conflicts alert the owners of these lanes: the publish is a statement. */
const ALERTED: Budget = { queries: 3, dmlStatements: 5 };
const ALERTED_WITH_OTHER_OBJECT: Budget = { queries: 4, dmlStatements: 5 };
/** Children alone look for their parents. */
const CHILDREN: Budget = { queries: 4, dmlStatements: 4 };
const ALERTED_CHILDREN: Budget = { queries: 4, dmlStatements: 5 };
const FAMILY: Budget = { queries: 6, dmlStatements: 6 };
const ALERTED_FAMILY: Budget = { queries: 6, dmlStatements: 7 };

const CONTACTS: MeasuredLane = {
  lane: 'marketing_contacts',
  object: 'Contact',
  externalIdField: 'External_Contact_ID__c',
  budget: ALERTED,
  hasMatchKey: true,
  fields: (number) => ({ LastName: `Person ${number}`, Email: `contact.${number}@example.com` })
};
const LEADS: MeasuredLane = {
  lane: 'web_leads',
  object: 'Lead',
  externalIdField: 'External_Lead_ID__c',
  budget: ALERTED_WITH_OTHER_OBJECT,
  hasMatchKey: true,
  fields: (number) => ({
    LastName: `Lead ${number}`,
    Company: `Company ${number}`,
    Email: `lead.${number}@example.net`,
    Country: number % 2 === 0 ? 'US' : 'Japan'
  })
};
const ACCOUNTS: MeasuredLane = {
  lane: 'billing_accounts',
  object: 'Account',
  externalIdField: 'External_Customer_Id__c',
  budget: ALERTED,
  hasMatchKey: true,
  fields: (number) => ({ Name: `Account ${number}`, Business_Key__c: `DE${100_000_000 + number}` })
};

function orders(world: World): MeasuredLane {
  return {
    lane: 'erp_orders',
    object: 'Order',
    externalIdField: 'External_Order_Id__c',
    budget: ONE_LANE,
    hasMatchKey: false,
    fields: (number) => ({
      Description: `Order ${number}`,
      AccountId: world.accountId,
      Pricebook2Id: world.pricebookId,
      EffectiveDate: '2026-03-01',
      Status: 'Draft'
    })
  };
}

function orderItems(world: World): MeasuredLane {
  return {
    lane: 'erp_order_items',
    object: 'OrderItem',
    externalIdField: 'External_Order_Item_Id__c',
    budget: CHILDREN,
    hasMatchKey: false,
    fields: (number) => ({ PricebookEntryId: world.pricebookEntryId, Quantity: number, UnitPrice: 2 })
  };
}

export function measuredLanes(world: World): readonly MeasuredLane[] {
  return [
    CONTACTS,
    LEADS,
    ACCOUNTS,
    orders(world),
    {
      ...CONTACTS,
      lane: 'billing_account_contacts',
      budget: ALERTED_CHILDREN,
      parent: { externalId: world.accountExternalId, lookup: { AccountId: world.accountId } }
    },
    {
      ...orderItems(world),
      parent: { externalId: world.orderExternalId, lookup: { OrderId: world.orderId } }
    },
    { ...ACCOUNTS, budget: ALERTED_FAMILY, child: { ...CONTACTS, lane: 'billing_account_contacts' } },
    { ...orders(world), budget: FAMILY, child: orderItems(world) }
  ];
}
