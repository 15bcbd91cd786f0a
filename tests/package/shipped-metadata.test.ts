/** What the package promises by metadata alone, which no Apex test can see: duplicate rules, permission sets, reports, and what the documents state. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';
import { XMLParser } from 'fast-xml-parser';

const ROOT = resolve(import.meta.dirname, '../..');
const parser = new XMLParser({ isArray: (name) => LISTS.has(name) });
const LISTS = new Set([
  'duplicateRuleFilterItems',
  'duplicateRuleMatchRules',
  'operationsOnInsert',
  'operationsOnUpdate',
  'matchingRules',
  'matchingRuleItems',
  'objectPermissions',
  'fieldPermissions',
  'classAccesses',
  'sections'
]);

/** Files of one kind of metadata, by the name of the component. */
function read<T>(kind: string, root: string): Map<string, T> {
  const files = globSync(`force-app/**/*.${kind}-meta.xml`, { cwd: ROOT }).sort();
  return new Map(
    files.map((file) => [
      basename(file).replace(`.${kind}-meta.xml`, ''),
      (parser.parse(readFileSync(join(ROOT, file), 'utf8')) as Record<string, T>)[root] as T
    ])
  );
}

interface DuplicateRule {
  readonly actionOnInsert: string;
  readonly actionOnUpdate: string;
  readonly isActive: boolean;
  readonly operationsOnInsert: string[];
  readonly operationsOnUpdate: string[];
  readonly securityOption: string;
  readonly duplicateRuleFilter: { readonly duplicateRuleFilterItems: { readonly table: string; operation: string }[] };
  readonly duplicateRuleMatchRules: { readonly matchingRule: string }[];
}

interface ObjectPermission {
  readonly object: string;
  readonly allowCreate: boolean;
  readonly allowDelete: boolean;
  readonly allowEdit: boolean;
  readonly modifyAllRecords: boolean;
  readonly viewAllRecords: boolean;
}

interface PermissionSet {
  readonly classAccesses?: readonly object[];
  readonly objectPermissions: ObjectPermission[];
  readonly fieldPermissions?: { readonly field: string; readonly editable: boolean }[];
}

/** Where no Apex runs, the client records what the package records in system mode elsewhere. */
const CLIENT = 'Upsert_Guard_Client_Without_Apex';

const duplicateRules = read<DuplicateRule>('duplicateRule', 'DuplicateRule');
const permissionSets = read<PermissionSet>('permissionset', 'PermissionSet');

test('duplicate rules allow and report; only those for people alert', () => {
  assert.equal(duplicateRules.size, 9);
  for (const [name, rule] of duplicateRules) {
    const expected = name.includes('_Lane_') ? ['Report'] : ['Alert', 'Report'];
    assert.deepEqual([rule.actionOnInsert, rule.actionOnUpdate], ['Allow', 'Allow'], name);
    assert.deepEqual([...rule.operationsOnInsert].sort(), expected, name);
    assert.deepEqual([...rule.operationsOnUpdate].sort(), expected, name);
    assert.equal(rule.isActive, true, name);
  }
});

test('reconciliation knows the duplicate rules that alert nobody', () => {
  const source = readFileSync(
    join(ROOT, 'force-app/main/reconciliation/classes/ReconciliationDuplicateSetList.cls'),
    'utf8'
  );
  const named = /SILENT_RULES = new Set<String>\{([^}]*)\}/.exec(source)?.[1]?.match(/\w+/g) ?? [];
  const silent = [...duplicateRules].filter(([, rule]) => !rule.operationsOnInsert.includes('Alert'));
  assert.deepEqual([...named].sort(), silent.map(([name]) => name.slice(name.indexOf('.') + 1)).sort());
});

test('duplicate rules look at the running user and past sharing', () => {
  for (const [name, rule] of duplicateRules) {
    assert.equal(rule.securityOption, 'BypassSharingRules', name);
    const [filter] = rule.duplicateRuleFilter.duplicateRuleFilterItems;
    assert.equal(filter?.table, 'User', name);
    assert.equal(filter?.operation, name.includes('_Lane_') ? 'contains' : 'notContain', name);
  }
});

