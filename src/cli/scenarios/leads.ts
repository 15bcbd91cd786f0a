/** Leads of a web form: some are contacts already, some come under a new id, each belongs to the queue of its country. */
import type { Json } from './org-door.ts';
import { samplePeople } from './people.ts';
import type { PlannedRow, Scenario } from './scenario.ts';
import { countsOf, sendPlanned } from './scenario.ts';

const LANE = 'web_leads';
const FIRST_VERSION = Date.UTC(2026, 1, 1);
const HOUR = 3_600_000;

/** Countries of the form, and the queue that the contract of the lane routes each to. */
const COUNTRIES = [
  { country: 'US', owner: 'Web_Leads_Americas' },
  { country: 'Germany', owner: 'Web_Leads_Europe' },
  { country: 'Japan', owner: 'Web_Lead_Fallback' },
  { country: 'Canada', owner: 'Web_Leads_Americas' },
  { country: 'France', owner: 'Web_Leads_Europe' }
] as const;

export const leads: Scenario = {
  name: 'leads',
  title: 'leads that are new, known, typed by a person, or contacts already; owners by country',
  run: async (context) => {
    const { admin, checks, seed } = context;
    const people = samplePeople('leads', seed, 200);
    const countryOf = (index: number) => COUNTRIES[index % COUNTRIES.length] ?? COUNTRIES[0];
    const fieldsOf = (index: number): Json => {
      const { firstName, lastName, email, company } = people[index] ?? people[0]!;
      return {
        FirstName: firstName,
        LastName: lastName,
        Company: company,
        Email: email,
        Country: countryOf(index).country
      };
    };
    const row = (
      index: number,
      planned: Pick<PlannedRow, 'outcome' | 'reason'>,
      more: Partial<PlannedRow> = {}
    ): PlannedRow => ({
      externalId: `web-${1000 + index}`,
      sourceVersion: FIRST_VERSION,
      fields: fieldsOf(index),
      ...planned,
      ...more
    });

    const contacts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(fieldsOf);
    await admin.create(
      'Contact',
      contacts.map(({ FirstName, LastName, Email }) => ({ FirstName, LastName, Email }))
    );
    const typed = [10, 11, 12, 13, 14].map(fieldsOf);
    await admin.create(
      'Lead',
      typed.map(({ FirstName, LastName, Email, Company }) => ({ FirstName, LastName, Email, Company }))
    );

    const first = people.map((_, index) => {
      if (index < 10) return row(index, { outcome: 'QUEUED', reason: 'CROSS_OBJECT_MATCH' });
      return row(index, { outcome: index < 15 ? 'LINKED' : 'CREATED' });
    });
    await sendPlanned(context, LANE, 'scenario-leads-1', first);

    const later = FIRST_VERSION + HOUR;
    await sendPlanned(context, LANE, 'scenario-leads-2', [
      ...[20, 21, 22].map((index) => row(index, { outcome: 'UNCHANGED' })),
      ...[30, 31].map((index) =>
        row(index, { outcome: 'UPDATED' }, { sourceVersion: later, fields: { ...fieldsOf(index), Title: 'Buyer' } })
      ),
      ...[40, 41].map((index) => row(index, { outcome: 'STALE' }, { sourceVersion: FIRST_VERSION - HOUR })),
      row(
        50,
        { outcome: 'QUEUED', reason: 'EXTERNAL_ID_HELD_WITH_OTHER_EMAIL' },
        {
          sourceVersion: later,
          fields: { ...fieldsOf(50), Email: 'somebody.else@leads.example.com' }
        }
      ),
      row(60, { outcome: 'QUEUED', reason: 'EMAIL_HELD_BY_OTHER_EXTERNAL_ID' }, { externalId: 'web-2060' })
    ]);

    checks.equal(
      'leads in the org',
      await admin.count(`SELECT COUNT() FROM Lead WHERE Email LIKE '%@leads.example.com'`),
      190
    );
    const owners = await admin.query(
      `SELECT Owner.Name owner, COUNT(Id) total FROM Lead WHERE Sync_Lane__c = '${LANE}' AND External_Lead_ID__c >= 'web-1015' GROUP BY Owner.Name`
    );
    const names = await admin.query(`SELECT Name, DeveloperName FROM Group WHERE Type = 'Queue'`);
    const developerNames = new Map(names.map(({ Name, DeveloperName }) => [Name, String(DeveloperName)]));
    checks.equal(
      'new leads by owner',
      Object.fromEntries(
        owners.map(({ owner, total }) => [developerNames.get(owner) ?? String(owner), total] as const).sort()
      ),
      countsOf(people.map((_, index) => countryOf(index).owner).slice(15))
    );
  }
};
