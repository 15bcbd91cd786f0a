// The report of what was done to many exceptions outlasts the list that they stood in.
import type { ApexTestWireAdapter } from '@salesforce/sfdx-lwc-jest';
import { refreshApex } from '@salesforce/apex';
import listOpenExceptions from '@salesforce/apex/StewardConsoleController.listOpenExceptions';
import claimAll from '@salesforce/apex/StewardListController.claimAll';
import StewardExceptionQueue from 'c/stewardExceptionQueue';
import { exceptionFixtures, withoutNulls, type ExceptionFixture } from 'testing/exceptionFixtures';
import { clearPage, find, findAll, settled, show, textOf } from 'testing/components';

jest.mock(
  '@salesforce/apex/StewardConsoleController.listOpenExceptions',
  () => {
    const { createApexTestWireAdapter } = jest.requireActual('@salesforce/sfdx-lwc-jest');
    return { __esModule: true, default: createApexTestWireAdapter(jest.fn()) };
  },
  { virtual: true }
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/StewardListController.claimAll', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});

const adapter = listOpenExceptions as unknown as ApexTestWireAdapter;
const refresh = jest.mocked(refreshApex);
const ALL = exceptionFixtures(3);
const DONE = ALL.map(({ id }) => ({ exceptionId: id, success: true, message: 'It is yours.', changes: [] }));

async function answer(items: readonly ExceptionFixture[]): Promise<void> {
  const question = { reason: null, pageSize: 50, afterId: null };
  const reasons = [{ reason: 'AMBIGUOUS_EMAIL', count: items.length }];
  adapter.emit(withoutNulls({ question, maySettle: true, total: items.length, hasMore: false, items, reasons }));
  await settled();
}

const bar = (element: Element): HTMLElement => find(element, 'c-steward-bulk-actions');

/** All rows are selected, and the deed is sent. */
async function claimThemAll(): Promise<Element> {
  const element = show('c-steward-exception-queue', StewardExceptionQueue, {});
  await answer(ALL);
  find(bar(element), '.all input').click();
  await settled();
  find(bar(element), '[data-deed="CLAIM"]').click();
  await settled();
  return element;
}

describe('c-steward-exception-queue, the report of many at once', () => {
  beforeEach(() => {
    refresh.mockReset();
    refresh.mockResolvedValue(undefined);
    jest.mocked(claimAll).mockReset();
    jest.mocked(claimAll).mockResolvedValue(DONE);
  });

  afterEach(clearPage);

  it('stays, and its live region with it, when the last rows left the list', async () => {
    const element = await claimThemAll();
    const region = find(bar(element), '[role="status"]');

    await answer([]);

    expect(find(bar(element), '[role="status"]')).toBe(region);
    expect(textOf(region)).toBe('3 claimed');
    expect(textOf(find(bar(element), '.report h3'))).toBe('3 claimed');
    expect(findAll(bar(element), '.all')).toEqual([]);
    expect(findAll(element, 'c-steward-exception-list')).toEqual([]);
    expect(findAll(element, '.empty')).toHaveLength(1);
    await expect(element).toBeAccessible();
  });

  it('goes with its list when it is closed', async () => {
    const element = await claimThemAll();
    await answer([]);

    find(bar(element), '.close').click();
    await settled();

    expect(findAll(element, 'c-steward-bulk-actions')).toEqual([]);
    expect(findAll(element, 'lightning-card')).toEqual([]);
  });

  it('stays beside the error when the list cannot be loaded again', async () => {
    refresh.mockRejectedValue(new Error('Offline.'));
    const element = await claimThemAll();

    expect(findAll(element, 'c-steward-error-panel')).toHaveLength(1);
    expect(textOf(find(bar(element), '.report h3'))).toBe('3 claimed');
    expect(findAll(bar(element), '[data-deed]')).toEqual([]);
    await expect(element).toBeAccessible();
  });

  it('comes although the list was emptied before the answer', async () => {
    let give: (results: typeof DONE) => void = () => undefined;
    jest.mocked(claimAll).mockReturnValue(new Promise((resolve) => (give = resolve)));
    const element = await claimThemAll();
    await answer([]);

    give(DONE);
    await settled();

    expect(textOf(find(bar(element), '[role="status"]'))).toBe('3 claimed');
  });

  it('keeps no empty card when the deed failed and the list is empty afterwards', async () => {
    jest.mocked(claimAll).mockRejectedValue(new Error('Offline.'));
    const element = await claimThemAll();
    expect(findAll(bar(element), 'c-steward-error-panel')).toHaveLength(1);

    await answer([]);

    expect(findAll(element, 'lightning-card')).toEqual([]);
  });
});
