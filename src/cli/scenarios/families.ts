/** Companies that bring their people: a family is saved whole, and nobody is left without the company. */
import type { Json } from './org-door.ts';
import { samplePeople } from './people.ts';
import type { Scenario } from './scenario.ts';
import { countsOf, sendPlanned } from './scenario.ts';

const LANE = 'billing_accounts';
const CHILD_LANE = 'billing_account_contacts';
const FIRST_VERSION = Date.UTC(2026, 1, 1);
const COMPANIES = 20;
const PEOPLE_EACH = 3;

export const families: Scenario = {
  name: 'families',
  title: 'companies with their people in one row; a company that is blocked keeps its people waiting',
  run: async (context) => {
    const { admin, checks, seed } = context;
    const people = samplePeople('families', seed, COMPANIES * PEOPLE_EACH);
    const childrenOf = (company: number): readonly Json[] =>
      people.slice(company * PEOPLE_EACH, (company + 1) * PEOPLE_EACH).map(({ firstName, lastName, email }, index) => ({
        externalId: `billing-family-${company}-${index}`,
        sourceVersion: FIRST_VERSION,
        fields: { FirstName: firstName, LastName: lastName, Email: email }
      }));
    const rows = Array.from({ length: COMPANIES }, (_, company) => {
      const blocked = company === 0;
      return {
        externalId: `CUST-family-${company}`,
        sourceVersion: FIRST_VERSION,
        fields: {
          Name: `Family ${company}`,
          Business_Key__c: `FR ${500_000_000 + company}`,
          ...(blocked ? { Rating: 'Hot' } : {})
        },
        children: { [CHILD_LANE]: childrenOf(company) },
        ...(blocked ? { outcome: 'QUEUED', reason: 'PROTECTED_FIELD_CONFLICT' } : { outcome: 'CREATED' })
      };
    });
    const answers = await sendPlanned(context, LANE, 'scenario-families-1', rows);
    const outcomes = answers.flatMap((answer) => (answer.children?.[CHILD_LANE] ?? []).map(({ outcome }) => outcome));
    checks.equal('people by outcome', countsOf(outcomes), {
      CREATED: (COMPANIES - 1) * PEOPLE_EACH,
      QUEUED: PEOPLE_EACH
    });
    const where = `External_Contact_ID__c LIKE 'billing-family-%'`;
    checks.equal(
      'people in the org',
      await admin.count(`SELECT COUNT() FROM Contact WHERE ${where}`),
      outcomes.length - 3
    );
    checks.equal(
      'people without a company',
      await admin.count(`SELECT COUNT() FROM Contact WHERE ${where} AND AccountId = null`),
      0
    );

    const again = rows.slice(1).map((row) => ({ ...row, outcome: 'UNCHANGED' }));
    const second = await sendPlanned(context, LANE, 'scenario-families-2', again);
    checks.equal(
      'people when the same families come again',
      countsOf(second.flatMap((answer) => (answer.children?.[CHILD_LANE] ?? []).map(({ outcome }) => outcome))),
      { UNCHANGED: (COMPANIES - 1) * PEOPLE_EACH }
    );
  }
};
