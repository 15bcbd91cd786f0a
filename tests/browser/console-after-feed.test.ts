// The console as a steward finds it after a feed: real Apex, real database, real browser.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { runSample } from '../../src/cli/commands/sample-run.ts';
import { consoleAssets } from '../../src/lwc/index.ts';
import type { LocalOrg } from '../../src/org/index.ts';
import { LANES_FOLDER, loadLane } from '../../src/sync/index.ts';
import { localOrgForTests, PROJECT_FOLDER, rest } from '../clients/local-org-fixture.ts';
import { checkConsole, doToSelected, openConsole, settleChosen, violations } from './check-console.ts';
import { reasonToSkip, startChromium, withPage } from './chromium.ts';

const ROWS = 1500;
const SEED = 20260101;

/** The README's picture: made when it is missing or asked for, so that a test run does not change the working tree. */
const README_PICTURE = join(PROJECT_FOLDER, 'docs/console.png');
const SETTLED_PICTURE = join(PROJECT_FOLDER, 'reports/browser/console-settled.png');
const MANY_PICTURE = join(PROJECT_FOLDER, 'reports/browser/console-many.png');
const REPORT_PICTURE = join(PROJECT_FOLDER, 'reports/browser/console-after-feed.png');

describe('console after a feed', { skip: reasonToSkip() ?? false }, () => {
  test('shows every exception that the feed left, by reason', async () => {
    const org = await localOrgForTests({ console: () => consoleAssets() });
    await sendSample(org);
    const reasons = await openByReason(org);
    assert.ok(Object.keys(reasons).length >= 5, 'The planted trouble has at least five reasons.');

    const wanted = !existsSync(README_PICTURE) || process.env['UPDATE_SCREENSHOT'] === 'true';
    const screenshot = wanted ? README_PICTURE : REPORT_PICTURE;
    mkdirSync(join(screenshot, '..'), { recursive: true });
    const browser = await startChromium();
    try {
      await withPage(browser, { width: 1440, height: 900 }, (page) =>
        checkConsole(page, { url: org.consoleUrl, reasons, screenshot })
      );
      await withPage(browser, { width: 1440, height: 900 }, async (page) => {
        await openConsole(page, org.consoleUrl);
        const first = await page.locator('button[data-id]').first().getAttribute('data-id');
        const said = await settleChosen(page, 'Send back to the source', 'The source corrects it.');
        assert.match(said, /^EX-\d+: Nothing is written/);
        const path = `/services/data/v67.0/sobjects/Contact_Sync_Exception__c/${first}`;
        const { body } = await rest(org, 'GET', path);
        const { Status__c: status, Note__c: note } = body as Readonly<Record<string, unknown>>;
        assert.deepEqual({ status, note }, { status: 'Resolved', note: 'The source corrects it.' });
        assert.notEqual(await page.locator('button[data-id]').first().getAttribute('data-id'), first);
        await page.screenshot({ path: SETTLED_PICTURE });
      });
      await withPage(browser, { width: 1440, height: 900 }, async (page) => {
        await openConsole(page, org.consoleUrl);
        await checkManyAtOnce(page, org);
      });
    } finally {
      await browser.close();
    }
  });
});

/** Selects with the keyboard and the mouse, claims, releases, and rejects what is left selected. */
async function checkManyAtOnce(page: Page, org: LocalOrg): Promise<void> {
  const boxes = page.locator('c-steward-exception-list input[type="checkbox"]');
  await boxes.first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await boxes.nth(2).check();
  const ids = await Promise.all([0, 1, 2].map((at) => boxes.nth(at).getAttribute('data-id')));
  assert.equal(await page.locator('c-steward-bulk-actions .count').innerText(), '3 selected');

  assert.equal(await doToSelected(page, 'CLAIM'), '3 claimed');
  assert.deepEqual(await statusesOf(org, ids), ['Claimed', 'Claimed', 'Claimed']);
  assert.equal(await page.locator('c-steward-exception-list lightning-badge', { hasText: 'Claimed' }).count(), 3);
  assert.equal(await page.locator('c-steward-exception-list input:checked').count(), 0, 'What is done is let go.');
  assert.deepEqual(await violations(page), [], 'The report is accessible.');

  // The fourth is claimed by nobody: it is refused, and stays selected.
  for (const at of [0, 1, 2, 3]) await boxes.nth(at).check();
  assert.equal(await doToSelected(page, 'RELEASE'), '3 released, 1 refused');
  await page.locator('.refused li', { hasText: 'is not claimed' }).waitFor();
  await page.screenshot({ path: MANY_PICTURE });
  assert.deepEqual(await statusesOf(org, ids), ['New', 'New', 'New']);
  const fourth = await page.locator('c-steward-exception-list input:checked').getAttribute('data-id');

  assert.equal(await doToSelected(page, 'REJECT', 'A test feed.'), '1 rejected');
  assert.deepEqual(await statusesOf(org, [fourth]), ['Rejected']);
  assert.equal(await page.locator(`button[data-id="${fourth}"]`).count(), 0, 'It has left the queue.');
}

/** In the order of the ids. */
async function statusesOf(org: LocalOrg, ids: readonly (string | null)[]): Promise<unknown[]> {
  const soql = `SELECT Id, Status__c FROM Contact_Sync_Exception__c WHERE Id IN ('${ids.join("','")}') ORDER BY Id`;
  const { body } = await rest(org, 'GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
  return (body as { records: readonly { Status__c: string }[] }).records.map(({ Status__c: status }) => status);
}

async function sendSample(org: LocalOrg): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-sample-'));
  const lines: string[] = [];
  const lane = loadLane(join(PROJECT_FOLDER, LANES_FOLDER, 'marketing_contacts.yaml'));
  try {
    const good = await runSample({
      instanceUrl: org.instanceUrl,
      integrationToken: org.integrationToken,
      adminToken: org.adminToken,
      lane,
      feedFile: join(folder, 'feed.csv'),
      rows: ROWS,
      seed: SEED,
      retryLimit: lane.retry.limit,
      print: (text) => lines.push(text)
    });
    assert.ok(good, lines.join('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Counted by the API, not by the controller that is under test. */
async function openByReason(org: LocalOrg): Promise<Record<string, number>> {
  const soql = `SELECT Reason__c reason, COUNT(Id) total FROM Contact_Sync_Exception__c WHERE Status__c = 'New' GROUP BY Reason__c`;
  const { body } = await rest(org, 'GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
  const { records } = body as { records: readonly { reason: string; total: number }[] };
  return Object.fromEntries(records.map(({ reason, total }) => [reason, total]));
}
