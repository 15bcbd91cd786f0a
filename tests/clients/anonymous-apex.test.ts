/** `sf apex run`, as an admin schedules the package's jobs and fills keys. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { localOrgForTests, rest } from './local-org-fixture.ts';
import { signedInCli } from './sf-cli.ts';

/** The `result` of a run that succeeded, the `data` of one that did not. */
interface Executed {
  readonly compiled: boolean;
  readonly success: boolean;
  readonly logs: string;
  readonly line: string;
  readonly compileProblem: string;
  readonly exceptionMessage: string;
  readonly exceptionStackTrace: string;
}

const org = await localOrgForTests();
const sf = await signedInCli(org);
const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-anonymous-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function execute(source: string): Promise<Executed> {
  const file = join(folder, 'block.apex');
  writeFileSync(file, source);
  const { stdout } = await sf.run(folder, 'apex', 'run', '-o', 'local', '--file', file, '--json');
  const answer = JSON.parse(stdout) as { result?: Executed; data?: Executed };
  const executed = answer.result ?? answer.data;
  assert.ok(executed, stdout);
  return executed;
}

async function countContacts(where: string): Promise<unknown> {
  const query = encodeURIComponent(`SELECT COUNT() FROM Contact WHERE ${where}`);
  return ((await rest(org, 'GET', `/services/data/v67.0/query?q=${query}`)).body as { totalSize: number }).totalSize;
}

test('a block runs, logs with its lines, and is committed', async () => {
  const { success, logs } = await execute(
    `String name = 'Anonymous';\nfor (Integer i = 0; i < 2; i++) {\n  insert new Contact(LastName = name + i);\n}\nSystem.debug('made ' + name);\nSystem.debug(LoggingLevel.FINE, 'too fine');`
  );
  assert.equal(success, true);
  assert.match(logs, /^67\.0 APEX_CODE,DEBUG\nExecute Anonymous: String name/);
  assert.match(logs, /\|USER_DEBUG\|\[5\]\|DEBUG\|made Anonymous\n/);
  assert.doesNotMatch(logs, /\|DEBUG\|too fine/);
  assert.equal(await countContacts(`LastName LIKE 'Anonymous%'`), 2);
});

test('an exception rolls the block back and names its line', async () => {
  const { compiled, success, line, exceptionMessage, exceptionStackTrace } = await execute(
    `insert new Contact(LastName = 'Undone');\n\ninsert new Contact();`
  );
  assert.deepEqual([compiled, success], [true, false]);
  assert.equal(line, '3');
  assert.match(exceptionMessage, /^System\.DmlException: Insert failed.*REQUIRED_FIELD_MISSING/);
  assert.match(exceptionStackTrace, /^AnonymousBlock: line 3, column 1$/m);
  assert.equal(await countContacts(`LastName = 'Undone'`), 0);
});

test('what does not compile is reported at its line, and nothing runs', async () => {
  const { compiled, line, compileProblem } = await execute(
    `insert new Contact(LastName = 'Never');\nInteger x = missing;`
  );
  assert.equal(compiled, false);
  assert.equal(line, '2');
  assert.match(compileProblem, /Variable does not exist: missing/);
  assert.equal(await countContacts(`LastName = 'Never'`), 0);
});

test('a block that declares methods is refused', async () => {
  const { compiled, compileProblem } = await execute(`void later() { }\nlater();`);
  assert.equal(compiled, false);
  assert.match(compileProblem, /APX1011/);
});

test('anonymous Apex needs Author Apex, a live session and a version that this org runs', async () => {
  const envelope = (token: string): string =>
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header>` +
    `<e:Body><executeAnonymous xmlns="http://soap.sforce.com/2006/08/apex"><String>System.debug(1 &lt; 2);</String></executeAnonymous></e:Body></e:Envelope>`;
  const call = async (token: string, version = '67.0'): Promise<string> => {
    const address = `${org.instanceUrl}/services/Soap/s/${version}/00D000000000001`;
    return (await fetch(address, { method: 'POST', body: envelope(token) })).text();
  };
  assert.match(await call(org.adminToken), /<success>true<\/success>/);
  assert.doesNotMatch(await call(org.adminToken), /DebuggingInfo/, 'no log without a DebuggingHeader');
  assert.match(await call(org.tokenOf('steward@local.org')), /INSUFFICIENT_ACCESS/);
  assert.match(await call('nobody'), /INVALID_SESSION_ID/);
  assert.match(await call(org.adminToken, '60.0'), /INVALID_OPERATION/);
});
