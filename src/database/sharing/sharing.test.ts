import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { ApexDate, toId15 } from '../../base/index.ts';
import { orgSchema } from '../fixtures/org-schema.ts';
import { stopTestServer } from '../fixtures/test-org.ts';
import type { SObject } from '../sobject.ts';
import { SharingWorld, WITH_SHARING, WITHOUT_SHARING, withDefaults, type Fields } from './sharing-world.ts';

const NO_RIGHT = 'INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id';
const WITH = { accessMode: 'system', sharing: true } as const;
const WITHOUT = { accessMode: 'system', sharing: false } as const;

after(stopTestServer);

describe('records of owners', () => {
  let world: SharingWorld;
  let mine: SObject;
  let theirs: SObject;

  before(async () => {
    const queues = [{ name: 'Stewards', label: 'Stewards', objects: ['Sync_Exception__c', 'Lead'] }];
    world = await SharingWorld.open(
      withDefaults({ Lead: 'Private', Sync_Exception__c: 'Read' }, orgSchema({ queues }))
    );
    mine = world.insert('Lead', { LastName: 'Mine', Company: 'A', OwnerId: world.stella.id });
    theirs = world.insert('Lead', { LastName: 'Theirs', Company: 'B', OwnerId: world.lena.id });
  });
  after(() => world.org.close());
  afterEach(() => world.org.clear('GroupMember'));

  const change = (record: SObject, fields: Fields = { Title: 'New' }): Fields => ({ Id: record.id, ...fields });

  test('Private shows the own records, in user mode whatever the class says, in system mode with sharing', () => {
    assert.deepEqual(world.seen(world.stella, 'Lead', 'LastName'), ['Mine']);
    assert.deepEqual(world.seen(world.stella, 'Lead', 'LastName', { mode: 'user', sharing: false }), ['Mine']);
    assert.deepEqual(world.seen(world.stella, 'Lead', 'LastName', WITH_SHARING), ['Mine']);
    assert.deepEqual(world.seen(world.stella, 'Lead', 'LastName', WITHOUT_SHARING), ['Mine', 'Theirs']);
  });

  test('each user gets the own records from one plan of a query', () => {
    assert.deepEqual(world.seen(world.lena, 'Lead', 'LastName'), ['Theirs']);
    assert.deepEqual(world.seen(world.stella, 'Lead', 'LastName'), ['Mine']);
  });

  test('a subquery, a semi join and a count see no more than the query itself', () => {
    const transaction = world.org.begin({ user: world.stella });
    const count = transaction.query(
      {
        from: 'Lead',
        select: [{ kind: 'aggregate', function: 'COUNT' }],
        groupBy: [],
        orderBy: [],
        forUpdate: false,
        allRows: false
      },
      [],
      WITH_SHARING
    );
    transaction.rollback();
    assert.equal(count.totalSize, 1);
    const query = {
      from: 'Lead',
      select: [{ kind: 'field', path: ['OwnerId'] }],
      groupBy: [],
      orderBy: [],
      forUpdate: false,
      allRows: false
    } as const;
    const where = { kind: 'semiJoin', field: ['Id'], negated: false, query } as const;
    assert.deepEqual(world.seen(world.stella, 'User', 'Username', WITH_SHARING, { where }), ['steward@local.org']);
  });

  test('FOR UPDATE finds and locks what the user sees', () => {
    assert.deepEqual(world.seen(world.stella, 'Lead', 'LastName', WITH_SHARING, { forUpdate: true }), ['Mine']);
  });

  test('View All and Modify All Data stand above it', () => {
    const admin = world.user('admin@local.org');
    assert.deepEqual(world.seen(admin, 'Lead', 'LastName'), ['Mine', 'Theirs']);
    assert.deepEqual(world.tried(admin, 'update', 'Lead', [change(theirs)]), [null]);
  });

  test('records of others are not changed and not deleted; the rows beside them are', () => {
    const rows = [change(mine), change(theirs)];
    assert.deepEqual(world.tried(world.stella, 'update', 'Lead', rows), [null, NO_RIGHT]);
    assert.deepEqual(world.tried(world.stella, 'update', 'Lead', rows, WITH), [null, NO_RIGHT]);
    assert.deepEqual(world.tried(world.stella, 'update', 'Lead', rows, WITHOUT), [null, null]);
    assert.deepEqual(world.tried(world.stella, 'delete', 'Lead', rows), [null, NO_RIGHT]);
    assert.deepEqual(world.tried(world.stella, 'upsert', 'Lead', rows), [null, NO_RIGHT]);
  });

  test('a deleted record is said to be deleted to its owner, and one that never was to be no record', () => {
    const gone = world.insert('Lead', { LastName: 'Gone', Company: 'C', OwnerId: world.stella.id });
    world.org.connection.query('UPDATE org."lead" SET isdeleted = true WHERE id = $1::text', [gone.id]);
    const nobody = `${gone.id?.slice(0, 10)}99999AAA`;
    assert.deepEqual(world.tried(world.stella, 'update', 'Lead', [change(gone), { Id: nobody, Title: 'x' }]), [
      'ENTITY_IS_DELETED: entity is deleted',
      'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id'
    ]);
    assert.deepEqual(world.tried(world.stella, 'undelete', 'Lead', [change(gone, {})]), [null]);
    assert.deepEqual(world.tried(world.lena, 'undelete', 'Lead', [change(gone, {})]), [NO_RIGHT]);
  });

  test('a record may be made for somebody else, and the own one given away', () => {
    const made = { LastName: 'New', Company: 'D', OwnerId: world.lena.id };
    assert.deepEqual(world.tried(world.stella, 'insert', 'Lead', [made]), [null]);
    assert.deepEqual(world.tried(world.stella, 'update', 'Lead', [change(mine, { OwnerId: world.lena.id })]), [null]);
  });

  test('members of a queue work with its records, through groups too, from the moment they join', () => {
    const queue = world.groupId('Stewards');
    const waiting = world.insert('Sync_Exception__c', { OwnerId: queue, Key__c: 'K1' });
    const lead = world.insert('Lead', { LastName: 'Queued', Company: 'E', OwnerId: queue });
    const claim = [change(waiting, { OwnerId: world.stella.id })];
    assert.deepEqual(world.tried(world.stella, 'update', 'Sync_Exception__c', claim, WITH), [NO_RIGHT]);
    const team = world.insert('Group', { Name: 'Team', DeveloperName: 'Team', Type: 'Regular' });
    world.insert('GroupMember', { GroupId: queue, UserOrGroupId: team.id });
    world.insert('GroupMember', { GroupId: team.id, UserOrGroupId: world.stella.id });
    try {
      assert.deepEqual(world.seen(world.stella, 'Lead', 'LastName'), ['Mine', 'Queued']);
      assert.deepEqual(world.seen(world.lena, 'Lead', 'LastName'), ['Theirs']);
      assert.deepEqual(world.tried(world.stella, 'update', 'Sync_Exception__c', claim, WITH), [null]);
    } finally {
      world.org.clear('GroupMember');
      world.org.connection.query('DELETE FROM org."lead" WHERE id = $1::text', [lead.id]);
    }
  });

  test('Read shows all records and changes none of others', () => {
    const other = world.insert('Sync_Exception__c', { OwnerId: world.lena.id, Key__c: 'K2' });
    assert.ok(world.seen(world.stella, 'Sync_Exception__c', 'Key__c', WITH_SHARING).includes('K2'));
    const rows = [change(other, { Status__c: 'Claimed' })];
    assert.deepEqual(world.tried(world.stella, 'update', 'Sync_Exception__c', rows, WITH), [NO_RIGHT]);
    assert.deepEqual(world.tried(world.lena, 'update', 'Sync_Exception__c', rows, WITH), [null]);
  });
});

