/** Every door of the package and of the platform to its records, and how each role tries it. */
import assert from 'node:assert/strict';

import type { LocalOrg } from '../../src/org/index.ts';
import { DATA, type Reply } from './callers.ts';
import { LANE, type RoleFixture, type RoleWorld } from './role-fixtures.ts';

export interface Door {
  readonly group: string;
  readonly name: string;
  readonly attempt: (fixture: RoleFixture, world: RoleWorld, org: LocalOrg) => Promise<Verdict>;
}

/** Allowed, or the code and the words of the refusal. */
export interface Verdict {
  readonly allowed: boolean;
  readonly code: string;
  readonly message: string;
}

const SYNC = `/services/apexrest/sync/v1/${LANE}`;
const RECONCILIATION = `/services/apexrest/reconciliation/v1/${LANE}`;
const ALLOWED: Verdict = { allowed: true, code: '', message: '' };

function rowOf({ role }: RoleFixture, door: string): Record<string, unknown> {
  const key = `${role}-${door}`.replaceAll(' ', '-');
  return {
    externalId: key,
    sourceVersion: '2026-01-01T00:00:00Z',
    fields: { LastName: `Row ${key}`, Email: `${key.toLowerCase()}@example.com` }
  };
}

const refused = (code: string, message: string): Verdict => ({ allowed: false, code, message });

/** What the REST API and Apex REST answer. */
function ofRest(reply: Reply): Verdict {
  const first = (Array.isArray(reply.body) ? reply.body[0] : reply.body) as
    { errorCode?: string; message?: string; isSuccess?: boolean; outputValues?: { outcome?: string } } | undefined;
  if (reply.status < 300) {
    assert.notEqual(first?.isSuccess, false, reply.text);
    assert.notEqual(first?.outputValues?.outcome, 'REJECTED', reply.text);
    return ALLOWED;
  }
  assert.ok(reply.status < 500 && first?.errorCode && first.message, `${reply.status} ${reply.text}`);
  return refused(first.errorCode, first.message);
}

/** What the console is answered: the class is closed, the service wants a permission, or nothing was done. */
function ofConsole(reply: Reply): Verdict {
  const { body, returnValue } = reply.body as {
    body?: { message: string; exceptionType?: string };
    returnValue?: unknown;
  };
  if (reply.status === 200) {
    const [result] = (Array.isArray(returnValue) ? returnValue : [returnValue]) as {
      success?: boolean;
      message?: string;
    }[];
    assert.notEqual(result?.success, false, `refused for another reason than the role: ${reply.text}`);
    return ALLOWED;
  }
  assert.ok(body?.message, reply.text);
  if (reply.status === 403) return refused('FORBIDDEN', body.message);
  assert.equal(body.exceptionType, 'System.AuraHandledException', reply.text);
  return refused('AuraHandledException', body.message);
}

const rest =
  (method: string, path: (fixture: RoleFixture) => string, body?: (fixture: RoleFixture) => unknown) =>
  async (fixture: RoleFixture): Promise<Verdict> =>
    ofRest(await fixture.caller.call(method, path(fixture), body?.(fixture)));

const aura =
  (className: string, method: string, parameters: (fixture: RoleFixture, world: RoleWorld) => unknown) =>
  async (fixture: RoleFixture, world: RoleWorld): Promise<Verdict> =>
    ofConsole(await fixture.caller.aura(className, method, await parameters(fixture, world)));

const create = (object: string, fields: (fixture: RoleFixture) => unknown): Door['attempt'] =>
  rest('POST', () => `${DATA}/sobjects/${object}`, fields);

/** `id` of a record that is there anyway, unless the fixture has one for the role. */
const change =
  (
    object: string,
    fields: (fixture: RoleFixture) => unknown,
    id?: (fixture: RoleFixture) => string | undefined
  ): Door['attempt'] =>
  async (fixture, world) => {
    const record = id?.(fixture) ?? (await world.anyOf(object));
    return ofRest(await fixture.caller.call('PATCH', `${DATA}/sobjects/${object}/${record}`, fields(fixture)));
  };

