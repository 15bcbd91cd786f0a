import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { formatDiagnostic } from '../../base/index.ts';
import { eventCases } from './event.test-project.ts';
import { emptyOrgSchema, loadPackage } from './load-package.ts';
import { field, loadProject, metadata, soundProject, type ProjectFiles } from './test-project.ts';

describe('a sound package', () => {
  const { schema, apex, lwc, componentCounts, diagnostics } = loadProject(soundProject);
  const describeOf = (object: string) => schema.objects.get(object.toLowerCase())!;
  const fieldOf = (object: string, name: string) => describeOf(object).fields.get(name.toLowerCase())!;

  test('has no problems', () => {
    assert.deepEqual(diagnostics.map(formatDiagnostic), []);
  });

  test('adds fields of several feature folders to one standard object', () => {
    assert.deepEqual(
      ['Key__c', 'Version__c', 'LastName'].map((name) => fieldOf('Contact', name).custom),
      [true, true, false]
    );
    const key = fieldOf('Contact', 'Key__c');
    assert.deepEqual([key.externalId, key.unique, key.caseSensitive, key.length], [true, true, false, 80]);
  });

  test('gives a custom object its system fields, name, key prefix and relationships', () => {
    const run = describeOf('Run__c');

    assert.equal(run.keyPrefix, 'a00');
    assert.equal(fieldOf('Run__c', 'Name').autoNumberFormat, 'RUN-{000000}');
    assert.equal(fieldOf('Run__c', 'Name').createable, false);
    assert.deepEqual(fieldOf('Run__c', 'OwnerId').referenceTo, ['Group', 'User']);
    assert.equal(fieldOf('Run__c', 'Contact__c').relationshipName, 'Contact__r');
    assert.deepEqual(describeOf('Contact').childRelationships.get('runs__r'), {
      relationshipName: 'Runs__r',
      childSObject: 'Run__c',
      field: 'Contact__c'
    });
  });

  test('reads picklists and constant defaults', () => {
    const status = fieldOf('Run__c', 'Status__c');

    assert.deepEqual(status.picklistValues, ['New', 'Done']);
    assert.deepEqual([status.restrictedPicklist, status.defaultValue, status.nillable], [true, 'New', false]);
    assert.equal(fieldOf('Run__c', 'Count__c').defaultValue, 0);
  });

  test('reads rules in the order in which they run', () => {
    assert.equal(
      schema.validationRules[0]?.errorConditionFormula,
      'AND(ISCHANGED(Count__c), NOT($Permission.Change_Key))'
    );
    assert.deepEqual(schema.matchingRules[0]?.items, [
      { fieldName: 'Email', matchingMethod: 'Exact', blankValueBehavior: 'NullNotAllowed' }
    ]);
    assert.deepEqual(schema.duplicateRules[0]?.operationsOnInsert, ['Alert', 'Report']);
    assert.equal(schema.duplicateRules[0]?.filter, undefined);
  });

  test('reads custom metadata with typed values', () => {
    assert.deepEqual(
      schema.customMetadata.map(({ developerName, values }) => [developerName, Object.fromEntries(values)]),
      [
        ['a_lane_with_a_longer_name_than_an_id', {}],
        ['first', { Limit__c: 3 }],
        ['second', { Parent__c: 'a_lane_with_a_longer_name_than_an_id' }]
      ]
    );
  });

  test('reads access, code and bundles', () => {
    assert.deepEqual(schema.customPermissions, ['Change_Key']);
    assert.deepEqual(schema.permissionSets[0]?.fieldPermissions, [
      { field: 'Run__c.Count__c', readable: true, editable: true }
    ]);
    assert.deepEqual(schema.queues, [{ name: 'Stewards', label: 'Stewards', objects: ['Run__c'] }]);
    assert.equal(apex[0]?.source, 'public class RunStore {}\n');
    assert.deepEqual(lwc[0]?.targets, ['lightning__Tab']);
    assert.equal(componentCounts.get('CustomField'), 8);
  });
});

