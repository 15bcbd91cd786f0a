/** `sf project deploy start --ignore-errors`: what can be deployed is, and the report says what was left out. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';

import { writeApexProject } from '../../src/org/tests/fixtures/apex-project.ts';
import { localOrgForTests } from '../clients/local-org-fixture.ts';
import { signedInCli, type SfAnswer } from '../clients/sf-cli.ts';

interface Report {
  readonly status: string;
  readonly success: boolean;
  readonly numberComponentsTotal: number;
  readonly numberComponentErrors: number;
  readonly numberTestErrors: number;
  readonly files: readonly { readonly fullName: string; readonly state: string; readonly error?: string }[];
}

/** The code with which `sf` ends when a deploy has succeeded in part (plugin-deploy-retrieve, errorCodes.js). */
const PARTIAL = 68;

const org = await localOrgForTests({ empty: true });
const sf = await signedInCli(org);

function project(sources: Readonly<Record<string, string>>): string {
  const folder = writeApexProject(sources);
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function deploy(folder: string, ...words: string[]): Promise<SfAnswer> {
  return sf.run(folder, ...['project', 'deploy', 'start', '-o', 'local', '-d', 'force-app', '--json'], ...words);
}

function reportOf({ stdout }: SfAnswer): Report {
  return (JSON.parse(stdout) as { result: Report }).result;
}

const statesOf = ({ files }: Report): Record<string, string> =>
  Object.fromEntries(files.map(({ fullName, state }) => [fullName, state]));

const unitsOfTheOrg = (): string[] => org.prepared.program.units.map(({ name }) => name).sort();

const SOURCES = {
  GoodPrice: 'public class GoodPrice {\n  public static Integer value() {\n    return 1;\n  }\n}\n',
  BrokenPrice: 'public class BrokenPrice {\n  public static Integer value() {\n    return missing;\n  }\n}\n',
  DependentPrice:
    'public class DependentPrice {\n  public static Integer value() {\n    return BrokenPrice.value();\n  }\n}\n',
  ThirdPrice:
    'public class ThirdPrice {\n  public static Integer value() {\n    return DependentPrice.value();\n  }\n}\n'
};

test('without --ignore-errors nothing is deployed', async () => {
  const answer = await deploy(project(SOURCES));
  assert.equal(answer.exitCode, 1);
  assert.equal(reportOf(answer).status, 'Failed');
  assert.deepEqual(unitsOfTheOrg(), []);
});

test('with it, the class that does not compile and all that need it are left out, the others are deployed', async () => {
  const answer = await deploy(project(SOURCES), '--ignore-errors');
  const report = reportOf(answer);
  assert.equal(answer.exitCode, PARTIAL, answer.stdout);
  assert.deepEqual([report.status, report.success, report.numberComponentErrors], ['SucceededPartial', true, 3]);
  const states = statesOf(report);
  assert.deepEqual(
    ['GoodPrice', 'BrokenPrice', 'DependentPrice', 'ThirdPrice', 'Contact.Key__c', 'Key_Access'].map(
      (name) => states[name]
    ),
    ['Created', 'Failed', 'Failed', 'Failed', 'Created', 'Created']
  );
  assert.match(report.files.find(({ fullName }) => fullName === 'BrokenPrice')?.error ?? '', /missing/);
  assert.deepEqual(unitsOfTheOrg(), ['GoodPrice']);
  assert.ok(org.prepared.source.schema.objects.get('contact')?.fields.has('key__c'));
});

test('a changed class that would break one of the org fails the deploy as a whole', async () => {
  const first = {
    BasePrice: SOURCES.GoodPrice.replace('Good', 'Base'),
    UserPrice: SOURCES.DependentPrice.replace('Dependent', 'User').replace('Broken', 'Base')
  };
  assert.equal((await deploy(project(first))).exitCode, 0);
  const before = unitsOfTheOrg();
  const answer = await deploy(
    project({ BasePrice: 'public class BasePrice {\n}\n', FreshPrice: SOURCES.GoodPrice.replace('Good', 'Fresh') }),
    '--ignore-errors'
  );
  assert.equal(answer.exitCode, 1, answer.stdout);
  assert.equal(reportOf(answer).status, 'Failed');
  assert.match(answer.stdout, /UserPrice/);
  assert.deepEqual(unitsOfTheOrg(), before);
});

test('failing tests do not stop such a deploy, and it does not pass for a whole success', async () => {
  const failing =
    "@IsTest\nprivate class FailingTest {\n  @IsTest\n  static void fails() {\n    System.Assert.fail('on purpose');\n  }\n}\n";
  const words = ['--test-level', 'RunSpecifiedTests', '--tests', 'FailingTest'];
  const strict = await deploy(project({ FailingTest: failing }), ...words);
  assert.equal(strict.exitCode, 1);
  assert.ok(!unitsOfTheOrg().includes('FailingTest'));
  const lenient = await deploy(project({ FailingTest: failing }), ...words, '--ignore-errors');
  const report = reportOf(lenient);
  assert.equal(lenient.exitCode, PARTIAL, lenient.stdout);
  assert.deepEqual([report.status, report.numberTestErrors], ['SucceededPartial', 1]);
  assert.ok(unitsOfTheOrg().includes('FailingTest'));
});
