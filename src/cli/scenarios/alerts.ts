/** A source that goes wrong: its owner hears of it once in a window, however many rows and calls it takes. */
import { samplePeople } from './people.ts';
import type { PlannedRow, Scenario } from './scenario.ts';
import { sendPlanned } from './scenario.ts';

const LANE = 'marketing_contacts';
const CONDITION = 'duplicate_conflict_detected';
const FIRST_VERSION = Date.UTC(2026, 1, 1);
const PEOPLE = 40;
const CALLS = 3;

export const alerts: Scenario = {
  name: 'alerts',
  title: 'many conflicts in many calls, one notification for the owner of the lane',
  run: async (context) => {
    const { org, admin, checks, seed } = context;
    const [queue] = await admin.query(
      `SELECT Id FROM Group WHERE DeveloperName = 'Sync_Operations' AND Type = 'Queue'`
    );
    const [user] = await admin.query(`SELECT Id FROM User WHERE Username = 'admin@local.org'`);
    await admin.create('GroupMember', [{ GroupId: queue?.['Id'], UserOrGroupId: user?.['Id'] }]);
    const logsOf = () =>
      admin.query(
        `SELECT Window_Key__c, Count__c, Notified__c FROM Sync_Alert_Log__c WHERE Lane__c = '${LANE}' AND Condition__c = '${CONDITION}'`
      );
    const countIn = (logs: Awaited<ReturnType<typeof logsOf>>): number =>
      logs.reduce((sum, log) => sum + Number(log['Count__c']), 0);
    await org.jobsIdle();
    const before = countIn(await logsOf());
    const heardBefore = heard(org.notifications());

    const people = samplePeople('alerts', seed, PEOPLE);
    const rowOf = (index: number, externalId: string, outcome: Pick<PlannedRow, 'outcome' | 'reason'>): PlannedRow => {
      const { firstName, lastName, email } = people[index] ?? people[0]!;
      return {
        externalId,
        sourceVersion: FIRST_VERSION,
        fields: { FirstName: firstName, LastName: lastName, Email: email },
        ...outcome
      };
    };
    await sendPlanned(
      context,
      LANE,
      'scenario-alerts-0',
      people.map((_, index) => rowOf(index, `MC-alert-${index}`, { outcome: 'CREATED' }))
    );
    for (let call = 1; call <= CALLS; call++) {
      const conflict = { outcome: 'QUEUED', reason: 'EMAIL_HELD_BY_OTHER_EXTERNAL_ID' };
      const rows = people.map((_, index) => rowOf(index, `MC-other-${call}-${index}`, conflict));
      await sendPlanned(context, LANE, `scenario-alerts-${call}`, rows);
    }
    await org.jobsIdle();
    const logs = await logsOf();
    checks.equal('conflicts counted', countIn(logs) - before, PEOPLE * CALLS);
    // One window, or two when the hour changed meanwhile.
    const loud = logs.filter((log) => log['Notified__c'] !== null).length;
    checks.equal('windows over the threshold of 50', loud, logs.filter((log) => Number(log['Count__c']) >= 50).length);
    checks.equal('notifications per such window', heard(org.notifications()) - heardBefore <= loud, true);
    checks.equal('somebody was told', loud >= 1, true);
  }
};

function heard(notifications: readonly { readonly title: string }[]): number {
  return notifications.length;
}