interface Case {
  readonly code: string;
  readonly what: string;
  readonly file: string;
  /** Text to put in the place of `find`, or the whole file when `find` is left out. */
  readonly find?: string;
  readonly text: string | null;
  readonly line?: number;
  readonly more?: ProjectFiles;
}

const RUN = 'audit/objects/Run__c/Run__c.object-meta.xml';
const COUNT = 'audit/objects/Run__c/fields/Count__c.field-meta.xml';
const CONTACT = 'audit/objects/Run__c/fields/Contact__c.field-meta.xml';
const VALIDATION = 'audit/objects/Run__c/validationRules/Kept.validationRule-meta.xml';
const MATCHING = 'matching/matchingRules/Contact.matchingRule-meta.xml';
const DUPLICATE = 'matching/duplicateRules/Contact.People.duplicateRule-meta.xml';
const ACCESS = 'access/permissionsets/Lead.permissionset-meta.xml';
const RECORD = 'foundation/customMetadata/Lane.first.md-meta.xml';
const KEY = 'matching/objects/Contact/fields/Key__c.field-meta.xml';
const SECOND_RULE = 'matching/duplicateRules/Contact.Second.duplicateRule-meta.xml';

const cases: readonly Case[] = [
  { code: 'MET3001', what: 'broken XML', file: COUNT, find: '</label>', text: '</lable>', line: 4 },
  { code: 'MET3002', what: 'a type that is not known', file: 'audit/flows/F.notes-meta.xml', text: '<a/>', line: 0 },
  {
    code: 'MET3002',
    what: 'a type that is not carried out',
    file: 'audit/flows/F.flow-meta.xml',
    text: '<Flow/>',
    line: 0
  },
  { code: 'MET3002', what: 'a file that a bundle cannot have', file: 'console/lwc/runList/notes.txt', text: '' },
  { code: 'MET3003', what: 'a wrong folder', file: 'audit/queues/Count__c.field-meta.xml', text: soundProject[COUNT]! },
  { code: 'MET3003', what: 'a name unlike the file', file: COUNT, find: '>Count__c<', text: '>Other__c<', line: 3 },
  { code: 'MET3004', what: 'a wrong root', file: COUNT, text: metadata('CustomTab', '<motif>x</motif>'), line: 2 },
  {
    code: 'MET3005',
    what: 'an unknown element',
    file: COUNT,
    find: '<scale>0</scale>',
    text: '<digits>0</digits>',
    line: 7
  },
  { code: 'MET3006', what: 'an unknown enum value', file: MATCHING, find: '>Exact<', text: '>Email<', line: 9 },
  {
    code: 'MET3007',
    what: 'a missing element',
    file: DUPLICATE,
    find: '<masterLabel>People</masterLabel>\n',
    text: '',
    line: 2
  },
  { code: 'MET3008', what: 'a word for a boolean', file: VALIDATION, find: '>true<', text: '>yes<', line: 4 },
  { code: 'MET3008', what: 'a word for a number', file: DUPLICATE, find: '>2<', text: '>two<' },
  {
    code: 'MET3009',
    what: 'an element twice',
    file: COUNT,
    find: '<scale>0</scale>',
    text: '<scale>0</scale><scale>1</scale>',
    line: 7
  },
  { code: 'MET3010', what: 'a class without metadata', file: 'audit/classes/RunStore.cls-meta.xml', text: null },
  { code: 'MET3010', what: 'metadata without a class', file: 'audit/classes/RunStore.cls', text: null },
  { code: 'MET3010', what: 'a bundle without a main file', file: 'console/lwc/runList/runList.ts', text: null },
  {
    code: 'MET3011',
    what: 'a component twice',
    file: 'intake/objects/Contact/fields/Key__c.field-meta.xml',
    text: soundProject[KEY]!
  },
  {
    code: 'MET3012',
    what: 'an API version of the future',
    file: 'audit/classes/RunStore.cls-meta.xml',
    find: '67.0',
    text: '99.0',
    line: 3
  },
  {
    code: 'MET3013',
    what: 'Apex under the rules of an older version',
    file: 'audit/classes/RunStore.cls-meta.xml',
    find: '67.0',
    text: '58.0',
    line: 3
  },
  { code: 'MET3020', what: 'a lookup to no object', file: CONTACT, find: '>Contact<', text: '>Contract<', line: 6 },
  { code: 'MET3021', what: 'a rule on no field', file: MATCHING, find: '>Email<', text: '>Mail<', line: 8 },
  {
    code: 'MET3021',
    what: 'a column of no field',
    file: 'audit/objects/Run__c/listViews/All.listView-meta.xml',
    find: 'Status__c',
    text: 'State__c',
    line: 5
  },
  {
    code: 'MET3022',
    what: 'a duplicate rule without its matching rule',
    file: DUPLICATE,
    find: 'Same_Key',
    text: 'Other',
    line: 9
  },
  {
    code: 'MET3023',
    what: 'a formula with no such permission',
    file: VALIDATION,
    find: 'Permission.Change_Key',
    text: 'Permission.Change',
    line: 5
  },
  { code: 'MET3024', what: 'access to no class', file: ACCESS, find: 'RunStore', text: 'RunShop', line: 23 },
  { code: 'MET3025', what: 'a setting of no tab', file: ACCESS, find: '<tab>Run__c', text: '<tab>Walk__c', line: 31 },
  {
    code: 'MET3026',
    what: 'a user permission that does not exist',
    file: ACCESS,
    find: 'ApiEnabled',
    text: 'ManageDuplicateRules',
    line: 28
  },
  { code: 'MET3030', what: 'a number without digits', file: COUNT, find: '>9<', text: '>19<', line: 6 },
  { code: 'MET3030', what: 'a text that is too long', file: KEY, find: '>80<', text: '>256<', line: 6 },
  {
    code: 'MET3031',
    what: 'an external id of a wrong type',
    file: CONTACT,
    find: '<type>',
    text: '<externalId>true</externalId><type>',
    line: 5
  },
  { code: 'MET3032', what: 'a computed default', file: COUNT, find: '>0</default', text: '>1 + 1</default', line: 8 },
  {
    code: 'MET3033',
    what: 'a formula field',
    file: COUNT,
    find: '<type>',
    text: '<formula>1</formula><type>',
    line: 5
  },
  { code: 'MET3034', what: 'a wrong auto number format', file: RUN, find: 'RUN-{000000}', text: 'RUN-{n}', line: 8 },
  { code: 'MET3037', what: 'a level of leads', file: RUN, find: 'ReadWrite<', text: 'ReadWriteTransfer<' },
  {
    code: 'MET3040',
    what: 'a long error message',
    file: VALIDATION,
    find: 'The count is kept.',
    text: 'x'.repeat(256),
    line: 7
  },
  {
    code: 'MET3041',
    what: 'a status that only an org has',
    file: MATCHING,
    find: '>Active<',
    text: '>Activating<',
    line: 11
  },
  { code: 'MET3041', what: 'fuzzy e-mail', file: MATCHING, find: '>Exact<', text: '>LastName<', line: 9 },
  {
    code: 'MET3042',
    what: 'an alert on a blocking rule',
    file: DUPLICATE,
    text: soundProject[DUPLICATE]!.replaceAll('>Allow<', '>Block<'),
    line: 5
  },
  {
    code: 'MET3043',
    what: 'a gap in the order',
    file: SECOND_RULE,
    text: soundProject[DUPLICATE]!.replace('>2<', '>4<')
  },
  { code: 'MET3044', what: 'an inactive matching rule', file: MATCHING, find: '>Active<', text: '>Inactive<' },
  {
    code: 'MET3045',
    what: 'a rule without a matching rule',
    file: DUPLICATE,
    text: soundProject[DUPLICATE]!.replace(/<duplicateRuleMatchRules>[^]*<\/duplicateRuleMatchRules>/, ''),
    line: 2
  },
  {
    code: 'MET3046',
    what: 'a filter logic of other items',
    file: MATCHING,
    find: '<label>',
    text: '<booleanFilter>1 AND 2</booleanFilter><label>',
    line: 5
  },
  {
    code: 'MET3047',
    what: 'a long description',
    file: ACCESS,
    find: '<label>',
    text: `<description>${'x'.repeat(256)}</description><label>`,
    line: 3
  },
  {
    code: 'MET3050',
    what: 'permission for a required field',
    file: ACCESS,
    find: 'Run__c.Count__c',
    text: 'Run__c.Status__c',
    line: 15
  },
  {
    code: 'MET3050',
    what: 'permission for a required standard field',
    file: ACCESS,
    find: 'Run__c.Count__c',
    text: 'Contact.LastName',
    line: 15
  },
  {
    code: 'MET3051',
    what: 'modify all without view all',
    file: ACCESS,
    find: '<viewAllRecords>true',
    text: '<viewAllRecords>false',
    line: 9
  },
  {
    code: 'MET3060',
    what: 'a value of another type',
    file: RECORD,
    find: 'xsd:double">3.0',
    text: 'xsd:string">3',
    line: 7
  },
  { code: 'MET3060', what: 'a number that does not fit', file: RECORD, find: '>3.0<', text: '>300<', line: 7 },
  ...eventCases
];

