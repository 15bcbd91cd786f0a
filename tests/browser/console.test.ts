// The console in a real browser, on the real base components.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import {
  checkConsole,
  countOf,
  expectText,
  openConsole,
  rows,
  settled,
  violations,
  watchProblems
} from './check-console.ts';
import { reasonToSkip, startChromium, withPage } from './chromium.ts';
import { exceptionFixtures } from './exception-fixtures.ts';
import { startRecordedOrg, type RecordedOrg } from './recorded-org.ts';

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 740 };
const PICTURES = fileURLToPath(new URL('../../reports/browser/', import.meta.url));

describe('console', { skip: reasonToSkip() ?? false }, () => {
  let browser: Browser;
  let org: RecordedOrg;

  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    org = await startRecordedOrg([]);
    browser = await startChromium();
  });

  after(async () => {
    await browser?.close();
    await org?.close();
  });

  beforeEach(() => {
    org.exceptions = exceptionFixtures(130);
    org.failure = undefined;
    org.before = () => Promise.resolve();
  });

  test('shows a queue, its counts and both sides, and filters it', () =>
    withPage(browser, WIDE, (page) =>
      checkConsole(page, {
        url: org.url,
        reasons: countByReason(org),
        screenshot: `${PICTURES}console.png`
      })
    ));

  test('fits a narrow screen and filters there by a combobox', () =>
    withPage(browser, NARROW, async (page) => {
      const problems = watchProblems(page);
      await openConsole(page, org.url);

      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth'
      );
      assert.equal(overflow, 0, 'Nothing is wider than the screen.');
      assert.deepEqual(await violations(page), []);
      await page.getByRole('combobox', { name: 'Reason' }).click();
      await page.getByRole('option', { name: /^Validation failed/ }).click();
      await settled(page);
      const reasons = await rows(page).locator('.reason').allInnerTexts();
      assert.deepEqual([...new Set(reasons)], ['Validation failed']);
      await page.screenshot({ path: `${PICTURES}console-narrow.png`, fullPage: true });
      assert.deepEqual(problems, []);
    }));

  test('can be worked with the keyboard alone', () =>
    withPage(browser, WIDE, async (page) => {
      await openConsole(page, org.url);

      await rows(page).first().focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');

      await expectText(page, 'dl dd', 'EX-000003');
      assert.equal(await rows(page).nth(2).getAttribute('aria-current'), 'true');
    }));

  test('loads more until all are there', () =>
    withPage(browser, WIDE, async (page) => {
      await openConsole(page, org.url);

      for (const shown of [100, 130]) {
        await page.getByRole('button', { name: 'Load more' }).click();
        await page.locator('[role="status"]', { hasText: `Showing ${shown} of 130` }).waitFor({ state: 'attached' });
      }

      assert.equal(await rows(page).count(), 130);
      assert.equal(await page.getByRole('button', { name: 'Load more' }).count(), 0);
    }));

  test('shows on refresh what others settled meanwhile', () =>
    withPage(browser, WIDE, async (page) => {
      await openConsole(page, org.url);

      org.exceptions = org.exceptions.slice(1, 4);
      await page.getByRole('button', { name: 'Refresh' }).click();
      await expectText(page, 'h1', '3 rows wait for a decision');

      assert.equal(await rows(page).count(), 3);
      await expectText(page, 'dl dd', 'EX-000002');
    }));

  test('keeps the newer filter when the answer to the older one comes last', () =>
    withPage(browser, WIDE, async (page) => {
      await openConsole(page, org.url);
      const late = gate();
      org.before = (call) => (call.params.reason === 'AMBIGUOUS_EMAIL' ? late.opened : Promise.resolve());
      const lateAnswer = page.waitForResponse((response) =>
        (response.request().postData() ?? '').includes('AMBIGUOUS_EMAIL')
      );

      await page.locator('button[data-reason="AMBIGUOUS_EMAIL"]').click();
      await page.locator('button[data-reason="VALIDATION_FAILED"]').click();
      await settled(page);
      late.open();
      await (await lateAnswer).finished();

      const reasons = await rows(page).locator('.reason').allInnerTexts();
      assert.deepEqual([...new Set(reasons)], ['Validation failed']);
    }));

  test('says that the queue is empty', () =>
    withPage(browser, WIDE, async (page) => {
      org.exceptions = [];
      await openConsole(page, org.url);

      await expectText(page, 'h2', 'The queue is empty');
      assert.equal(await rows(page).count(), 0);
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: `${PICTURES}console-empty.png` });
    }));

  test('shows the message of a failed call and recovers', () =>
    withPage(browser, WIDE, async (page) => {
      org.failure = 'The exceptions cannot be read: no access to Contact.';
      await openConsole(page, org.url);

      await expectText(page, '[role="alert"] li', org.failure);
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: `${PICTURES}console-error.png` });
      org.failure = undefined;
      await page.getByRole('button', { name: 'Try again' }).click();
      await rows(page).first().waitFor();

      assert.equal(await page.locator('[role="alert"]').count(), 0);
      assert.equal(await countOf(page, ''), 130);
    }));

  test('says that the org went away', () =>
    withPage(browser, WIDE, async (page) => {
      await openConsole(page, org.url);
      await page.route('**/local-org/aura', (route) => route.abort());

      await page.getByRole('button', { name: 'Refresh' }).click();

      await expectText(page, '[role="alert"] li', 'The org cannot be reached.');
    }));
});

function countByReason(org: RecordedOrg): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of org.exceptions) {
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
