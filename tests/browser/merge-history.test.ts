// The merges behind an exception, and the undo of one, in the console: real Apex, real database, real browser.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ConsoleDoor } from '../../src/cli/scenarios/console-door.ts';
import { consoleAssets } from '../../src/lwc/index.ts';
import type { LocalOrg } from '../../src/org/index.ts';
import { localOrgForTests, PROJECT_FOLDER, rest } from '../clients/local-org-fixture.ts';
import { expectText, openConsole, settled, violations, watchProblems } from './check-console.ts';
import { reasonToSkip, startChromium, withPage } from './chromium.ts';

const PICTURES = join(PROJECT_FOLDER, 'reports/browser');
const DATA = '/services/data/v67.0';

describe('merges in the console', { skip: reasonToSkip() ?? false }, () => {
  test('names the records of a merge, says what the undo does, and undoes it', async () => {
    const org = await localOrgForTests({ console: () => consoleAssets() });
    const [ann = '', anna = ''] = await contacts(org);
    await merge(org, ann, anna);
    await rest(org, 'PATCH', `${DATA}/sobjects/Contact/${ann}`, { Title: 'Head of Sales' });
    // Somebody else comes with the e-mail of the survivor, so the exception names her.
    await send(org, [{ externalId: 'MC-9', fields: { LastName: 'Lee', Email: 'ann.lee@example.com' } }]);
    mkdirSync(PICTURES, { recursive: true });
    const browser = await startChromium();
    try {
      await withPage(browser, { width: 1440, height: 1400 }, async (page) => {
        const problems = watchProblems(page);
        await openConsole(page, org.consoleUrl);
        const history = page.locator('c-steward-merge-history');
        assert.equal(await history.locator('.summary').innerText(), 'Anna Lee into Ann Lee');

        await history.locator('lightning-button.preview button').click();
        await history.locator('.effect').first().waitFor();
        assert.deepEqual(await history.locator('.effect').allInnerTexts(), [
          'Anna Lee comes back.',
          'Business Phone of Ann Lee goes back to 1.',
          'Title of Ann Lee stays as it is. It was changed after the merge.'
        ]);
        assert.deepEqual(await violations(page), [], 'The preview of an undo is accessible.');
        await page.screenshot({ path: join(PICTURES, 'merge-history.png') });

        await history.locator('lightning-button.carry-out button').click();
        await expectText(page, 'c-steward-merge-history .outcome', 'MRG-0000001');
        await settled(page);
        assert.equal(await history.locator('lightning-badge').innerText(), 'Undone');
        assert.deepEqual(problems, [], 'The browser reported nothing.');
      });
    } finally {
      await browser.close();
    }
    const { body } = await rest(org, 'GET', `${DATA}/sobjects/Contact/${anna}`);
    assert.equal((body as Record<string, unknown>)['Phone'], '2', 'She is back as she was.');
  });
});

async function send(org: LocalOrg, rows: readonly Record<string, unknown>[]): Promise<string[]> {
  const dated = rows.map((row) => ({ sourceVersion: '2026-01-01T00:00:00Z', ...row }));
  const path = '/services/apexrest/sync/v1/marketing_contacts';
  const headers = { authorization: `Bearer ${org.integrationToken}` };
  const { status, body } = await rest(org, 'POST', path, { run: 'merges', rows: dated }, headers);
  assert.equal(status, 200, JSON.stringify(body));
  return (body as { outcomes: { recordId: string }[] }).outcomes.map(({ recordId }) => recordId);
}

function contacts(org: LocalOrg): Promise<string[]> {
  return send(org, [
    { externalId: 'MC-1', fields: { FirstName: 'Ann', LastName: 'Lee', Email: 'ann.lee@example.com', Phone: '1' } },
    {
      externalId: 'MC-2',
      fields: { FirstName: 'Anna', LastName: 'Lee', Email: 'anna.lee@example.com', Phone: '2', Title: 'Sales' }
    }
  ]);
}

/** The survivor takes phone and title of the other one. */
async function merge(org: LocalOrg, survivorId: string, loserId: string): Promise<void> {
  const door = await ConsoleDoor.open(org.consoleUrl);
  const choices = ['Phone', 'Title'].map((field) => ({ field, memberId: loserId }));
  const members = [{ id: survivorId }, { id: loserId }];
  const input = { survivorId, members, choices, reason: 'The same person.' };
  const seen = (await door.call('StewardMergeController', 'previewMerge', { input })) as {
    members: readonly { id: string; version: string }[];
  };
  const outcome = (await door.call('StewardMergeController', 'mergeRecords', {
    input: { ...input, members: seen.members.map(({ id, version }) => ({ id, version })) }
  })) as { success: boolean; message: string };
  assert.ok(outcome.success, outcome.message);
}
