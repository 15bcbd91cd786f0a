/** Three records of one person become one, the source goes on with an old id, and the merge is undone without losing what came later. */
import { ConsoleDoor } from './console-door.ts';
import type { Json } from './org-door.ts';
import { samplePeople } from './people.ts';
import type { PlannedRow, Scenario } from './scenario.ts';
import { sendPlanned } from './scenario.ts';

const LANE = 'marketing_contacts';
const CONTROLLER = 'StewardMergeController';
const FIRST_VERSION = Date.UTC(2026, 1, 1);

interface Outcome {
  readonly success: boolean;
  readonly message: string;
  readonly mergeId?: string;
}

interface MergeView {
  readonly members: readonly { readonly id: string; readonly version: string }[];
}

interface UndoView {
  readonly mergeVersion: string;
  readonly holderVersion: string;
}

export const merges: Scenario = {
  name: 'merges',
  title: 'a merge of three, the next row under a merged id, an edit, and the undo that keeps both',
  run: async (context) => {
    const { org, admin, checks, seed } = context;
    const console = await ConsoleDoor.open(org.consoleUrl);
    const rows = samplePeople('merges', seed, 3).map(({ firstName, lastName, email }, index): PlannedRow => ({
      externalId: `MC-merge-${index}`,
      sourceVersion: FIRST_VERSION,
      fields: { FirstName: firstName, LastName: lastName, Email: email },
      outcome: 'CREATED'
    }));
    const made = await sendPlanned(context, LANE, 'scenario-merges-1', rows);
    const [survivor = '', loser = '', other = ''] = made.map(({ recordId }) => recordId ?? '');
    await admin.create(
      'Task',
      [0, 1].map((index) => ({ Subject: `Call ${index}`, WhoId: loser }))
    );
    const tasksOf = (id: string): Promise<number> => admin.count(`SELECT COUNT() FROM Task WHERE WhoId = '${id}'`);
    const contactOf = async (id: string): Promise<Json | undefined> => {
      const fields = 'Id, LastName, Phone, Title, External_Contact_ID__c';
      return (await admin.query(`SELECT ${fields} FROM Contact WHERE Id = '${id}'`))[0];
    };

    const ids = [survivor, loser, other];
    const group = { survivorId: survivor, members: ids.map((id) => ({ id })), reason: 'One person, three records.' };
    const preview = (await console.call(CONTROLLER, 'previewMerge', { input: group })) as MergeView;
    const seen = preview.members.map(({ id, version }) => ({ id, version }));
    const merged = (await console.call(CONTROLLER, 'mergeRecords', { input: { ...group, members: seen } })) as Outcome;
    checks.equal('merged', merged.success ? 'yes' : merged.message, 'yes');
    const left = `SELECT COUNT() FROM Contact WHERE Id IN ('${ids.join("', '")}')`;
    checks.equal('contacts after the merge', await admin.count(left), 1);
    checks.equal('calls of the survivor', await tasksOf(survivor), 2);

    const next = { ...rows[1]!, sourceVersion: FIRST_VERSION + 1000, fields: { ...rows[1]!.fields, Title: 'Buyer' } };
    const later = { ...next, fields: { ...next.fields, Email: rows[0]!.fields['Email'] }, outcome: 'UPDATED' };
    const [alias] = await sendPlanned(context, LANE, 'scenario-merges-2', [later]);
    checks.equal('the row under the merged id goes to', alias?.recordId, survivor);
    await admin.call('PATCH', `/services/data/v67.0/sobjects/Contact/${survivor}`, { Phone: '+1 555 0100' });

    const mergeId = merged.mergeId ?? '';
    const undo = (await console.call(CONTROLLER, 'previewUndo', { mergeId })) as UndoView;
    const { mergeVersion, holderVersion } = undo;
    const undone = (await console.call(CONTROLLER, 'undoMerge', {
      mergeId,
      mergeVersion,
      holderVersion,
      reason: 'They are three people.'
    })) as Outcome;
    checks.equal('undone', undone.success ? 'yes' : undone.message, 'yes');
    checks.equal('contacts after the undo', await admin.count(left), 3);
    checks.equal('calls of the loser', await tasksOf(loser), 2);
    const back = await contactOf(loser);
    checks.equal('external id of the loser', back?.['External_Contact_ID__c'], 'MC-merge-1');
    checks.equal('last name of the loser', back?.['LastName'], rows[1]!.fields['LastName']);
    checks.equal('the later edit of the survivor', (await contactOf(survivor))?.['Phone'], '+1 555 0100');
  }
};
