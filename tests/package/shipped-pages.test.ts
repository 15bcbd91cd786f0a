/** Records can be opened and found in an org: layouts, list views and tabs. The local org reads them and does not use them, so no other test sees a mistake. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';

const ROOT = resolve(import.meta.dirname, '../..');

/** Records that lanes lock and that say nothing to people. */
const INTERNAL = new Set(['Identity_Lock__c']);

function files(pattern: string): string[] {
  return globSync(`force-app/main/${pattern}`, { cwd: ROOT }).sort();
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function valuesOf(tag: string, text: string): string[] {
  return [...text.matchAll(new RegExp(`<${tag}>([^<]+)</${tag}>`, 'g'))].map(([, value]) => value!);
}

function fieldsOf(object: string): string[] {
  return files(`*/objects/${object}/fields/*.field-meta.xml`).map((file) => basename(file, '.field-meta.xml'));
}

const objects = files('*/objects/*__c/*.object-meta.xml')
  .map((file) => basename(file, '.object-meta.xml'))
  .filter((object) => !INTERNAL.has(object));
const tabs = files('console/tabs/*.tab-meta.xml').map((file) => basename(file, '.tab-meta.xml'));

test('every object has one layout, with all of its fields and no others', () => {
  assert.ok(objects.length > 0);
  for (const object of objects) {
    const layouts = files(`*/layouts/${object}-*.layout-meta.xml`);
    assert.equal(layouts.length, 1, object);
    const shown = valuesOf('field', textOf(layouts[0]!)).filter((field) => field.endsWith('__c'));
    assert.deepEqual(shown.sort(), fieldsOf(object).sort(), object);
  }
});

test('a master is required on a layout, as the platform asks', () => {
  const masters = files('*/objects/*__c/fields/*.field-meta.xml').filter((file) =>
    textOf(file).includes('<type>MasterDetail</type>')
  );
  assert.ok(masters.length > 0);
  for (const file of masters) {
    const [, object] = /\/objects\/(\w+)\//.exec(file)!;
    const [layout] = files(`*/layouts/${object}-*.layout-meta.xml`);
    const field = basename(file, '.field-meta.xml');
    assert.match(textOf(layout!), new RegExp(`<behavior>Required</behavior>\\s*<field>${field}</field>`), file);
  }
});

test('a list view shows fields of its object', () => {
  for (const file of files('*/objects/*__c/listViews/*.listView-meta.xml')) {
    const [, object] = /\/objects\/(\w+)\//.exec(file)!;
    const custom = valuesOf('columns', textOf(file)).filter((column) => column.endsWith('__c'));
    const fields = fieldsOf(object!);
    for (const column of custom) assert.ok(fields.includes(column), `${file}: ${column}`);
  }
});

test('every tab is in the app, lists all records, and is visible to every role of people', () => {
  const [app] = files('console/applications/*.app-meta.xml');
  const inApp = valuesOf('tabs', textOf(app!)).filter((tab) => !tab.startsWith('standard-'));
  assert.deepEqual(inApp.sort(), [...tabs].sort());
  for (const tab of tabs.filter((name) => name.endsWith('__c'))) {
    assert.equal(files(`*/objects/${tab}/listViews/All.listView-meta.xml`).length, 1, tab);
  }
  for (const role of ['Admin', 'Lead', 'Operator', 'Steward']) {
    const [file] = files(`access/permissionsets/Upsert_Guard_${role}.permissionset-meta.xml`);
    assert.deepEqual(valuesOf('tab', textOf(file!)), [...tabs].sort(), role);
  }
});

test('who opens a record in the app sees its merges, on a page that the app assigns', () => {
  const pages = files('console/flexipages/*_Record.flexipage-meta.xml').map((file) => ({
    name: basename(file, '.flexipage-meta.xml'),
    object: valuesOf('sobjectType', textOf(file))[0],
    components: valuesOf('componentName', textOf(file))
  }));
  const [app] = files('console/applications/*.app-meta.xml');
  const assigned = [...textOf(app!).matchAll(/<actionOverrides>(.*?)<\/actionOverrides>/gs)].map(([, text]) => ({
    name: valuesOf('content', text!)[0],
    object: valuesOf('pageOrSobjectType', text!)[0]
  }));
  const [bundle] = files('console/lwc/stewardMergeHistory/*.js-meta.xml');

  const byObject = (one: { object?: string }, other: { object?: string }): number =>
    String(one.object).localeCompare(String(other.object));
  assert.deepEqual(assigned.sort(byObject), pages.map(({ name, object }) => ({ name, object })).sort(byObject));
  assert.deepEqual(pages.map(({ object }) => object).sort(), valuesOf('object', textOf(bundle!)).sort());
  for (const { name, components } of pages) assert.ok(components.includes('stewardMergeHistory'), name);
});
