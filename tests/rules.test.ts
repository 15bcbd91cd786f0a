/** `docs/rules.md` against the tests that the project has: each rule of the product's sections 3 to 10 is proved by one that exists. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { passedTests } from './rules/read-report.ts';
import { existingTests, nameOf, PROJECT, readCatalogue, readRules } from './rules/read-rules.ts';

const FIRST_SECTION = 3;
const LAST_SECTION = 10;
/** Rules that are promised and not built yet. A rule leaves this list with its first test; none may come in unseen. */
const NOT_BUILT: readonly string[] = [];

describe('reading rules', () => {
  test('takes the words and the tests of each entry', () => {
    const text = [
      '# Rules',
      '- **3.1** A row has `one`',
      '  outcome.',
      '  `SyncATest.hasOne`',
      '  `tests/a.test.ts: a row is a row`, `something else`',
      '- **3.2** Nothing proves this.',
      '',
      '## 4. More',
      '',
      '- **4.1** The last.',
      '  `SyncBTest.isLast`',
      ''
    ].join('\n');
    const [first, second, third] = readRules(text);
    assert.deepEqual([first?.id, first?.words], ['3.1', 'A row has `one`\n  outcome.']);
    assert.deepEqual(first?.tests.map(nameOf), ['SyncATest.hasOne', 'tests/a.test.ts: a row is a row']);
    assert.deepEqual(first?.unreadable, ['something else']);
    assert.deepEqual([second?.id, second?.tests], ['3.2', []]);
    assert.deepEqual([third?.section, third?.tests.map(nameOf)], [4, ['SyncBTest.isLast']]);
  });

  test('knows the tests of both kinds', () => {
    const names = existingTests();
    assert.ok(names.has('SyncIntakeTest.queuesARowWithoutExternalId'));
    assert.ok(names.has('tests/rules.test.ts: knows the tests of both kinds'));
  });
});

describe('reading reports', () => {
  test('tells tests that passed from those that failed, were skipped or never ran', () => {
    const file = join(PROJECT, 'tests/a.test.ts');
    const xml = `<testsuites><testsuite name="ATest"><testcase classname="ATest" name="good"/>
      <testcase classname="ATest" name="bad"><failure message="x"/></testcase></testsuite>
      <testsuite name="s"><testcase name="fine" classname="test" file="${file}"/>
      <testcase name="later" classname="test" file="${file}"><skipped/></testcase></testsuite></testsuites>`;
    assert.deepEqual([...passedTests(xml)], ['ATest.good', 'tests/a.test.ts: fine']);
  });
});

describe('the rules of the product', () => {
  const rules = readCatalogue();

  test('are numbered without a gap in every section', () => {
    for (let section = FIRST_SECTION; section <= LAST_SECTION; section += 1) {
      const ids = rules.filter((rule) => rule.section === section).map(({ id }) => id);
      assert.notEqual(ids.length, 0, `section ${section}`);
      assert.deepEqual(
        ids,
        ids.map((_, index) => `${section}.${index + 1}`)
      );
    }
    assert.ok(rules.every(({ section }) => section >= FIRST_SECTION && section <= LAST_SECTION));
  });

  test('have a test each, or are known not to be built', () => {
    const unproved = rules.filter(({ tests }) => tests.length === 0).map(({ id }) => id);
    assert.deepEqual(unproved, NOT_BUILT);
  });

  test('name only tests that exist', () => {
    const names = existingTests();
    const missing = rules.flatMap(({ id, tests, unreadable }) => [
      ...unreadable.map((text) => `${id}: "${text}" is no name of a test`),
      ...tests.filter((named) => !names.has(nameOf(named))).map((named) => `${id}: ${nameOf(named)} does not exist`)
    ]);
    assert.deepEqual(missing, []);
  });

  test('name every outcome and every reason', () => {
    const words = rules
      .filter(({ section }) => section === 5)
      .map((rule) => rule.words)
      .join('\n');
    for (const name of ['SyncOutcome', 'SyncReason']) {
      const source = readFileSync(join(PROJECT, `force-app/main/intake/classes/${name}.cls`), 'utf8');
      const values = [...source.matchAll(/static final String (\w+) = '\1'/g)].map(([, value]) => value!);
      assert.ok(values.length >= 10, name);
      for (const value of values) assert.ok(words.includes(value), value);
    }
  });
});