test('a rule is exact on the normalized key or fuzzy in all its fields, and blanks never match', () => {
  interface Rule {
    readonly fullName: string;
    readonly matchingRuleItems: { matchingMethod: string; blankValueBehavior: string; fieldName: string }[];
  }
  const files = read<{ matchingRules: Rule[] }>('matchingRule', 'MatchingRules');
  const rules = [...files.values()].flatMap(({ matchingRules }) => matchingRules);
  assert.equal(rules.length, 6);
  for (const { fullName, matchingRuleItems } of rules) {
    const exact = matchingRuleItems.filter(({ matchingMethod }) => matchingMethod === 'Exact');
    if (fullName.endsWith('_API_Matching')) {
      assert.equal(matchingRuleItems.length, 1, fullName);
      assert.match(matchingRuleItems[0]!.fieldName, /^Normalized_/, fullName);
    } else assert.deepEqual(exact, [], fullName);
    for (const item of matchingRuleItems) assert.equal(item.blankValueBehavior, 'NullNotAllowed', fullName);
    const ruledBy = [...duplicateRules].filter(([, rule]) =>
      rule.duplicateRuleMatchRules.some(({ matchingRule }) => matchingRule === fullName)
    );
    if (fullName.endsWith('_People_Matching'))
      assert.ok(
        ruledBy.every(([name]) => name.includes('_People_')),
        fullName
      );
    assert.notEqual(ruledBy.length, 0, fullName);
  }
});

test('an external id is unique, in any case, and not required', () => {
  const fields = read<Record<string, unknown>>('field', 'CustomField');
  for (const name of ['External_Contact_ID__c', 'External_Lead_ID__c', 'External_Customer_Id__c'])
    assert.deepEqual(
      ['externalId', 'unique', 'caseSensitive', 'required'].map((key) => fields.get(name)?.[key]),
      [true, true, false, false],
      name
    );
});

test('what rows are looked up by is indexed', () => {
  const indexed = new Set(
    globSync('force-app/**/*.field-meta.xml', { cwd: ROOT }).filter((file) =>
      /<externalId>true</.test(readFileSync(join(ROOT, file), 'utf8'))
    )
  );
  const lookedUp: Readonly<Record<string, readonly string[]>> = {
    Contact: ['External_Contact_ID__c', 'Normalized_Email__c'],
    Lead: ['External_Lead_ID__c', 'Normalized_Email__c'],
    Account: ['External_Customer_Id__c', 'Normalized_Business_Key__c'],
    Order: ['External_Order_Id__c'],
    OrderItem: ['External_Order_Item_Id__c'],
    Identity_Alias__c: ['Alias_Key__c'],
    Sync_Run__c: ['Lane_Key__c'],
    Contact_Sync_Exception__c: ['Conflict_Key__c']
  };
  for (const [object, fields] of Object.entries(lookedUp))
    for (const field of fields)
      assert.ok(
        [...indexed].some((file) => file.endsWith(`/objects/${object}/fields/${field}.field-meta.xml`)),
        `${object}.${field}`
      );
});

test('there is a permission set for every role', () => {
  const roles = ['Admin', 'Client_Without_Apex', 'Integration', 'Lead', 'Operator', 'Steward'];
  assert.deepEqual(
    [...permissionSets.keys()].sort(),
    roles.map((role) => `Upsert_Guard_${role}`)
  );
});

test('a lane sees and changes all records of its objects', () => {
  const granted = permissionSets.get('Upsert_Guard_Integration')!.objectPermissions;
  for (const object of ['Account', 'Contact', 'Lead', 'Order', 'OrderItem']) {
    const permission = granted.find((one) => one.object === object);
    assert.deepEqual([permission?.viewAllRecords, permission?.modifyAllRecords], [true, true], object);
    const client = permissionSets.get(CLIENT)!.objectPermissions.find((one) => one.object === object);
    assert.deepEqual(client, permission, object);
  }
});

test('no permission set lets anybody change or delete an audit, and only the client without Apex adds them', () => {
  for (const [name, { objectPermissions, fieldPermissions = [] }] of permissionSets) {
    const audits = objectPermissions.filter(({ object }) => object === 'Duplicate_Audit__c');
    for (const one of audits)
      assert.deepEqual(
        [one.allowCreate, one.allowEdit, one.allowDelete, one.modifyAllRecords],
        [name === CLIENT, false, false, false],
        name
      );
    const editable = fieldPermissions.filter(
      ({ field, editable }) => field.startsWith('Duplicate_Audit__c.') && editable
    );
    assert.equal(editable.length > 0, name === CLIENT, name);
  }
});

