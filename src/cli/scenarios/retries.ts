/** Records that somebody else holds: the rows wait in the org, which tries them again by itself; the run stays open until then. */
import { openConnection } from '../../database/index.ts';
import type { Json } from './org-door.ts';
import { samplePeople } from './people.ts';
import type { PlannedRow, Scenario } from './scenario.ts';
import { sendPlanned } from './scenario.ts';

const LANE = 'marketing_contacts';
const RUN = 'scenario-retries-2';
const FIRST_VERSION = Date.UTC(2026, 1, 1);
const ROWS = 20;

interface RunView {
  readonly status: string;
  readonly pending: number;
  readonly balanced: boolean;
  readonly received: number;
  readonly counts: Readonly<Record<string, number>>;
}

export const retries: Scenario = {
  name: 'retries',
  title: 'rows that meet a lock wait in the org and are tried again there; the run is open until the last is done',
  run: async (context) => {
    const { org, admin, lane, checks, seed, print } = context;
    const rows = samplePeople('retries', seed, ROWS).map(({ firstName, lastName, email }, index): PlannedRow => ({
      externalId: `MC-retry-${index}`,
      sourceVersion: FIRST_VERSION,
      fields: { FirstName: firstName, LastName: lastName, Email: email },
      outcome: 'CREATED'
    }));
    await sendPlanned(context, LANE, 'scenario-retries-1', rows);

    // Another user saves for a long time: the platform waits ten seconds for the lock, then gives up.
    print('  waiting for a lock that does not come …');
    const other = openConnection(org.databaseUrl);
    other.run('BEGIN');
    other.query(`SELECT id FROM org."contact" WHERE external_contact_id__c = $1::text FOR UPDATE`, ['MC-retry-7']);
    const viewOf = async (): Promise<RunView> =>
      (await lane.call('GET', `/services/apexrest/sync/v1/${LANE}/runs/${RUN}`)) as RunView;
    try {
      const newer = rows.map((row): PlannedRow => ({
        ...row,
        sourceVersion: FIRST_VERSION + 1000,
        fields: { ...row.fields, Title: 'Tried again' },
        outcome: 'RETRY_SCHEDULED'
      }));
      await sendPlanned(context, LANE, RUN, newer);
      const open = await viewOf();
      checks.equal('run while the rows wait', shown(open), { status: 'open', pending: ROWS, balanced: true });
    } finally {
      other.run('ROLLBACK');
      other.close();
    }
    await org.jobsIdle();
    const closed = await viewOf();
    checks.equal('run afterwards', shown(closed), { status: 'closed', pending: 0, balanced: true });
    checks.equal('received', closed.received, ROWS);
    checks.equal('UPDATED by the org itself', closed.counts['UPDATED'], ROWS);
    checks.equal(
      'contacts with the newer version',
      await admin.count(
        `SELECT COUNT() FROM Contact WHERE External_Contact_ID__c LIKE 'MC-retry-%' AND Title = 'Tried again'`
      ),
      ROWS
    );
  }
};

function shown({ status, pending, balanced }: RunView): Json {
  return { status, pending, balanced };
}
