// Exceptions that are selected in the queue, and what is left of the selection when something was done to them.
import type { ApexTestWireAdapter } from '@salesforce/sfdx-lwc-jest';
import { refreshApex } from '@salesforce/apex';
import listOpenExceptions from '@salesforce/apex/StewardConsoleController.listOpenExceptions';
import StewardExceptionQueue from 'c/stewardExceptionQueue';
import { exceptionFixtures, withoutNulls, type ExceptionFixture } from 'testing/exceptionFixtures';
import { clearPage, find, findAll, settled, show } from 'testing/components';

jest.mock(
  '@salesforce/apex/StewardConsoleController.listOpenExceptions',
  () => {
    const { createApexTestWireAdapter } = jest.requireActual('@salesforce/sfdx-lwc-jest');
    return { __esModule: true, default: createApexTestWireAdapter(jest.fn()) };
  },
  { virtual: true }
);
jest.mock('@salesforce/apex', () => ({ refreshApex: jest.fn() }), { virtual: true });

type List = HTMLElement & { pickable: boolean; pickedIds: readonly string[] };
type Bulk = HTMLElement & { shown: number; picked: readonly ExceptionFixture[] };
type Settlement = HTMLElement & { exceptionId: string; exceptionVersion: string };
type History = HTMLElement & { recordId: string; objectApiName: string; hidesEmpty: boolean };

const adapter = listOpenExceptions as unknown as ApexTestWireAdapter;
const refresh = jest.mocked(refreshApex);
const ALL = exceptionFixtures(6);
const IDS = ALL.map(({ id }) => id);

async function answer(items: readonly ExceptionFixture[], maySettle = true): Promise<void> {
  const question = { reason: null, pageSize: 50, afterId: null };
  const reasons = [{ reason: 'AMBIGUOUS_EMAIL', count: items.length }];
  adapter.emit(withoutNulls({ question, maySettle, total: items.length, hasMore: false, items, reasons }));
  await settled();
}

async function open(): Promise<Element> {
  const element = show('c-steward-exception-queue', StewardExceptionQueue, {});
  await answer(ALL);
  return element;
}

const list = (element: Element): List => find<List>(element, 'c-steward-exception-list');
const bulk = (element: Element): Bulk => find<Bulk>(element, 'c-steward-bulk-actions');
const pickedIn = (element: Element): string[] => bulk(element).picked.map(({ id }) => id);

async function pick(element: Element, id: string | undefined, picked = true): Promise<void> {
  list(element).dispatchEvent(new CustomEvent('picked', { detail: { id, picked } }));
  await settled();
}

async function pickAll(element: Element, picked = true): Promise<void> {
  bulk(element).dispatchEvent(new CustomEvent('pickedall', { detail: { picked } }));
  await settled();
}

describe('c-steward-exception-queue, many at once', () => {
  beforeEach(() => {
    refresh.mockReset();
    refresh.mockResolvedValue(undefined);
  });

  afterEach(clearPage);

  it('selects and lets go, one by one and all that are shown', async () => {
    const element = await open();
    expect(list(element).pickable).toBe(true);
    expect(bulk(element).shown).toBe(6);

    await pick(element, IDS[3]);
    await pick(element, IDS[1]);
    expect(pickedIn(element)).toEqual([IDS[1], IDS[3]]);
    expect([...list(element).pickedIds].sort()).toEqual([IDS[1], IDS[3]]);
    await pick(element, IDS[3], false);
    expect(pickedIn(element)).toEqual([IDS[1]]);

    await pickAll(element);
    expect(pickedIn(element)).toEqual(IDS);
    await expect(element).toBeAccessible();
    await pickAll(element, false);
    expect(pickedIn(element)).toEqual([]);
  });

  it('keeps selected what was refused, and asks for the list again', async () => {
    const element = await open();
    await pickAll(element);

    bulk(element).dispatchEvent(new CustomEvent('carriedout', { detail: { doneIds: IDS.slice(0, 4) } }));
    await settled();

    expect(refresh).toHaveBeenCalledTimes(1);
    expect(pickedIn(element)).toEqual(IDS.slice(4));
    await answer(ALL.slice(4));
    expect(pickedIn(element)).toEqual(IDS.slice(4));
  });

  it('lets go what is shown no longer', async () => {
    const element = await open();
    await pickAll(element);

    await answer(ALL.slice(2));

    expect(pickedIn(element)).toEqual(IDS.slice(2));
  });

  it('takes no selection of an exception that left the list meanwhile', async () => {
    const element = await open();
    await answer(ALL.slice(2));

    await pick(element, IDS[0]);

    expect(pickedIn(element)).toEqual([]);
  });

  it('offers nothing to who may only read', async () => {
    const element = await open();
    await answer(ALL, false);

    expect(list(element).pickable).toBe(false);
    expect(findAll(element, 'c-steward-bulk-actions')).toEqual([]);
  });

  it('tells the panel beside the list which version the list knows', async () => {
    const element = await open();
    const settlement = (): Settlement => find<Settlement>(element, 'c-steward-settlement');
    expect(settlement().exceptionVersion).toBe(ALL[0]?.version);

    await answer(ALL.map((item) => ({ ...item, version: '1800000000000' })));

    expect(settlement().exceptionVersion).toBe('1800000000000');
  });

  it('leaves the steward at the row that was chosen while another was settled', async () => {
    const element = await open();
    const settlement = (): Settlement => find<Settlement>(element, 'c-steward-settlement');
    list(element).dispatchEvent(new CustomEvent('selected', { detail: { id: IDS[4] } }));
    await settled();

    settlement().dispatchEvent(new CustomEvent('settled', { detail: { id: IDS[0], message: 'It is resolved.' } }));
    await settled();

    expect(settlement().exceptionId).toBe(IDS[4]);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('shows merges of the records of the chosen exception, and refreshes after an undo', async () => {
    const element = await open();
    const history = find<History>(element, 'c-steward-merge-history');
    expect(history.recordId).toBe(IDS[0]);
    expect(history.objectApiName).toBe('Contact_Sync_Exception__c');
    expect(history.hidesEmpty).toBe(true);

    history.dispatchEvent(new CustomEvent('undone'));
    await settled();

    expect(refresh).toHaveBeenCalledTimes(1);
  });
});