describe('the defaults of a new org', () => {
  let world: SharingWorld;
  let account: SObject;
  let employed: SObject;
  let privateContact: SObject;

  before(async () => {
    world = await SharingWorld.open(orgSchema());
    account = world.insert('Account', { Name: 'Acme', OwnerId: world.lena.id });
    employed = world.insert('Contact', { LastName: 'Employed', AccountId: account.id, OwnerId: world.lena.id });
    privateContact = world.insert('Contact', { LastName: 'Private', OwnerId: world.lena.id });
  });
  after(() => world.org.close());

  test('everybody edits accounts, leads and the contacts of accounts; a contact without one is its owner’s', () => {
    assert.deepEqual(world.seen(world.stella, 'Contact', 'LastName'), ['Employed']);
    assert.deepEqual(world.seen(world.lena, 'Contact', 'LastName'), ['Employed', 'Private']);
    const rows = [employed, privateContact].map(({ id }) => ({ Id: id, Title: 'New' }));
    assert.deepEqual(world.tried(world.stella, 'update', 'Contact', rows), [null, NO_RIGHT]);
    assert.deepEqual(world.tried(world.lena, 'update', 'Contact', rows), [null, null]);
    assert.deepEqual(world.tried(world.stella, 'update', 'Account', [{ Id: account.id, Name: 'New' }]), [null]);
  });

  test('Public Read/Write lets nobody delete what belongs to others, and gives leads away but not accounts', () => {
    const lead = world.insert('Lead', { LastName: 'Lead', Company: 'A', OwnerId: world.lena.id });
    assert.deepEqual(world.tried(world.stella, 'delete', 'Account', [{ Id: account.id }]), [NO_RIGHT]);
    assert.deepEqual(world.tried(world.stella, 'delete', 'Contact', [{ Id: employed.id }]), [NO_RIGHT]);
    const taken = { OwnerId: world.stella.id };
    assert.deepEqual(world.tried(world.stella, 'update', 'Lead', [{ Id: lead.id, ...taken }]), [null]);
    assert.deepEqual(world.tried(world.stella, 'update', 'Account', [{ Id: account.id, ...taken }]), [NO_RIGHT]);
  });

  test('an order belongs to its account, an order product to its order', () => {
    const order = world.insert('Order', {
      AccountId: account.id,
      EffectiveDate: new ApexDate(0),
      Status: 'Draft',
      OwnerId: world.lena.id
    });
    assert.deepEqual(world.seen(world.stella, 'Order', 'Id'), [order.id]);
    assert.deepEqual(world.tried(world.stella, 'update', 'Order', [{ Id: order.id, Description: 'x' }]), [null]);
    assert.deepEqual(world.tried(world.stella, 'delete', 'Order', [{ Id: order.id }]), [NO_RIGHT]);
  });
});

