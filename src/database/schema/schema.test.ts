import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { orgSchema } from '../fixtures/org-schema.ts';
import { openTestOrg, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { FieldDescribe, PermissionSet } from '../../metadata/index.ts';
import { loadRunningUser } from '../users/running-user.ts';
import { people } from '../users/people.ts';
import { assignPermissionSets, readUsers } from '../users/seed.ts';
import { applySchema } from './apply.ts';
import { foldCase } from './fold-case.ts';

let org: TestOrg;

const set = (name: string, customPermissions: string[]): PermissionSet => ({
  name,
  label: name,
  customPermissions,
  userPermissions: [],
  classAccesses: [],
  customMetadataTypeAccesses: [],
  objectPermissions: [],
  fieldPermissions: []
});
const schema = orgSchema({
  customPermissions: ['Change_Id', 'Merge'],
  permissionSets: [set('Contact_Sync_Integration', ['Change_Id']), set('Steward', ['Merge'])],
  queues: [{ name: 'Stewards', label: 'Contact Stewards', objects: ['Sync_Exception__c'] }]
});

before(async () => {
  org = await openTestOrg(schema);
});
after(async () => {
  await org.close();
  await stopTestServer();
});

test('a new org has users, permission sets, assignments and queues', () => {
  const { organizationId, users } = readUsers(org.connection);
  assert.match(organizationId, /^00D/);
  assert.deepEqual(
    users.map((user) => user.username),
    people.map(({ username }) => username)
  );
  const integration = loadRunningUser(org.connection, schema, 'Integration@local.org');
  assert.equal(integration.hasCustomPermission('change_id'), true);
  assert.equal(integration.hasCustomPermission('Merge'), false);
  assert.equal(integration.field('Profile.Name'), 'Minimum Access - API Only Integrations');
  assert.equal(org.user.hasCustomPermission('Merge'), true);
  assignPermissionSets(org.connection, schema, 'integration@local.org', ['Steward']);
  assert.equal(loadRunningUser(org.connection, schema, integration.id).hasCustomPermission('Merge'), true);
  const queue = org.connection.query(
    'SELECT g.name, q.sobjecttype FROM org."group" g JOIN org."queuesobject" q ON q.queueid = g.id'
  );
  assert.deepEqual(queue.rows, [['Contact Stewards', 'Sync_Exception__c']]);
  assert.throws(() => loadRunningUser(org.connection, schema, 'nobody'), /There is no user nobody/);
});

test('a deploy on top of data adds fields, keeps records and refuses what would lose data', () => {
  const [contact] = org.insert('Contact', { LastName: 'Kept' });
  const withField = (field: Partial<FieldDescribe> & { name: string; type: FieldDescribe['type'] }) => {
    const objects = new Map(schema.objects);
    const describe = schema.objects.get('contact');
    const pattern = describe?.fields.get('score__c');
    assert.ok(describe && pattern);
    const fields = new Map(describe.fields).set(field.name.toLowerCase(), { ...pattern, ...field });
    return { ...schema, objects: objects.set('contact', { ...describe, fields }) };
  };
  const users = readUsers(org.connection).users.length;
  applySchema(org.connection, withField({ name: 'Later__c', type: 'boolean' }));
  applySchema(org.connection, withField({ name: 'Score__c', type: 'double', precision: 9, scale: 3 }));
  const { rows } = org.connection.query('SELECT lastname, later__c FROM org.contact WHERE id = $1::text', [
    contact?.id ?? null
  ]);
  assert.deepEqual(rows, [['Kept', false]]);
  assert.equal(readUsers(org.connection).users.length, users);
  assert.throws(() => applySchema(org.connection, withField({ name: 'Score__c', type: 'boolean' })), {
    code: 'INVALID_FIELD_TYPE_CHANGE'
  });
  assert.equal(org.connection.query('SELECT 1').rows[0]?.[0], 1);
});

test('lower case is folded as PostgreSQL folds it', () => {
  const texts = ['ABC', 'ÄÖÜẞ', 'ΣΑΣ', 'İI', 'ЁЖ', '𐐀', 'Ǆ'];
  const { rows } = org.connection.query(
    'SELECT lower(t) FROM unnest($1::text[]) WITH ORDINALITY AS u(t, n) ORDER BY n',
    [texts]
  );
  assert.deepEqual(
    texts.map(foldCase),
    rows.map((row) => row[0])
  );
});