const remove =
  (object: string, id?: (fixture: RoleFixture) => string | undefined): Door['attempt'] =>
  async (fixture, world) => {
    const record = id?.(fixture) ?? (await world.anyOf(object));
    return ofRest(await fixture.caller.call('DELETE', `${DATA}/sobjects/${object}/${record}`));
  };

const read = (object: string): Door['attempt'] =>
  rest('GET', () => `${DATA}/query?q=${encodeURIComponent(`SELECT Id FROM ${object} LIMIT 1`)}`);

/** Loads one row; allowed when the job saved it. */
async function loadInBulk({ caller, role }: RoleFixture, _world: RoleWorld, org: LocalOrg): Promise<Verdict> {
  const job = { object: 'Sync_Inbound__c', operation: 'insert', lineEnding: 'LF' };
  const made = await caller.call('POST', `${DATA}/jobs/ingest`, job);
  if (made.status >= 300) return ofRest(made);
  const { id } = made.body as { id: string };
  const csv = `Lane__c,Run_Key__c,External_Id__c,Payload__c\n${LANE},bulk,${role}-bulk,{}\n`;
  assert.equal((await caller.call('PUT', `${DATA}/jobs/ingest/${id}/batches`, csv, 'text/csv')).status, 201);
  const closed = await caller.call('PATCH', `${DATA}/jobs/ingest/${id}`, { state: 'UploadComplete' });
  assert.equal(closed.status, 200, closed.text);
  await org.jobsIdle();
  const ended = (await caller.call('GET', `${DATA}/jobs/ingest/${id}`)).body as Record<string, unknown>;
  if (ended['state'] === 'JobComplete' && ended['numberRecordsFailed'] === 0) return ALLOWED;
  const failed = await caller.call('GET', `${DATA}/jobs/ingest/${id}/failedResults`);
  const [code = '', message = ''] = String(ended['errorMessage'] ?? failed.text.split('\n')[1]?.split('"')[3]).split(
    /:(.*)/
  );
  return refused(code.trim(), message.trim());
}

/** What schedules the jobs of the package, the purge among them. */
async function runAnonymousApex({ caller }: RoleFixture): Promise<Verdict> {
  const reply = await caller.anonymousApex('RetentionBatch.startWith(new List<Retention_Setting__mdt>());');
  if (/<success>true<\/success>/.test(reply.text)) return ALLOWED;
  const [, code = ''] = /<faultcode>(?:\w+:)?(\w+)<\/faultcode>/.exec(reply.text) ?? [];
  const [, message = ''] = /<faultstring>(.*?)<\/faultstring>/s.exec(reply.text) ?? [];
  assert.ok(code && message, reply.text);
  return refused(code, message);
}

async function settle({ caller, exceptions }: RoleFixture, world: RoleWorld): Promise<Verdict> {
  const exceptionId = exceptions[2] ?? '';
  const decision = {
    action: 'SEND_BACK',
    exceptionId,
    exceptionVersion: await world.versionOf('Contact_Sync_Exception__c', exceptionId),
    note: 'The source has to say who this is'
  };
  return ofConsole(await caller.aura('StewardActionController', 'settle', { decision }));
}

async function undo({ caller, contacts, mergeId }: RoleFixture, world: RoleWorld): Promise<Verdict> {
  const reply = await caller.aura('StewardMergeController', 'undoMerge', {
    mergeId,
    mergeVersion: await world.stampOf('Record_Merge__c', mergeId),
    holderVersion: await world.stampOf('Contact', contacts[2] ?? ''),
    reason: 'They are two'
  });
  return ofConsole(reply);
}