describe('a package with a problem', () => {
  for (const { code, what, file, find, text, line } of cases) {
    test(`${code}: ${what}`, () => {
      const files: Record<string, string> = { ...soundProject };
      if (text === null) delete files[file];
      else if (find === undefined) files[file] = text;
      else {
        const before = files[file] ?? '';
        assert.ok(before.includes(find), `${file} no longer holds ${find}`);
        files[file] = before.replace(find, text);
      }

      const { diagnostics } = loadProject(files);

      const found = diagnostics.find((diagnostic) => diagnostic.code === code);
      assert.ok(found, `expected ${code}, got:\n${diagnostics.map(formatDiagnostic).join('\n')}`);
      if (line !== undefined) {
        assert.deepEqual([found.file, found.line], [`force-app/main/${file}`, line]);
      }
    });
  }

  test('every code that the loader raises has a case', () => {
    const raised = new Set<string>();
    for (const name of readdirSync(import.meta.dirname)) {
      if (/(test|test-project)\.ts$/.test(name)) continue;
      for (const [code] of readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/MET3\d\d\d/g))
        raised.add(code);
    }
    raised.delete('MET3000'); // No project at all, below.
    assert.deepEqual([...raised].sort(), [...new Set(cases.map(({ code }) => code))].sort());
  });

  test('MET3000: a folder that is no project', () => {
    assert.match(loadPackage('/nowhere').diagnostics.map(formatDiagnostic).join(), /MET3000/);
  });

  test('a default on a field with several problems reports each once', () => {
    const { diagnostics } = loadProject({
      'x/objects/Contact/fields/Flag__c.field-meta.xml': field('Flag__c', '<type>Checkbox</type>')
    });
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['MET3007']
    );
  });
});

describe('the org before a deploy', () => {
  const { objects } = emptyOrgSchema();

  test('has unique key prefixes and only lookups to objects that it has', () => {
    const prefixes = [...objects.values()].map((object) => object.keyPrefix);
    assert.equal(new Set(prefixes).size, prefixes.length);
    for (const object of objects.values()) {
      for (const { name, referenceTo, relationshipName } of object.fields.values()) {
        for (const target of referenceTo ?? [])
          assert.ok(objects.has(target.toLowerCase()), `${object.name}.${name} -> ${target}`);
        assert.equal(relationshipName !== undefined, referenceTo !== undefined, `${object.name}.${name}`);
      }
    }
  });

  test('knows contacts of an account and the name that is worked out', () => {
    assert.deepEqual(objects.get('account')?.childRelationships.get('contacts'), {
      relationshipName: 'Contacts',
      childSObject: 'Contact',
      field: 'AccountId'
    });
    const name = objects.get('contact')?.fields.get('name');
    assert.deepEqual([name?.compound, name?.length, name?.updateable], ['personName', 121, false]);
    assert.equal(objects.get('contact')?.fields.get('lastname')?.nillable, false);
  });
});
