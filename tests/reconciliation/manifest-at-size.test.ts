/**
 * A reconciliation at size, end to end: the command reads a feed, uploads it in parts, and the org compares it with its records. MANIFEST_IDS=1000000
 * takes the size that docs/reconciliation.md tells of. What must not grow with it: the client's memory, and what one transaction holds.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { after, test } from 'node:test';

import { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import { openConnection } from '../../src/database/index.ts';
import type { ReconcileReport } from '../../src/sync/index.ts';
import { LANES_FOLDER, loadLane } from '../../src/sync/index.ts';
import { localOrgForTests, PROJECT_FOLDER } from '../clients/local-org-fixture.ts';

/** More than the parts of one digit hold in a bucket would be 320,000; more than one part begins at 20,001. */
const IDS = Number(process.env['MANIFEST_IDS'] ?? 24_000);
/** Ids that only one side has. */
const MISSING = Math.ceil(IDS / 2_000);
/** Megabytes of the client's heap, at any size. */
const CLIENT_HEAP = 128;
/** Heap of an asynchronous transaction (Apex Developer Guide, "Execution Governors and Limits"). */
const APEX_HEAP = 12_000_000;
/** What a record of a chunk may bring along: a bucket (ReconciliationSourceList). */
const BUCKETS_IN_CHUNK = 100;

const lane = loadLane(join(PROJECT_FOLDER, LANES_FOLDER, 'marketing_contacts.yaml'));
const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-manifest-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const org = await localOrgForTests({ maximumWorkers: 3 });
const admin = new OrgDoor(org.instanceUrl, org.adminToken);

/** One contact through the lane, and copies of it past the API: the reconciliation is what is tried here, not the saving. */
async function contacts(count: number): Promise<void> {
  const fields = { LastName: 'At size', Email: 'original@example.com' };
  const rows = [{ externalId: `${lane.source.externalIdPrefix}0`, sourceVersion: 1, fields }];
  await new OrgDoor(org.instanceUrl, org.integrationToken).call('POST', `/services/apexrest/sync/v1/${lane.lane}`, {
    run: 'original',
    rows
  });
  const connection = openConnection(org.databaseUrl);
  try {
    connection.run(`
      INSERT INTO org."contact" SELECT copied.* FROM org."contact" original, generate_series(1, ${count - 1}) number,
        jsonb_populate_record(original, jsonb_build_object(
          'id', '0039' || lpad(number::text, 11, '0') || 'AAA',
          'external_contact_id__c', '${lane.source.externalIdPrefix}' || number,
          'email', 'p' || number || '@example.com',
          'normalized_email__c', 'p' || number || '@example.com',
          'identity_key__c', 'p' || number || '@example.com')) copied;
      ANALYZE org."contact"`);
  } finally {
    connection.close();
  }
}

/** Everybody but the first, and as many whom the org does not have. */
async function feed(): Promise<string> {
  const file = join(folder, 'feed.csv');
  const stream = createWriteStream(file);
  stream.write(`${lane.source.externalIdColumn}\n`);
  for (let number = MISSING; number < IDS + MISSING; number++) {
    if (!stream.write(`${number}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  return file;
}

function reconcile(file: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const main = join(PROJECT_FOLDER, 'src/cli/main.ts');
  const words = [`--max-old-space-size=${CLIENT_HEAP}`, main, 'sync', 'reconcile', lane.lane, file, '--json'];
  const more = ['--manifest', 'at-size', '--findings', join(folder, 'findings.csv')];
  const env = { ...process.env, SF_ORG_INSTANCE_URL: org.instanceUrl, SF_ACCESS_TOKEN: org.integrationToken };
  return new Promise((resolve) => {
    execFile(process.execPath, [...words, ...more], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

test(`${IDS.toLocaleString('en')} external ids are compared in bounded memory`, async (context) => {
  await contacts(IDS);
  const file = await feed();
  const began = Date.now();
  const { code, stdout, stderr } = await reconcile(file);
  const seconds = (Date.now() - began) / 1000;
  assert.equal(stderr, '');
  assert.equal(code, 1, 'the two sides differ');
  const report = JSON.parse(stdout) as ReconcileReport;
  const { counts } = report.reconciliation;
  assert.deepEqual(
    [report.ids, counts['records'], counts['manifestIds'], counts['matchedIds']],
    [IDS, IDS, IDS, IDS - MISSING]
  );
  assert.deepEqual([counts['missingInSalesforce'], counts['missingInSource']], [MISSING, MISSING]);
  assert.equal(await admin.count('SELECT COUNT() FROM Reconciliation_Finding__c'), 2 * MISSING);

  const jobs = await admin.query(`SELECT TotalJobItems FROM AsyncApexJob WHERE JobType = 'BatchApex'`);
  const chunks = jobs.reduce((sum, job) => sum + Number(job['TotalJobItems']), 0);
  const buckets = await admin.query('SELECT Ids__c FROM Source_Manifest_Bucket__c WHERE Ids_Count__c > 0');
  const largest = buckets.map(({ Ids__c }) => String(Ids__c).length).sort((a, b) => b - a);
  // The text of the buckets, and each of its ids once more in the set that is asked.
  const held = 2 * largest.slice(0, BUCKETS_IN_CHUNK).reduce((sum, length) => sum + length, 0);
  context.diagnostic(
    `${IDS} ids on each side, ${MISSING} missing on each: ${seconds.toFixed(1)} s, ${buckets.length} buckets of up to ` +
      `${largest[0]} characters, ${jobs.length} jobs, ${chunks} transactions for chunks, at most ${held} characters in one`
  );
  assert.ok(held < APEX_HEAP / 2, `${held} characters of ids may meet in one transaction`);
  assert.ok(chunks < IDS / 20, `${chunks} transactions: not one for each id`);
});
