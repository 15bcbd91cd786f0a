import type { ApexTestWireAdapter } from '@salesforce/sfdx-lwc-jest';
import { refreshApex } from '@salesforce/apex';
import listOpenExceptions from '@salesforce/apex/StewardConsoleController.listOpenExceptions';
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

const adapter = listOpenExceptions as unknown as ApexTestWireAdapter;
const refresh = jest.mocked(refreshApex);
const ALL = exceptionFixtures(230);
const FIRST_QUESTION = { reason: null, pageSize: 50, afterId: null };

interface Question {
  readonly reason: string | null;
  readonly pageSize: number;
  readonly afterId: string | null;
}

/** What the controller would answer. */
function answer(question: Question, exceptions: readonly ExceptionFixture[] = ALL) {
  const open = exceptions.filter((exception) => question.reason === null || exception.reason === question.reason);
  const after = open.filter((exception) => question.afterId === null || exception.id > question.afterId);
  const counts = new Map<string, number>();
  exceptions.forEach(({ reason }) => counts.set(reason, (counts.get(reason) ?? 0) + 1));
  return withoutNulls({
    question,
    maySettle: true,
    total: open.length,
    hasMore: after.length > question.pageSize,
    items: after.slice(0, question.pageSize),
    reasons: [...counts].map(([reason, count]) => ({ reason, count }))
  });
}

async function emit(value: unknown): Promise<void> {
  adapter.emit(value);
  await settled();
}

async function fail(message: string): Promise<void> {
  adapter.error({ message });
  await settled();
}

function showQueue() {
  return show('c-steward-exception-queue', StewardExceptionQueue, {});
}

async function filterBy(element: Element, reason: string | null): Promise<void> {
  find(element, 'c-steward-reason-filter').dispatchEvent(new CustomEvent('filtered', { detail: { reason } }));
  await settled();
}

function button(element: Element, label: string): HTMLElement {
  const found = findAll<HTMLElement & { label: string }>(element, 'lightning-button').find(
    (candidate) => candidate.label === label
  );
  if (!found) {
    throw new Error(`There is no button "${label}".`);
  }
  return found;
}

async function press(element: Element, label: string): Promise<void> {
  button(element, label).click();
  await settled();
}

function shownNames(element: Element): string[] {
  return findAll<HTMLElement & { items: readonly ExceptionFixture[] }>(element, 'c-steward-exception-list').flatMap(
    (list) => list.items.map((item) => item.name)
  );
}

function selectedName(element: Element): string | undefined {
  return find<HTMLElement & { item?: ExceptionFixture }>(element, 'c-steward-exception-comparison').item?.name;
}

/** One press of "Load more": the question widens, and the answer shows as many rows. */
async function loadMore(element: Element, pageSize: number): Promise<void> {
  const question = { reason: null, pageSize, afterId: null };
  await press(element, 'Load more');
  expect(adapter.getLastConfig()).toEqual(question);
  await emit(answer(question));
  expect(shownNames(element)).toHaveLength(pageSize);
}

function isLoading(element: Element): boolean {
  return findAll(element, 'lightning-spinner').length > 0;
}

