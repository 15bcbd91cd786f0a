/** The command line as a person meets it: what it says when something is wrong, and its exit codes. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import { DeployFailure, KeptDataMismatch, startLocalOrg } from '../../src/org/index.ts';
import { PROJECT_FOLDER } from '../clients/local-org-fixture.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function command(...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(PROJECT_FOLDER, 'src/cli/main.ts'), ...words], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-cli-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function dataFolderOfATest(): string {
  const folder = newDataFolder('upsert-guard-cli-org-');
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A small project of its own, so that a test can break it. */
function smallProject(): string {
  const folder = temporaryFolder();
  cpSync(join(PROJECT_FOLDER, 'tests/fixtures/naive-upsert'), folder, { recursive: true });
  return folder;
}

test('help names the commands and every flag of start', async () => {
  const { code, stdout } = await command('start', '--help');
  assert.equal(code, 0);
  for (const flag of ['--once', '--port', '--keep', '--no-feed', '--no-console', '--rows', '--seed']) {
    assert.match(stdout, new RegExp(flag));
  }
});

test('a flag that makes no sense is refused with what it may be', async () => {
  const { code, stderr } = await command('start', '--port', 'seven');
  assert.notEqual(code, 0);
  assert.match(stderr, /whole number from 0 to 65535/);
});

test('a taken port is said before anything is deployed', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  after(() => holder.close());
  const { port } = holder.address() as AddressInfo;
  const { code, stdout, stderr } = await command('start', '--once', '--port', String(port));
  assert.equal(code, 2);
  assert.match(stderr, new RegExp(`Port ${port} is taken.*--port`));
  assert.doesNotMatch(stdout, /Metadata/);
});

test('a lane file that is not there, and a feed that is not there, are named', async () => {
  const target = ['--instance-url', 'http://127.0.0.1:9', '--token', 'none'];
  const noLane = await command('sync', 'no_such_lane', 'feed.csv', ...target);
  assert.equal(noLane.code, 2);
  assert.match(noLane.stderr, /no_such_lane\.yaml/);
  const noFeed = await command('sync', 'marketing_contacts', 'no-such-feed.csv', ...target);
  assert.equal(noFeed.code, 2);
  assert.match(noFeed.stderr, /no-such-feed\.csv: there is no such file/);
});

test('a broken class stops the deploy with file, line and reason, and so does a broken field, both at once', async () => {
  const projectFolder = smallProject();
  const classes = join(projectFolder, 'force-app/main/classes');
  writeFileSync(
    join(classes, 'NaiveSyncRestResource.cls'),
    'public class NaiveSyncRestResource {\n  Integer a = nothing;\n}\n'
  );
  await assert.rejects(startLocalOrg({ projectFolder, dataFolder: dataFolderOfATest() }), (error) => {
    assert.ok(error instanceof DeployFailure);
    const [problem] = error.diagnostics;
    assert.match(problem?.file ?? '', /NaiveSyncRestResource\.cls$/);
    assert.equal(problem?.line, 2);
    assert.match(problem?.message ?? '', /nothing/);
    return true;
  });
  const field = join(projectFolder, 'force-app/main/objects/Contact/fields/Source_Version__c.field-meta.xml');
  writeFileSync(
    field,
    '<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">\n<fullName>Source_Version__c</fullName>\n<colour/>\n</CustomField>'
  );
  await assert.rejects(startLocalOrg({ projectFolder, dataFolder: dataFolderOfATest() }), (error) => {
    assert.ok(error instanceof DeployFailure);
    assert.ok(
      error.diagnostics.some(({ file, line }) => file.endsWith('Source_Version__c.field-meta.xml') && line === 3)
    );
    return true;
  });
});

test('data is kept when asked for, and refused when other metadata made it', async () => {
  const projectFolder = smallProject();
  const dataFolder = dataFolderOfATest();
  const first = await startLocalOrg({ projectFolder, dataFolder });
  const created = await fetch(`${first.instanceUrl}/services/data/v67.0/sobjects/Contact`, {
    method: 'POST',
    headers: { authorization: `Bearer ${first.adminToken}` },
    body: JSON.stringify({ LastName: 'Kept' })
  });
  assert.equal(created.status, 201);
  await first.close();
  const second = await startLocalOrg({ projectFolder, dataFolder, keepData: true });
  const found = await fetch(`${second.instanceUrl}/services/data/v67.0/query?q=SELECT+LastName+FROM+Contact`, {
    headers: { authorization: `Bearer ${second.adminToken}` }
  });
  assert.equal(((await found.json()) as { totalSize: number }).totalSize, 1);
  await second.close();
  const field = join(projectFolder, 'force-app/main/objects/Contact/fields/Source_Version__c.field-meta.xml');
  rmSync(field);
  // What names the field or the class goes with them, so that the rest still deploys.
  rmSync(join(projectFolder, 'force-app/main/permissionsets'), { recursive: true });
  const source = join(projectFolder, 'force-app/main/classes');
  rmSync(join(source, 'NaiveSyncRestResource.cls'));
  rmSync(join(source, 'NaiveSyncRestResource.cls-meta.xml'));
  await assert.rejects(startLocalOrg({ projectFolder, dataFolder, keepData: true }), KeptDataMismatch);
});