const ROWS: readonly Door[] = [
  door(
    'Sync rows',
    rest(
      'POST',
      () => SYNC,
      (fixture) => ({ run: 'sync', rows: [rowOf(fixture, 'sync')] })
    )
  ),
  door(
    'Check rows',
    rest(
      'POST',
      () => `${SYNC}/check`,
      (fixture) => ({ rows: [rowOf(fixture, 'check')] })
    )
  ),
  door(
    'Stage rows',
    rest(
      'POST',
      () => `${SYNC}/stage`,
      (fixture) => ({ run: 'stage', rows: [rowOf(fixture, 'stage')] })
    )
  ),
  door(
    'Drain loaded rows',
    rest('POST', () => `${SYNC}/drain`)
  ),
  door(
    'Ask for a run',
    rest('GET', () => `${SYNC}/runs/fixtures`)
  ),
  door(
    'Call the action for Flow',
    rest(
      'POST',
      () => `${DATA}/actions/custom/apex/SyncInvocableAction`,
      (fixture) => {
        const { externalId, sourceVersion, fields } = rowOf(fixture, 'action');
        return {
          inputs: [{ laneName: LANE, runKey: 'action', externalId, sourceVersion, fieldsJson: JSON.stringify(fields) }]
        };
      }
    )
  ),
  door(
    'Publish `Sync_Request__e`',
    create('Sync_Request__e', (fixture) => ({
      Lane__c: LANE,
      Run_Key__c: 'event',
      Rows__c: JSON.stringify([rowOf(fixture, 'event')])
    }))
  ),
  door('Load `Sync_Inbound__c` in bulk', loadInBulk)
].map((one) => ({ ...one, group: 'Rows' }));

const STEWARDSHIP: readonly Door[] = [
  door(
    'Read the console',
    aura('StewardConsoleController', 'listOpenExceptions', () => ({ reason: null, pageSize: 10, afterId: null }))
  ),
  door(
    'Claim an exception',
    aura('StewardActionController', 'claim', ({ exceptions }) => ({ exceptionId: exceptions[0] }))
  ),
  door(
    'Assign an exception',
    aura('StewardListController', 'assignAll', ({ exceptions, stewardId }) => ({
      exceptionIds: [exceptions[1]],
      userId: stewardId,
      note: null
    }))
  ),
  door('Settle an exception', settle),
  door(
    'Claim a list of exceptions',
    aura('StewardListController', 'claimAll', ({ exceptions }) => ({ exceptionIds: exceptions.slice(6, 8) }))
  ),
  door(
    'Reject a list of exceptions',
    aura('StewardListController', 'settleAll', async ({ exceptions }, world) => ({
      action: 'REJECT',
      seen: await Promise.all(
        exceptions.slice(8).map(async (exceptionId) => ({
          exceptionId,
          version: await world.versionOf('Contact_Sync_Exception__c', exceptionId)
        }))
      ),
      note: 'A test feed'
    }))
  ),
  door(
    'List the stewards',
    aura('StewardListController', 'listStewards', () => ({}))
  ),
  door(
    'Merge records',
    aura('StewardMergeController', 'mergeRecords', async ({ contacts }, world) => ({
      input: await world.mergeInput(contacts[0] ?? '', contacts[1] ?? '')
    }))
  ),
  door('Undo a merge', undo),
  door(
    'List merges',
    aura('StewardMergeController', 'listMerges', () => ({ recordId: null, beforeName: null }))
  )
].map((one) => ({ ...one, group: 'Stewardship' }));

