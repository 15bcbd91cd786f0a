/** Customers of a billing system: the tax number is their second identity, whatever its punctuation. */
import type { Json } from './org-door.ts';
import { samplePeople } from './people.ts';
import type { PlannedRow, Scenario } from './scenario.ts';
import { sendPlanned } from './scenario.ts';

const LANE = 'billing_accounts';
const FIRST_VERSION = Date.UTC(2026, 1, 1);
const HOUR = 3_600_000;

const taxNumber = (index: number): string => `DE ${811_000_000 + index}`;
/** The same number as another clerk writes it. */
const otherSpelling = (index: number): string => `de-${811_000_000 + index}`;

export const accounts: Scenario = {
  name: 'accounts',
  title: 'companies by customer id and tax number; protected fields are blocked',
  run: async (context) => {
    const { admin, checks, seed } = context;
    const companies = samplePeople('accounts', seed, 120).map(({ company }, index) => `${company} ${index}`);
    const fieldsOf = (index: number): Json => ({
      Name: companies[index],
      Business_Key__c: taxNumber(index),
      BillingCity: 'Hamburg'
    });
    const row = (
      index: number,
      planned: Pick<PlannedRow, 'outcome' | 'reason'>,
      more: Partial<PlannedRow> = {}
    ): PlannedRow => ({
      externalId: `CUST-${4000 + index}`,
      sourceVersion: FIRST_VERSION,
      fields: fieldsOf(index),
      ...planned,
      ...more
    });
    await admin.create(
      'Account',
      [0, 1, 2].map((index) => ({ Name: companies[index], Business_Key__c: otherSpelling(index) }))
    );

    await sendPlanned(context, LANE, 'scenario-accounts-1', [
      ...companies.slice(0, 100).map((_, index) => row(index, { outcome: index < 3 ? 'LINKED' : 'CREATED' })),
      row(
        100,
        { outcome: 'QUEUED', reason: 'PROTECTED_FIELD_CONFLICT' },
        { fields: { ...fieldsOf(100), Rating: 'Hot' } }
      )
    ]);
    const later = FIRST_VERSION + HOUR;
    await sendPlanned(context, LANE, 'scenario-accounts-2', [
      row(10, { outcome: 'UPDATED' }, { sourceVersion: later, fields: { ...fieldsOf(10), BillingCity: 'Bremen' } }),
      row(11, { outcome: 'UNCHANGED' }),
      row(
        12,
        { outcome: 'QUEUED', reason: 'EMAIL_HELD_BY_OTHER_EXTERNAL_ID' },
        {
          externalId: 'CUST-9012',
          fields: { ...fieldsOf(12), Business_Key__c: otherSpelling(12) }
        }
      ),
      row(
        13,
        { outcome: 'QUEUED', reason: 'EXTERNAL_ID_HELD_WITH_OTHER_EMAIL' },
        {
          sourceVersion: later,
          fields: { ...fieldsOf(13), Business_Key__c: taxNumber(900) }
        }
      )
    ]);
    checks.equal(
      'accounts of the lane',
      await admin.count(`SELECT COUNT() FROM Account WHERE External_Customer_Id__c LIKE 'CUST-%'`),
      100
    );
    checks.equal(
      'accounts with the tax number of CUST-4012',
      await admin.count(`SELECT COUNT() FROM Account WHERE Normalized_Business_Key__c = 'DE811000012'`),
      1
    );
  }
};
