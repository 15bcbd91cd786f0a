import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { compileLane, findLaneDrift, LaneError, loadLane, readLane, writeCompiledLanes } from './index.ts';

const plain = readFileSync(join(import.meta.dirname, '../../../tests/fixtures/lanes/plain_contacts.yaml'), 'utf8');
const file = 'config/lanes/plain_contacts.yaml';

/** What reading the plain lane with one piece of its text replaced reports, as `line:column code message`. */
function problemsOf(find: string | RegExp, replacement: string): string[] {
  const source = plain.replace(find, replacement);
  assert.notEqual(source, plain, `the lane no longer holds ${String(find)}`);
  const { lane, diagnostics } = readLane(source, file);
  assert.equal(lane, null);
  return diagnostics.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

describe('reading a lane', () => {
  test('gives the lane with the values that may be left out', () => {
    const { lane, diagnostics } = readLane(plain, file);

    assert.deepEqual(diagnostics, []);
    assert.equal(lane?.identity.policy, 'C');
    assert.equal(lane?.source.externalIdPrefix, '');
    assert.deepEqual(lane?.ignoredColumns, []);
    assert.deepEqual(lane?.fields[1], {
      column: 'last_name',
      field: 'LastName',
      type: 'text',
      required: true,
      maximumLength: 80
    });
  });

  test('names the line and path of an unknown key', () => {
    assert.deepEqual(problemsOf('policy: C', 'policy: C\n  polcy: A'), [
      '12:3 LAN5002 identity.polcy is not a key that a lane has'
    ]);
  });

  test('names the values that a policy can have', () => {
    assert.deepEqual(problemsOf('policy: C', 'policy: D'), ['11:11 LAN5003 identity.policy must be one of A, B, C']);
  });

  test('points at the group that lacks a key', () => {
    assert.deepEqual(problemsOf(/ {2}externalIdColumn: .*\n/, ''), ['5:3 LAN5003 source.externalIdColumn is missing']);
  });

  test('names a value of the wrong type', () => {
    assert.deepEqual(problemsOf('limit: 3', 'limit: three'), ['27:10 LAN5003 retry.limit must be a number']);
  });

  test('refuses a retry limit out of range', () => {
    assert.deepEqual(problemsOf('limit: 3', 'limit: 99'), ['27:10 LAN5003 retry.limit must be at most 10']);
  });

  test('refuses two columns for one field', () => {
    assert.deepEqual(problemsOf('field: Title', 'field: Phone'), [
      '17:29 LAN5004 fields[4].field writes Phone, which fields[3] writes already'
    ]);
  });

  test('refuses a mapping of the external id field', () => {
    assert.deepEqual(problemsOf('field: Title', 'field: External_Contact_ID__c'), [
      '17:29 LAN5004 fields[4].field is the external id field, which is filled from the column contact_id'
    ]);
  });

  test('refuses a column that is used twice', () => {
    assert.deepEqual(problemsOf('column: title', 'column: updated_at'), [
      '17:15 LAN5004 fields[4].column updated_at is already used for the source version'
    ]);
  });

  test('refuses an ignored column that is mapped', () => {
    assert.deepEqual(problemsOf('identity:', 'ignoredColumns: [email]\nidentity:'), [
      '9:18 LAN5004 ignoredColumns[0] email is used for Email'
    ]);
  });

  test('refuses a maximum length where there is none', () => {
    assert.deepEqual(problemsOf('type: phone', 'type: boolean'), [
      '16:66 LAN5003 fields[3].maximumLength is only for fields of type text, email, phone'
    ]);
  });

  test('wants the file to be named after the lane', () => {
    assert.deepEqual(problemsOf('lane: plain_contacts', 'lane: other_contacts'), [
      '2:7 LAN5004 lane is other_contacts, but the file is named plain_contacts'
    ]);
  });

  test('points at broken YAML', () => {
    const [problem] = problemsOf('policy: C', 'policy: "C');
    assert.match(problem ?? '', /^\d+:\d+ LAN5001 /);
  });

  test('reports every problem of a file at once', () => {
    const { diagnostics } = readLane(plain.replace('policy: C', 'policy: D').replace('type: phone', 'type: fax'), file);
    assert.deepEqual(
      diagnostics.map(({ line }) => line),
      [11, 16]
    );
  });

  test('says when there is no such file', () => {
    assert.throws(
      () => loadLane('/nowhere/lane.yaml'),
      (error: unknown) => error instanceof LaneError && /\/nowhere\/lane\.yaml:0:0 error LAN5001/.test(error.message)
    );
  });
});

describe('compiling a lane', () => {
  const lane = readLane(plain, file).lane!;

  test('makes one record for the lane and one for each mapped or protected field', () => {
    const names = compileLane(lane).map(({ path }) => path.replace(/.*\/|\.md-meta\.xml/g, ''));

    assert.equal(names.length, 1 + lane.fields.length + lane.writes.protectedFields.length);
    assert.ok(names.includes('Sync_Lane.plain_contacts'));
    assert.ok(names.includes('Sync_Lane_Field.plain_contacts_FirstName'));
    assert.ok(names.includes('Sync_Lane_Field.plain_contacts_OwnerId'));
  });

  test('marks a mapped field as protected instead of giving it twice', () => {
    const files = compileLane({ ...lane, writes: { ...lane.writes, protectedFields: ['Phone'] } });
    const phone = files.filter(({ path }) => path.includes('_Phone.'));

    assert.equal(phone.length, 1);
    assert.match(phone[0]!.content, /<field>Protected__c<\/field>\s*<value xsi:type="xsd:boolean">true</);
  });

  test('keeps record names unique and within 40 characters', () => {
    const long = (suffix: string) => ({ ...lane.fields[0]!, field: `A_Very_Long_Field_Name_Indeed_${suffix}__c` });
    const names = compileLane({ ...lane, fields: [long('One'), long('Two')] }).map(({ path }) =>
      path.replace(/.*Sync_Lane(_Field)?\.|\.md-meta\.xml/g, '')
    );

    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.match(name, /^[a-z](?!.*__)\w{0,38}[A-Za-z0-9]$/);
  });

  test('escapes what a person wrote', () => {
    const [record] = compileLane({ ...lane, source: { ...lane.source, system: '<Q&A>' } });
    assert.match(record!.content, /&#60;Q&#38;A&#62;/);
  });
});

describe('compiled lanes on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lanes-'));
  after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'config/lanes'), { recursive: true });
  writeFileSync(join(folder, file), plain);

  test('are written once, then up to date', () => {
    assert.ok(findLaneDrift(folder).every(({ difference }) => difference === 'missing'));

    writeCompiledLanes(folder);

    assert.deepEqual(findLaneDrift(folder), []);
  });

  test('drift when a lane changes, a record is edited, or a lane is gone', () => {
    const [first] = compileLane(readLane(plain, file).lane!);
    const stale = join(folder, dirname(first!.path), 'Sync_Lane.old_lane.md-meta.xml');
    writeFileSync(join(folder, first!.path), 'edited');
    writeFileSync(stale, 'left over');

    assert.deepEqual(
      findLaneDrift(folder).map(({ difference }) => difference),
      ['changed', 'stale']
    );
    writeCompiledLanes(folder);
    assert.deepEqual(findLaneDrift(folder), []);
  });
});
