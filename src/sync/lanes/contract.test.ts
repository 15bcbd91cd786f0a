/** The whole contract: how its parts must fit together, what they are compiled to, and lanes beside each other. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { LaneError, loadLanes, readLane, recordsOfLane } from './index.ts';
import type { CompiledRecord } from './index.ts';

const fixtures = join(import.meta.dirname, '../../../tests/fixtures/lanes');
const routed = readFileSync(join(fixtures, 'routed_leads.yaml'), 'utf8');
const plain = readFileSync(join(fixtures, 'plain_contacts.yaml'), 'utf8');

function changed(source: string, changes: readonly (readonly [find: string | RegExp, replacement: string])[]): string {
  return changes.reduce((text, [find, replacement]) => {
    const next = text.replace(find, replacement);
    assert.notEqual(next, text, `the lane no longer holds ${String(find)}`);
    return next;
  }, source);
}

/** What reading the complete lane with pieces of its text replaced reports, as `line:column message`. */
function problemsOf(...changes: (readonly [find: string | RegExp, replacement: string])[]): string[] {
  const { diagnostics } = readLane(changed(routed, changes), 'routed_leads.yaml');
  return diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('the owners of a lane', () => {
  test('a lead may belong to a queue, a contact and an account may not', () => {
    assert.deepEqual(problemsOf(), []);
    assert.deepEqual(problemsOf(['object: Lead', 'object: Contact'], ['[Contact]', '[Lead]']), [
      '28:50 ownership.routes[1].owner Leads_DACH is a queue, but a record of Contact is always owned by a user; give a username',
      '30:18 ownership.fallbackOwner Web_Lead_Fallback is a queue, but a record of Contact is always owned by a user; give a username'
    ]);
    const account = problemsOf(['object: Lead', 'object: Account'], ['matchField: Email', 'matchField: none']);
    assert.equal(account.filter((problem) => problem.includes('a record of Account')).length, 2);
  });

  test('an owner is a username or the developer name of a queue', () => {
    assert.deepEqual(problemsOf(['owner: Leads_DACH', 'owner: Leads DACH']), [
      '28:50 ownership.routes[1].owner is a username or the developer name of a queue'
    ]);
  });

  test('a route looks at a field that the lane maps', () => {
    assert.deepEqual(problemsOf(['field: Country, equals', 'field: State, equals']), [
      '27:16 ownership.routes[0].field State is not a field that the lane maps'
    ]);
  });

  test('a route has one condition', () => {
    const one = 'ownership.routes[0] must have exactly one of equals, startsWith, in, any';
    assert.deepEqual(problemsOf(['equals: FR', 'equals: FR, startsWith: F']), [`27:7 ${one}`]);
    assert.deepEqual(problemsOf(['equals: FR, ', '']), [`27:7 ${one}`]);
  });

  test('a route that no row can reach is refused', () => {
    assert.deepEqual(problemsOf(["PostalCode, startsWith: '90'", 'country, equals: fr']), [
      '29:7 ownership.routes[2] is never reached: routes[0] has the same condition'
    ]);
    assert.deepEqual(problemsOf(['field: Country, equals: FR', 'any: true']), [
      '28:7 ownership.routes[1] is never reached: routes[0] fits every row',
      '29:7 ownership.routes[2] is never reached: routes[0] fits every row',
      '30:18 ownership.fallbackOwner is never used: routes[0] fits every row'
    ]);
  });

  test('values with commas would be taken for several', () => {
    assert.deepEqual(problemsOf(['[DE, AT, CH]', "[DE, 'A,T']"]), [
      '28:34 ownership.routes[1].in[1] must not hold a comma; use a route with equals'
    ]);
  });
});

describe('the identity of a lane', () => {
  test('the second key is a field that the package can look up', () => {
    assert.deepEqual(problemsOf(['matchField: Email', 'matchField: Company']), [
      '17:15 identity.matchField is Company, but Lead is matched by Email'
    ]);
    assert.deepEqual(problemsOf(['field: Email', 'field: Phone'], ['type: email', 'type: phone']), [
      '17:15 identity.matchField is Email, which no column is mapped to'
    ]);
  });

  test('policies that weigh two keys need two keys', () => {
    assert.deepEqual(problemsOf(['matchField: Email', 'matchField: none'], ['crossObjects: [Contact]', '']), [
      '16:11 identity.policy C needs a second identity key, but matchField is none'
    ]);
  });

  test('other objects are others, each once', () => {
    assert.deepEqual(problemsOf(['[Contact]', '[Contact, Lead, contact]']), [
      '18:33 identity.crossObjects[2] contact is given twice',
      '18:27 identity.crossObjects[1] is Lead, the object of the lane itself'
    ]);
  });
});

describe('what a lane blocks, raises and replays', () => {
  test('the list of block conditions says the same as the mode', () => {
    const conflict = 'writes.blockIf lists protected_field_conflict, but protectedFieldMode is strip';
    assert.deepEqual(
      problemsOf(['duplicate_conflict_detected]', 'duplicate_conflict_detected, protected_field_conflict]']),
      [`38:12 ${conflict}`]
    );
    assert.deepEqual(problemsOf(['protectedFieldMode: strip', 'protectedFieldMode: block']), [
      '38:12 writes.blockIf does not list protected_field_conflict, but protectedFieldMode is block'
    ]);
  });

  test('what always blocks is listed', () => {
    assert.deepEqual(problemsOf(['[external_id_missing, ', '[']), [
      '38:12 writes.blockIf must list external_id_missing, which always blocks'
    ]);
  });

  test('the share at the fallback owner has one threshold, and a fallback owner', () => {
    assert.deepEqual(problemsOf(['fallback_owner_spike, ', 'fallback_owner_spike, threshold: 10, ']), [
      '51:53 observability.alerts[0].threshold is 10, but ownership.fallbackAlertPercent is 12.5'
    ]);
    assert.deepEqual(problemsOf(['  fallbackAlertPercent: 12.5\n', '']), [
      '50:7 observability.alerts[0].threshold is missing, and ownership.fallbackAlertPercent does not give it'
    ]);
    assert.deepEqual(problemsOf(['  fallbackOwner: Web_Lead_Fallback\n', '']), [
      '31:25 ownership.fallbackAlertPercent has nothing to count: fallbackOwner is not given',
      '50:7 observability.alerts[0].threshold has nothing to count: ownership.fallbackOwner is not given'
    ]);
  });

  test('a lane for its integration user only names that user', () => {
    const problem = /integrationUserOnly is true, so integrationUser must be the username/;
    assert.match(problemsOf(['integrationUser: web-forms@example.com\n', '']).join(), problem);
    assert.match(problemsOf(['web-forms@example.com', 'the web forms']).join(), problem);
  });

  test('a count is a whole number', () => {
    assert.deepEqual(problemsOf(['threshold: 25', 'threshold: 2.5']), [
      '52:60 observability.alerts[1].threshold must be a whole number of times from 1'
    ]);
  });

  test('a condition is given once, a window is not longer than a week', () => {
    assert.deepEqual(problemsOf(['duplicate_conflict_detected, threshold: 25', 'fallback_owner_spike']), [
      '52:20 observability.alerts[1].condition fallback_owner_spike is given twice'
    ]);
    assert.deepEqual(problemsOf(['windowMinutes: 1440', 'windowMinutes: 20000']), [
      '51:57 observability.alerts[0].windowMinutes must be at most 10080'
    ]);
  });

  test('somebody gets the alerts', () => {
    assert.deepEqual(problemsOf(['  alertOwner: Sync_Operations\n', '']), ['48:3 observability.alertOwner is missing']);
  });

  test('words that a contract does not have are refused with those it has', () => {
    assert.deepEqual(problemsOf(['[operator_name]', '[operator]']), [
      '45:14 replay.requires[0] must be one of operator_name, replay_reason, expected_side_effect_review'
    ]);
  });
});

describe('compiling the whole contract', () => {
  const records = recordsOfLane(readLane(routed, 'routed_leads.yaml').lane!);
  const only = (type: string): CompiledRecord[] => records.filter((record) => record.type === type);

  test('gives the lane every field of its type', () => {
    assert.deepEqual(only('Sync_Lane')[0]!.values, {
      Active__c: true,
      Alert_Owner__c: 'Sync_Operations',
      Block_Conditions__c: 'external_id_missing,duplicate_conflict_detected',
      Business_Owner__c: 'Head of Sales',
      Cross_Objects__c: 'Contact',
      Duplicate_Allow_Save__c: true,
      External_Id_Field__c: 'External_Lead_ID__c',
      Fallback_Alert_Percent__c: 12.5,
      Fallback_Owner__c: 'Web_Lead_Fallback',
      Integration_User__c: 'web-forms@example.com',
      Integration_User_Only__c: true,
      Log_Dimensions__c: 'external_id,operation_type',
      Match_Field__c: 'Email',
      Maximum_Row_Bytes__c: 8192,
      Object__c: 'Lead',
      Owner_Override__c: 'with_reason',
      Parent_Field__c: null,
      Parent_Lane__c: null,
      Policy__c: 'C',
      Protected_Field_Mode__c: 'strip',
      Replay_Requires__c: 'operator_name',
      Replay_Verifies__c: 'target_record_id',
      Retry_Delay_Seconds__c: 30,
      Retry_Limit__c: 5,
      Source_System__c: 'Web forms',
      Technical_Owner__c: 'Integration team',
      Unknown_Field_Mode__c: 'ignore',
      Version_Type__c: 'timestamp'
    });
  });

  test('gives one record for each route, in their order', () => {
    assert.deepEqual(
      only('Sync_Lane_Route').map(({ developerName, values }) => [developerName, ...Object.values(values)]),
      [
        ['routed_leads_route_0001', 'Country', 'equals', 1, 'claire.martin@example.com', 'routed_leads', 'FR'],
        ['routed_leads_route_0002', 'Country', 'in', 2, 'Leads_DACH', 'routed_leads', 'DE,AT,CH'],
        ['routed_leads_route_0003', 'PostalCode', 'starts_with', 3, 'lee.wong@example.com', 'routed_leads', '90']
      ]
    );
  });

  test('gives one record for each alert, with its threshold', () => {
    assert.deepEqual(
      only('Sync_Lane_Alert').map(({ values }) => Object.values(values)),
      [
        ['fallback_owner_spike', 'routed_leads', 12.5, 1440],
        ['duplicate_conflict_detected', 'routed_leads', 25, 60]
      ]
    );
  });

  test('works out what an old file leaves out', () => {
    const { values } = recordsOfLane(readLane(plain, 'plain_contacts.yaml').lane!)[0]!;

    assert.equal(values['Match_Field__c'], 'Email');
    assert.equal(values['Alert_Owner__c'], 'data stewards');
    assert.equal(
      values['Block_Conditions__c'],
      'external_id_missing,duplicate_conflict_detected,protected_field_conflict'
    );
    assert.equal(values['Owner_Override__c'], 'never');
    assert.equal(values['Replay_Requires__c'], 'operator_name,replay_reason,expected_side_effect_review');
    assert.equal(values['Retry_Delay_Seconds__c'], 60);
    assert.equal(values['Fallback_Owner__c'], null);
  });

  test('leaves the second key out where the lane does not map it', () => {
    const source = changed(plain, [[/ {2}- \{ column: email.*\n/, '']]);
    assert.equal(recordsOfLane(readLane(source, 'plain_contacts.yaml').lane!)[0]!.values['Match_Field__c'], null);
  });
});

describe('lanes beside each other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lane-set-'));
  after(() => rmSync(folder, { recursive: true }));
  const child = changed(plain, [
    ['lane: plain_contacts', 'lane: child_contacts'],
    ['object: Contact', 'object: Contact\nparent: { lane: routed_leads, field: ReportsToId }'],
    ['  externalIdColumn', '  externalIdPrefix: child-\n  externalIdColumn']
  ]);

  function problemsOfSet(files: Readonly<Record<string, string>>): string[] {
    rmSync(join(folder, 'config'), { recursive: true, force: true });
    mkdirSync(join(folder, 'config/lanes'), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'config/lanes', name), text);
    try {
      loadLanes(folder);
      return [];
    } catch (error) {
      if (!(error instanceof LaneError)) throw error;
      return error.diagnostics.map(({ file, line, column, message }) => {
        return `${file.slice(file.lastIndexOf('/') + 1)}:${line}:${column} ${message}`;
      });
    }
  }

  test('a child names a parent that is there', () => {
    assert.deepEqual(problemsOfSet({ 'routed_leads.yaml': routed, 'child_contacts.yaml': child }), []);
    assert.deepEqual(problemsOfSet({ 'child_contacts.yaml': child }), [
      'child_contacts.yaml:4:17 parent.lane there is no lane routed_leads'
    ]);
  });

  test('a child of a child is refused, and a child of a lane that is switched off', () => {
    const grandchild = changed(child, [
      ['lane: child_contacts', 'lane: grand_contacts'],
      ['lane: routed_leads', 'lane: child_contacts'],
      ['child-', 'grand-']
    ]);
    assert.deepEqual(
      problemsOfSet({ 'routed_leads.yaml': routed, 'child_contacts.yaml': child, 'grand_contacts.yaml': grandchild }),
      ['grand_contacts.yaml:4:17 parent.lane child_contacts is a child of routed_leads itself']
    );
    const off = changed(routed, [['active: true', 'active: false']]);
    assert.deepEqual(problemsOfSet({ 'routed_leads.yaml': off, 'child_contacts.yaml': child }), [
      'child_contacts.yaml:4:17 parent.lane routed_leads is not active'
    ]);
  });

  test('children for their integration user only come with parents of the same user only', () => {
    const problem = ['child_contacts.yaml', 'integrationUserOnly is true, so routed_leads must say so too'];
    const childOf = (user: string): string => `${child}\nintegrationUser: ${user}\nintegrationUserOnly: true\n`;
    const found = (parent: string, user: string): string =>
      problemsOfSet({ 'routed_leads.yaml': parent, 'child_contacts.yaml': childOf(user) }).join();
    const open = changed(routed, [['integrationUserOnly: true', 'integrationUserOnly: false']]);

    assert.equal(found(routed, 'WEB-FORMS@example.com'), '');
    for (const text of [found(routed, 'other@example.com'), found(open, 'web-forms@example.com')])
      for (const part of problem) assert.ok(text.includes(part), text);
  });

  test('the lookup to the parent is neither mapped nor protected', () => {
    const protectedLookup = changed(child, [['field: ReportsToId', 'field: AccountId']]);
    assert.deepEqual(problemsOfSet({ 'routed_leads.yaml': routed, 'child_contacts.yaml': protectedLookup }), [
      'child_contacts.yaml:4:38 parent.field AccountId is protected, so no child could be put under its parent'
    ]);
    const mappedLookup = changed(child, [['field: ReportsToId', 'field: Title']]);
    assert.deepEqual(problemsOfSet({ 'routed_leads.yaml': routed, 'child_contacts.yaml': mappedLookup }), [
      'child_contacts.yaml:4:38 parent.field Title comes from the parent, so no column can be mapped to it'
    ]);
  });

  test('two sources on one field have two prefixes', () => {
    const other = changed(plain, [
      ['lane: plain_contacts', 'lane: other_contacts'],
      ['system: Marketing Cloud', 'system: Loyalty programme']
    ]);
    assert.deepEqual(problemsOfSet({ 'plain_contacts.yaml': plain, 'other_contacts.yaml': other }), [
      'plain_contacts.yaml:5:3 source.externalIdPrefix has no prefix, like other_contacts: an id of Marketing Cloud could be taken for one of Loyalty programme'
    ]);
  });

  test('one name is one lane', () => {
    assert.deepEqual(problemsOfSet({ 'plain_contacts.yaml': plain, 'plain_contacts.yml': plain }), [
      "plain_contacts.yml:2:7 lane plain_contacts is the name of another file's lane too"
    ]);
  });

  test('the problems of all files are told at once', () => {
    const broken = changed(plain, [['policy: C', 'policy: D']]);
    const problems = problemsOfSet({
      'plain_contacts.yaml': broken,
      'routed_leads.yaml': changed(routed, [['limit: 5', 'limit: 50']])
    });
    assert.equal(problems.length, 2);
  });
});
