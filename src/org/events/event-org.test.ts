/** Platform events of a running org: after commit, over REST, again after a retry, over restarts and when a worker dies. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import { newDataFolder } from '../../database/fixtures/data-folder.ts';
import { openConnection } from '../../database/index.ts';
import { startLocalOrg, type LocalOrg } from '../local-org.ts';
import { writeApexProject } from '../tests/fixtures/apex-project.ts';
import { eventFiles, eventSources } from './fixtures/event-sources.ts';
import { notificationFiles, notificationSources } from './fixtures/notification-sources.ts';

const dataFolder = newDataFolder('upsert-guard-event-org-');
const projectFolder = writeApexProject(
  { ...eventSources, ...notificationSources },
  { ...eventFiles, ...notificationFiles }
);
let org: LocalOrg;

async function start(keepData: boolean): Promise<void> {
  org = await startLocalOrg({ projectFolder, dataFolder, keepData, eventRetryDelay: 1, maximumWorkers: 4 });
}

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${org.instanceUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${org.adminToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

function publish(texts: readonly string[], fail = false): Promise<{ status: number; body: unknown }> {
  return call('POST', '/services/apexrest/news/door', { texts, fail });
}

async function query(soql: string): Promise<Record<string, unknown>[]> {
  const { body } = await call('GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
  return (body as { records: Record<string, unknown>[] }).records;
}

async function heard(): Promise<unknown[]> {
  const records = await query('SELECT LastName FROM Contact ORDER BY CreatedDate, Id');
  return records.map((record) => record['LastName']);
}

function sql(statement: string): readonly (readonly unknown[])[] {
  const connection = openConnection(org.databaseUrl);
  try {
    return connection.query(statement).rows;
  } finally {
    connection.close();
  }
}

async function subscriber(name: string): Promise<Record<string, unknown>> {
  const [record] = await query(
    `SELECT Status, Retries, LastError, Position, Tip FROM EventBusSubscriber WHERE Name = '${name}'`
  );
  assert.ok(record, `${name} is subscribed`);
  return record;
}

before(() => start(false));

beforeEach(() => {
  sql('DELETE FROM org."contact" RETURNING id');
});

after(async () => {
  await org.close();
  for (const path of [dataFolder, projectFolder]) rmSync(path, { recursive: true, force: true });
});

describe('platform events of an org', () => {
  it('come to their trigger in order, after the commit, as the Automated Process', async () => {
    await publish(['one', 'two', 'three']);
    await org.jobsIdle();
    assert.deepEqual(await heard(), ['one', 'two', 'three']);
    const [person] = await query(`SELECT Department, Description, CreatedBy.Name FROM Contact WHERE LastName = 'one'`);
    assert.equal(person?.['Department'], 'Automated Process');
    assert.equal(person['Description'], '3 0 null null');
    assert.deepEqual(sql('SELECT count(*)::text FROM events.message'), [['0']]);
  });

  it('are lost with a transaction that is rolled back, except those that are published immediately', async () => {
    const { status } = await publish(['gone', 'cry'], true);
    assert.equal(status, 500);
    await org.jobsIdle();
    assert.deepEqual(await heard(), ['Cry cry']);
  });

  it('are published over REST with the answer of the platform', async () => {
    const { status, body } = await call('POST', '/services/data/v67.0/sobjects/News__e', { Text__c: 'over REST' });
    const answer = body as { id: string; success: boolean; errors: { statusCode: string; message: string }[] };
    assert.equal(status, 201);
    assert.match(answer.id, /^e01.{15}$/);
    assert.equal(answer.success, true);
    assert.equal(answer.errors[0]?.statusCode, 'OPERATION_ENQUEUED');
    assert.match(answer.errors[0].message, /^[0-9a-f-]{36}$/);
    await org.jobsIdle();
    assert.deepEqual(await heard(), ['over REST']);
  });

  it('are refused over REST when a required field is missing', async () => {
    const { status, body } = await call('POST', '/services/data/v67.0/sobjects/News__e', { Amount__c: 1 });
    assert.equal(status, 400);
    assert.equal((body as { errorCode: string }[])[0]?.errorCode, 'REQUIRED_FIELD_MISSING');
  });

  it('come again after EventBus.RetryableException, and nothing twice', async () => {
    await publish(['twice']);
    await org.jobsIdle();
    assert.deepEqual(await heard(), ['twice']);
    assert.deepEqual((await subscriber('NewsTrigger'))['Retries'], 0);
  });

  it('lose the batch that an uncaught exception ended, up to the checkpoint', async () => {
    await publish(['kept', 'broken', 'after']);
    await org.jobsIdle();
    assert.deepEqual(await heard(), ['kept']);
    const { Position: position, Tip: tip } = await subscriber('NewsTrigger');
    assert.equal(position, tip);
  });

  it('come after a restart when they were committed before it', async () => {
    sql(
      `INSERT INTO events.message (topic, uuid, created_at, created_by, payload)
       SELECT 'News__e', 'u' || n, 0, id, '{"Text__c":"waited ' || n || '"}' FROM org."user", generate_series(1, 2) n
        WHERE username = 'admin@local.org' ORDER BY n RETURNING topic`
    );
    await org.close();
    await start(true);
    await org.jobsIdle();
    assert.deepEqual(await heard(), ['waited 1', 'waited 2']);
  });

  it('stop the trigger after nine retries; it hears what is published after the next deploy', async () => {
    await publish(['again']);
    await org.jobsIdle();
    const stopped = await subscriber('NewsTrigger');
    assert.equal(stopped['Status'], 'Error');
    assert.equal(stopped['LastError'], 'not yet');
    await publish(['unheard', 'cry']);
    await org.jobsIdle();
    assert.deepEqual(await heard(), ['Cry cry']);
    await org.close();
    await start(true);
    await publish(['heard']);
    await org.jobsIdle();
    assert.deepEqual(await heard(), ['Cry cry', 'heard']);
  });

  it('keep the order of the stream when many publish at once', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, number) => publish([`a${number}`, `b${number}`])));
    await org.jobsIdle();
    const records = await query('SELECT LastName, FirstName FROM Contact');
    assert.equal(records.length, 24);
    const places = records.map((record) => Number(record['FirstName'])).sort((left, right) => left - right);
    assert.deepEqual(new Set(places).size, 24);
    assert.equal((places.at(-1) ?? 0) - (places[0] ?? 0), 23);
  });
});

describe('custom notifications of an org', () => {
  async function ring(title: string, fail: boolean): Promise<number> {
    const users = await query(`SELECT Id, Username FROM User WHERE UserType = 'Standard' ORDER BY Username`);
    const group = await call('POST', '/services/data/v67.0/sobjects/Group', {
      Name: title,
      DeveloperName: title,
      Type: 'Regular'
    });
    const groupId = (group.body as { id: string }).id;
    for (const user of users)
      await call('POST', '/services/data/v67.0/sobjects/GroupMember', { GroupId: groupId, UserOrGroupId: user['Id'] });
    const recipients = [groupId, users[0]?.['Id']];
    return (await call('POST', '/services/apexrest/bell/door', { title, recipients, fail })).status;
  }

  it('reach each member of a group once, and are listed for whoever got them', async () => {
    assert.equal(await ring('Dinner', false), 200);
    const [sent] = org.notifications();
    assert.equal(sent?.title, 'Dinner');
    assert.equal(sent.type, 'Bell');
    assert.deepEqual(sent.recipients, [...org.usernames].sort());
    const page = await fetch(org.consoleUrl, { redirect: 'manual' });
    const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const listed = await fetch(`${org.instanceUrl}/local-org/notifications`, { headers: { cookie } });
    assert.deepEqual(await listed.json(), { notifications: [sent] });
    assert.equal((await fetch(`${org.instanceUrl}/local-org/notifications`)).status, 401);
  });

  it('are not sent by a transaction that is rolled back', async () => {
    const before = org.notifications().length;
    assert.equal(await ring('Nothing', true), 500);
    assert.equal(org.notifications().length, before);
  });
});