const CONTROL: readonly Door[] = [
  door(
    'Start a reconciliation over REST',
    rest('POST', () => RECONCILIATION)
  ),
  door(
    'Read a reconciliation over REST',
    rest('GET', () => RECONCILIATION)
  ),
  door(
    'Send a manifest',
    rest(
      'PUT',
      ({ role }) => `/services/apexrest/manifest/v1/${LANE}/${encodeURIComponent(role)}/all`,
      () => ({ ids: ['a'] })
    )
  ),
  door(
    'Start a reconciliation in the console',
    aura('ReconciliationController', 'start', () => ({ laneName: LANE }))
  ),
  door(
    'Replay policies',
    rest('GET', () => `/services/apexrest/policy-replay/v1/${LANE}`)
  ),
  door(
    'Raise an alert (`Sync_Alert__e`)',
    create('Sync_Alert__e', () => ({ Condition__c: 'run_unbalanced', Lane__c: LANE }))
  ),
  door('Schedule or purge (anonymous Apex)', runAnonymousApex),
  door(
    'Change a lane',
    change('Sync_Lane__mdt', () => ({ Active__c: false }))
  )
].map((one) => ({ ...one, group: 'Control' }));

const RECORDS: readonly Door[] = [
  door(
    'Create a contact with an external id',
    create('Contact', (fixture) => ({
      LastName: 'Direct',
      External_Contact_ID__c: rowOf(fixture, 'direct')['externalId']
    }))
  ),
  door(
    'Create a contact',
    create('Contact', ({ role }) => ({ LastName: `Plain ${role}` }))
  ),
  door(
    'Change an external id',
    change(
      'Contact',
      ({ role }) => ({ External_Contact_ID__c: `CHANGED-${role}` }),
      ({ contacts }) => contacts[4]
    )
  ),
  door(
    'Delete a contact',
    remove('Contact', ({ contacts }) => contacts[5])
  ),
  door('Read exceptions', read('Contact_Sync_Exception__c')),
  door(
    'Settle past the services (edit `Status__c`)',
    change(
      'Contact_Sync_Exception__c',
      () => ({ Status__c: 'Resolved' }),
      ({ exceptions }) => exceptions[3]
    )
  ),
  door(
    'Give an exception another owner',
    change(
      'Contact_Sync_Exception__c',
      ({ stewardId }) => ({ OwnerId: stewardId }),
      ({ exceptions }) => exceptions[4]
    )
  ),
  door(
    'Delete an exception',
    remove('Contact_Sync_Exception__c', ({ exceptions }) => exceptions[5])
  ),
  door('Read audits', read('Duplicate_Audit__c')),
  door(
    'Write an audit',
    create('Duplicate_Audit__c', () => ({ Lane__c: LANE }))
  ),
  door(
    'Edit an audit',
    change('Duplicate_Audit__c', () => ({ Lane__c: 'other' }))
  ),
  door('Delete an audit', remove('Duplicate_Audit__c')),
  door(
    'Edit a run',
    change('Sync_Run__c', () => ({ Created__c: 9 }))
  ),
  door('Delete a run', remove('Sync_Run__c')),
  door('Read waiting rows', read('Sync_Inbound__c')),
  door(
    'Edit a waiting row',
    change('Sync_Inbound__c', () => ({ Status__c: 'Done' }))
  ),
  door('Delete a waiting row', remove('Sync_Inbound__c')),
  door(
    'Edit a merge',
    change('Record_Merge__c', () => ({ Status__c: 'Undone' }))
  ),
  door('Delete a merge', remove('Record_Merge__c')),
  door(
    'Edit an alias',
    change('Identity_Alias__c', () => ({ Active__c: false }))
  ),
  door(
    'Edit a finding',
    change('Reconciliation_Finding__c', () => ({ Status__c: 'Closed' }))
  ),
  door(
    'Edit a reconciliation',
    change('Reconciliation_Run__c', () => ({ Status__c: 'Done' }))
  ),
  door(
    'Edit an alert log',
    change('Sync_Alert_Log__c', () => ({ Count__c: 0 }))
  )
].map((one) => ({ ...one, group: 'Records over the REST API' }));

export const DOORS: readonly Door[] = [...ROWS, ...STEWARDSHIP, ...CONTROL, ...RECORDS];

function door(name: string, attempt: Door['attempt']): Door {
  return { group: '', name, attempt };
}