test('the client without Apex may write every field that lanes and their records have, and opens no class', () => {
  const { classAccesses, fieldPermissions = [], objectPermissions } = permissionSets.get(CLIENT)!;
  assert.equal(classAccesses, undefined);
  const editable = new Set(fieldPermissions.filter((one) => one.editable).map((one) => one.field));
  const written = objectPermissions.filter((one) => one.allowCreate && !one.object.endsWith('__e'));
  const missing = written.flatMap(({ object }) =>
    globSync(`force-app/main/*/objects/${object}/fields/*.field-meta.xml`, { cwd: ROOT })
      .map((file) => `${object}.${basename(file, '.field-meta.xml')}`)
      .filter((field) => !editable.has(field))
  );
  // Merges are made by Apex; what the client writes names none.
  assert.deepEqual(missing, ['Identity_Alias__c.Merge__c']);
  const lane = permissionSets.get('Upsert_Guard_Integration')!.fieldPermissions ?? [];
  const business = lane.filter(({ field, editable: is }) => is && !field.split('.')[0]!.endsWith('__c'));
  assert.ok(business.length > 0);
  for (const { field } of business) assert.ok(editable.has(field), field);
});

interface ValidationRule {
  readonly active: boolean;
  readonly errorConditionFormula: string;
  readonly errorMessage: string;
}

test('an older version of the source is refused in the same words on every object that lanes write', () => {
  const files = globSync('force-app/main/*/objects/*/validationRules/Source_Version_Only_Grows.*', { cwd: ROOT });
  const versioned = ['Account', 'Contact', 'Lead', 'Order', 'OrderItem'];
  assert.deepEqual(files.map((file) => file.split('/').at(-3)).sort(), versioned);
  const rules = files.map(
    (file) =>
      (parser.parse(readFileSync(join(ROOT, file), 'utf8')) as { ValidationRule: ValidationRule }).ValidationRule
  );
  assert.equal(new Set(rules.map((rule) => rule.errorConditionFormula)).size, 1);
  for (const { active, errorMessage } of rules) {
    assert.equal(active, true);
    // The client tells a stale row from other refusals by these words.
    assert.match(errorMessage, /^SOURCE_VERSION_OLDER: \S/);
  }
});

test('reports, report types and a dashboard ship with the package', () => {
  assert.ok(read('report', 'Report').size >= 9);
  assert.ok(read('reportType', 'ReportType').size >= 8);
  const dashboards = [...read<object>('dashboard', 'Dashboard').values()].map((one) => JSON.stringify(one));
  assert.equal(dashboards.length, 1);
  const named = [...dashboards[0]!.matchAll(/"report":"Upsert_Guard\/(\w+)"/g)].map(([, name]) => name!);
  assert.ok(named.length > 0);
  for (const name of named) assert.ok(read('report', 'Report').has(name), name);
});

interface Report {
  readonly reportType: string;
  readonly filter: { readonly criteriaItems: readonly { readonly column: string; readonly value: string }[] };
}

interface ReportType {
  readonly sections: readonly { readonly columns: readonly { readonly table: string; readonly field: string }[] }[];
}

test('a report uses columns of its report type only', () => {
  const types = read<ReportType>('reportType', 'ReportType');
  for (const [name, report] of read<Report>('report', 'Report')) {
    const type = types.get(report.reportType.replace(/__c$/, ''));
    assert.ok(type, `${name}: ${report.reportType}`);
    const columns = type.sections.flatMap((section) => section.columns.map((one) => `${one.table}$${one.field}`));
    for (const [, used] of JSON.stringify(report).matchAll(/"(\w+\$\w+)"/g))
      assert.ok(columns.includes(used!), `${name}: ${used}`);
  }
});

test('a report names the records of lanes that changed since yesterday, for each object that stands alone', () => {
  const reports = read<Report>('report', 'Report');
  for (const object of ['Contact', 'Lead', 'Account', 'Order']) {
    const report = reports.get(`Changed_${object}s_by_Lane`);
    assert.deepEqual(
      report?.filter.criteriaItems.map(({ column, value }) => [column, value]),
      [
        [`${object}$Sync_Lane__c`, ''],
        [`${object}$LastModifiedDate`, 'LAST_N_DAYS:1']
      ],
      object
    );
  }
});

test('the guide for the admin states the storage that 5,000 rows a day take', () => {
  const guide = readFileSync(join(ROOT, 'docs/admin-guide.md'), 'utf8');
  assert.match(
    guide,
    /## Storage[^]*5,000 rows a day[^]*Sync_Run__c[^]*Contact_Sync_Exception__c[^]*Duplicate_Audit__c/
  );
});