describe('private accounts', () => {
  let world: SharingWorld;
  let own: SObject;
  let foreign: SObject;

  before(async () => {
    world = await SharingWorld.open(withDefaults({ Account: 'Private', Sync_Exception__c: 'ReadWrite' }));
    own = world.insert('Account', { Name: 'Own', OwnerId: world.stella.id });
    foreign = world.insert('Account', { Name: 'Foreign', OwnerId: world.lena.id });
    for (const account of [own, foreign])
      world.insert('Contact', {
        LastName: `At ${String(account.fields.get('Name'))}`,
        AccountId: account.id,
        OwnerId: world.org.user.id
      });
  });
  after(() => world.org.close());
  afterEach(() => world.org.clear('Sync_Exception__c'));

  test('contacts go with their accounts', () => {
    assert.deepEqual(world.seen(world.stella, 'Contact', 'LastName'), ['At Own']);
    assert.deepEqual(world.seen(world.stella, 'Account', 'Name'), ['Own']);
  });

  test('who owns a contact reads its account and the contacts beside it, and changes neither', () => {
    const contact = world.insert('Contact', { LastName: 'Sold', AccountId: foreign.id, OwnerId: world.stella.id });
    try {
      assert.deepEqual(world.seen(world.stella, 'Account', 'Name'), ['Own', 'Foreign']);
      assert.deepEqual(world.seen(world.stella, 'Contact', 'LastName'), ['At Own', 'At Foreign', 'Sold']);
      assert.deepEqual(world.tried(world.stella, 'update', 'Account', [{ Id: foreign.id, Phone: '1' }]), [NO_RIGHT]);
    } finally {
      world.org.connection.query('DELETE FROM org."contact" WHERE id = $1::text', [contact.id]);
    }
  });

  test('a lookup to a record that cannot be seen is refused, in the words of a cross reference', () => {
    const message = `INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: insufficient access rights on cross-reference id: ${toId15(foreign.id ?? '')}`;
    const rows = [own, foreign].map(({ id }) => ({ LastName: 'New', AccountId: id }));
    assert.deepEqual(world.tried(world.stella, 'insert', 'Contact', rows), [null, message]);
    assert.deepEqual(world.tried(world.stella, 'insert', 'Contact', rows, WITH), [null, message]);
    assert.deepEqual(world.tried(world.stella, 'insert', 'Contact', rows, WITHOUT), [null, null]);
  });

  test('a parent that cannot be seen is none', () => {
    const [contact] = world.seen(world.org.user, 'Contact', 'Id').slice(1);
    world.insert('Sync_Exception__c', { OwnerId: world.lena.id, Contact__c: contact as string });
    assert.deepEqual(world.seen(world.stella, 'Sync_Exception__c', 'Contact__r.LastName', WITH_SHARING), [null]);
    assert.deepEqual(world.seen(world.stella, 'Sync_Exception__c', 'Contact__r.LastName', WITHOUT_SHARING), [
      'At Foreign'
    ]);
  });
});

