// What must hold for the console in a browser, whatever org is behind it.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export interface ConsoleExpectations {
  /** Address of the page; for an org that asks for a session, the address that brings one. */
  readonly url: string;
  /** Open exceptions by reason, as stored in `Reason__c`. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Where to save a picture: the first filter whose first row has both sides. */
  readonly screenshot?: string;
}

/** Rows that the console asks for at first. */
const PAGE_STEP = 50;

/** Opens the console and checks header, counts, rows, both sides, every filter and accessibility. */
export async function checkConsole(page: Page, expectations: ConsoleExpectations): Promise<void> {
  const problems = watchProblems(page);
  let picture = expectations.screenshot;
  const open = Object.values(expectations.reasons).reduce((sum, count) => sum + count, 0);

  await openConsole(page, expectations.url);
  await expectText(page, 'h1', `${open} ${open === 1 ? 'row waits' : 'rows wait'} for a decision`);
  assert.equal(await rows(page).count(), Math.min(open, PAGE_STEP), 'One row for each exception of the first page.');
  await checkComparison(page);
  assert.deepEqual(await violations(page), [], 'The page is accessible.');

  for (const [reason, count] of Object.entries(expectations.reasons)) {
    const choice = page.locator(`button[data-reason="${reason}"]`);
    const name = await choice.locator('.name').innerText();
    assert.equal(await countOf(page, reason), count, `Open exceptions of ${reason}.`);
    await choice.click();
    await rowsOf(page, count, open);
    const reasons = await rows(page).locator('.reason').allInnerTexts();
    assert.deepEqual([...new Set(reasons)], [name], `Only rows of ${reason} are listed.`);
    assert.equal(await choice.getAttribute('aria-current'), 'true', 'The filter says what it filters by.');
    await checkComparison(page);
    if (picture && (await rows(page).first().locator('lightning-icon').count()) > 0) {
      // A row with both sides says most about the page.
      await page.mouse.move(0, 0);
      await page.screenshot({ path: picture });
      picture = undefined;
    }
  }
  assert.deepEqual(problems, [], 'The browser reported nothing.');
}

/** Goes to the page and waits until the first answer is on it, whichever it is. */
export async function openConsole(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('button[data-id], .empty, [role="alert"]').first().waitFor();
  await settled(page);
}

export function rows(page: Page): ReturnType<Page['locator']> {
  return page.locator('button[data-id]');
}

/** Waits until no answer is under way. */
export async function settled(page: Page): Promise<void> {
  await page.locator('lightning-spinner').first().waitFor({ state: 'detached' });
}

export async function expectText(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector, { hasText: text }).first().waitFor();
}

/** Accessibility findings as "rule: target", so that a failure can be read. */
export async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} (${violation.help})`)
  );
}

/** Errors, warnings and broken requests from now on. */
export function watchProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => problems.push(`request failed: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) {
      problems.push(`HTTP ${response.status()}: ${response.url()}`);
    }
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      problems.push(`${message.type()}: ${message.text()}`);
    }
  });
  return problems;
}

/** The count beside a reason in the list of a wide page. */
export async function countOf(page: Page, reason: string): Promise<number> {
  const text = await page.locator(`button[data-reason="${reason}"] .count`).innerText();
  return Number.parseInt(text, 10);
}

async function rowsOf(page: Page, count: number, open: number): Promise<void> {
  const status = `Showing ${Math.min(count, PAGE_STEP)} of ${count} open exceptions`;
  assert.ok(count <= open, 'A reason has no more exceptions than there are.');
  await page.locator('[role="status"]', { hasText: status }).waitFor({ state: 'attached' });
}

/** The selected row and the comparison speak of the same exception, and the differences are marked in words. */
async function checkComparison(page: Page): Promise<void> {
  const selected = page.locator('button[data-id][aria-current="true"]');
  const number = await selected.locator('.number').innerText();
  await expectText(page, 'dl dd', number);
  const fields = page.locator('tr[data-field]');
  assert.ok((await fields.count()) > 0, `${number} shows at least one field.`);
  for (const field of await fields.all()) {
    const [incoming, existing] = await field.locator('td').allInnerTexts();
    const marked = (await field.locator('th').innerText()).includes('Differs');
    if (incoming === existing) {
      assert.equal(marked, false, `${number}: equal values are not marked as a difference.`);
    }
  }
}

/** Settles the chosen exception in the panel: action, contact if it asks for one, reason, effect, then the deed. Answers what the page says. */
export async function settleChosen(page: Page, actionLabel: string, reason: string): Promise<string> {
  const panel = page.locator('c-steward-settlement');
  await choose(page, panel.locator('lightning-combobox[data-input="action"]'), actionLabel);
  await panel.locator('lightning-textarea[data-input="note"] textarea').fill(reason);
  await panel.locator('lightning-button.preview button').click();
  await panel.locator('.expectation').waitFor();
  assert.deepEqual(await violations(page), [], 'The previewed effect is accessible.');
  await panel.locator('lightning-button.settle button').click();
  const message = page.locator('.settled p');
  await message.waitFor();
  await settled(page);
  return message.innerText();
}

/** Presses a button for all selected exceptions, gives the reason if it asks for one, and answers the headline of the report. */
export async function doToSelected(page: Page, deed: string, reason?: string): Promise<string> {
  const bar = page.locator('c-steward-bulk-actions');
  await bar.locator(`lightning-button[data-deed="${deed}"] button`).click();
  if (reason !== undefined) {
    await bar.locator('lightning-textarea[data-input="note"] textarea').fill(reason);
    assert.deepEqual(await violations(page), [], 'The form for many is accessible.');
    await bar.locator('lightning-button.carry-out button').click();
  }
  const headline = bar.locator('.report h3');
  await headline.waitFor();
  await settled(page);
  return headline.innerText();
}

async function choose(page: Page, combobox: ReturnType<Page['locator']>, label: string): Promise<void> {
  await combobox.locator('button').click();
  await page.locator('lightning-base-combobox-item', { hasText: label }).click();
}