describe('c-steward-exception-queue', () => {
  beforeEach(() => {
    refresh.mockReset();
    refresh.mockResolvedValue(undefined);
  });

  afterEach(clearPage);

  describe('before the first answer', () => {
    it('asks for the oldest exceptions of all reasons and says that it loads', async () => {
      const element = showQueue();
      await settled();

      expect(adapter.getLastConfig()).toEqual(FIRST_QUESTION);
      expect(isLoading(element)).toBe(true);
      expect(textOf(find(element, '[role="status"]'))).toBe('Loading exceptions');
      expect(findAll(element, '.empty')).toEqual([]);
      await expect(element).toBeAccessible();
    });
  });

  describe('with data', () => {
    it('shows the rows, the counts and both sides of the first', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));

      expect(isLoading(element)).toBe(false);
      expect(shownNames(element)).toHaveLength(50);
      expect(selectedName(element)).toBe('EX-000001');
      expect(textOf(find(element, 'h1'))).toBe('230 rows wait for a decision');
      expect(textOf(find(element, '[role="status"]'))).toBe('Showing 50 of 230 open exceptions');
      await expect(element).toBeAccessible();
    });

    it('shows what was selected', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));

      find(element, 'c-steward-exception-list').dispatchEvent(
        new CustomEvent('selected', { detail: { id: ALL[4]?.id } })
      );
      await settled();

      expect(selectedName(element)).toBe('EX-000005');
    });

    it('speaks of one row in the singular', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION, ALL.slice(0, 1)));

      expect(textOf(find(element, 'h1'))).toBe('1 row waits for a decision');
    });
  });

  describe('paging', () => {
    it('widens the question until the controller gives no more at once, then moves on and comes back', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));

      await loadMore(element, 100);
      await loadMore(element, 150);
      await loadMore(element, 200);
      await press(element, 'Go on after these 200');
      const further = { reason: null, pageSize: 50, afterId: ALL[199]?.id ?? null };
      expect(adapter.getLastConfig()).toEqual(further);
      await emit(answer(further));
      expect(shownNames(element)).toHaveLength(30);
      expect(shownNames(element)[0]).toBe('EX-000201');
      expect(textOf(find(element, '[role="status"]'))).toBe('Showing 30 later ones of 230 open exceptions');

      await press(element, 'Back to the oldest');
      expect(adapter.getLastConfig()).toEqual(FIRST_QUESTION);
    });

    it('offers no more when there is no more', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION, ALL.slice(0, 3)));

      expect(findAll(element, '.footer')).toEqual([]);
    });
  });

  describe('filter', () => {
    it('asks for the reason from its first page on', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));
      await press(element, 'Load more');

      await filterBy(element, 'AMBIGUOUS_EMAIL');

      expect(adapter.getLastConfig()).toEqual({ reason: 'AMBIGUOUS_EMAIL', pageSize: 50, afterId: null });
      expect(isLoading(element)).toBe(true);
      await expect(element).toBeAccessible();
    });

    it('does not wait for an answer when the reason is the current one', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));

      await filterBy(element, null);

      expect(isLoading(element)).toBe(false);
    });

    it('drops an answer that arrives after the filter moved on', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));
      await filterBy(element, 'AMBIGUOUS_EMAIL');
      await filterBy(element, 'VALIDATION_FAILED');

      await emit(answer({ reason: 'VALIDATION_FAILED', pageSize: 50, afterId: null }));
      const current = shownNames(element);
      await emit(answer({ reason: 'AMBIGUOUS_EMAIL', pageSize: 50, afterId: null }));

      expect(shownNames(element)).toEqual(current);
      expect(selectedName(element)).toBe(current[0]);
      expect(current.length).toBeGreaterThan(0);
    });

    it('keeps waiting when the only answer so far is to an earlier filter', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));
      await filterBy(element, 'AMBIGUOUS_EMAIL');
      await filterBy(element, 'VALIDATION_FAILED');

      await emit(answer({ reason: 'AMBIGUOUS_EMAIL', pageSize: 50, afterId: null }));

      expect(isLoading(element)).toBe(true);
    });
  });

  describe('empty', () => {
    it('says that nothing is open', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION, []));

      expect(textOf(find(element, '.empty h2'))).toBe('The queue is empty');
      expect(textOf(find(element, 'h1'))).toBe('No row waits for a decision');
      expect(findAll(element, 'c-steward-exception-comparison')).toEqual([]);
      await expect(element).toBeAccessible();
    });

    it('leads from an empty reason back to all', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));
      await filterBy(element, 'UNEXPECTED_ERROR');
      await emit(answer({ reason: 'UNEXPECTED_ERROR', pageSize: 50, afterId: null }));

      expect(textOf(find(element, '.empty h2'))).toBe('Nothing is open for this reason');
      await expect(element).toBeAccessible();
      await press(element, 'Show all open exceptions');

      expect(adapter.getLastConfig()).toEqual(FIRST_QUESTION);
    });
  });

  describe('error', () => {
    it('shows the message instead of the rows and tries again', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));
      await fail('The exceptions cannot be read.');

      const panel = find<HTMLElement & { error: unknown }>(element, 'c-steward-error-panel');
      expect(panel.error).toMatchObject({ body: { message: 'The exceptions cannot be read.' } });
      expect(findAll(element, 'c-steward-exception-list')).toEqual([]);
      expect(isLoading(element)).toBe(false);
      await expect(element).toBeAccessible();

      panel.dispatchEvent(new CustomEvent('retried'));
      await emit(answer(FIRST_QUESTION));

      expect(refresh).toHaveBeenCalledTimes(1);
      expect(findAll(element, 'c-steward-error-panel')).toEqual([]);
      expect(shownNames(element)).toHaveLength(50);
    });

    it('shows why a refresh failed', async () => {
      refresh.mockRejectedValue(new Error('Offline.'));
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));

      await press(element, 'Refresh');

      expect(find<HTMLElement & { error: Error }>(element, 'c-steward-error-panel').error.message).toBe('Offline.');
      expect(isLoading(element)).toBe(false);
    });
  });

  describe('refresh', () => {
    it('asks again for everything on the screen and keeps the selection', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));
      find(element, 'c-steward-exception-list').dispatchEvent(
        new CustomEvent('selected', { detail: { id: ALL[4]?.id } })
      );

      await press(element, 'Refresh');
      await emit(answer(FIRST_QUESTION, ALL.slice(2)));

      expect(refresh).toHaveBeenCalledWith(expect.objectContaining({ data: expect.anything() }));
      expect(selectedName(element)).toBe('EX-000005');
      expect(isLoading(element)).toBe(false);
    });

    it('selects the first row when somebody settled the selected one', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));

      await press(element, 'Refresh');
      await emit(answer(FIRST_QUESTION, ALL.slice(2)));

      expect(selectedName(element)).toBe('EX-000003');
    });
  });

  describe('settled', () => {
    it('says what was done and goes on with the next row', async () => {
      const element = showQueue();
      await emit(answer(FIRST_QUESTION));
      const settlement = find<HTMLElement & { exceptionId: string }>(element, 'c-steward-settlement');
      expect(settlement.exceptionId).toBe(ALL[0]?.id);

      const detail = { id: ALL[0]?.id, message: 'It is resolved.' };
      settlement.dispatchEvent(new CustomEvent('settled', { detail }));
      await settled();
      await emit(answer(FIRST_QUESTION, ALL.slice(1)));

      expect(textOf(find(element, '.settled'))).toBe('EX-000001: It is resolved.');
      expect(refresh).toHaveBeenCalledTimes(1);
      expect(selectedName(element)).toBe('EX-000002');
      await expect(element).toBeAccessible();
    });
  });

  describe('removed from the page', () => {
    it('takes no harm from an answer or a refresh that comes afterwards', async () => {
      let finish: () => void = () => undefined;
      refresh.mockReturnValue(new Promise<void>((resolve) => (finish = resolve)));
      const element = showQueue();
      await emit(answer(FIRST_QUESTION, ALL.slice(0, 3)));
      await press(element, 'Refresh');

      element.remove();
      finish();
      await emit(answer(FIRST_QUESTION));

      expect(element.isConnected).toBe(false);
      document.body.append(element);
      await emit(answer(FIRST_QUESTION));
      expect(shownNames(element)).toHaveLength(50);
      expect(isLoading(element)).toBe(false);
    });
  });
});