test('a merge takes Edit on the master and Delete on the losers', async () => {
  const world = await SharingWorld.open(withDefaults({ Lead: 'Read' }));
  const lead = (LastName: string, OwnerId: string): SObject =>
    world.insert('Lead', { LastName, Company: 'A', OwnerId });
  const [own, other] = [lead('Own', world.stella.id), lead('Other', world.stella.id)];
  const theirs = lead('Theirs', world.lena.id);
  const merged = (master: SObject, loser: SObject, sharing: boolean): string[] => {
    const transaction = world.org.begin({ user: world.stella });
    const { errors } = transaction.merge({ master, losers: [loser], accessMode: 'system', sharing });
    transaction.rollback();
    return errors.map(({ statusCode }) => statusCode);
  };
  assert.deepEqual(merged(own, other, true), []);
  assert.deepEqual(merged(own, theirs, true), ['INSUFFICIENT_ACCESS_OR_READONLY']);
  assert.deepEqual(merged(theirs, own, true), ['INSUFFICIENT_ACCESS_OR_READONLY']);
  assert.deepEqual(merged(own, theirs, false), []);
  await world.org.close();
});

test('sharing costs one statement of SQL for a save of two hundred records of others, and none for who has Modify All', async () => {
  const world = await SharingWorld.open(withDefaults({ Lead: 'Private' }));
  const records = world.org.insert(
    'Lead',
    ...Array.from({ length: 200 }, (_, index) => ({ LastName: `L${index}`, Company: 'A', OwnerId: world.lena.id }))
  );
  const costOf = (user: typeof world.stella, sharing: boolean): number => {
    const transaction = world.org.begin({ user });
    const changed = records.map(({ id }) => world.org.record('Lead', { Id: id, Title: 'x' }));
    transaction.save({ operation: 'update', records: changed, allOrNone: false, accessMode: 'system', sharing });
    const { roundTrips } = transaction.usage;
    transaction.rollback();
    return roundTrips;
  };
  const admin = world.user('admin@local.org');
  assert.equal(costOf(admin, true), costOf(admin, false));
  assert.equal(costOf(world.lena, true), costOf(world.lena, false), 'the owner is known from the locked record');
  assert.equal(
    costOf(world.stella, true),
    costOf(world.stella, false),
    'one question, and no write because nothing is allowed'
  );
  await world.org.close();
});
