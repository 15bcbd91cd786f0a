import assignAll from '@salesforce/apex/StewardListController.assignAll';
import claimAll from '@salesforce/apex/StewardListController.claimAll';
import listStewards from '@salesforce/apex/StewardListController.listStewards';
import releaseAll from '@salesforce/apex/StewardListController.releaseAll';
import settleAll from '@salesforce/apex/StewardListController.settleAll';
import type { ActionResult } from '@salesforce/apex/StewardActionController.openCase';
import StewardBulkActions from 'c/stewardBulkActions';
import { clearPage, find, findAll, heard, settled, show, textOf } from 'testing/components';
import { exceptionFixtures, withoutNulls } from 'testing/exceptionFixtures';

jest.mock('@salesforce/apex/StewardListController.assignAll', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/StewardListController.claimAll', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/StewardListController.listStewards', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/StewardListController.releaseAll', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/StewardListController.settleAll', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});

const ITEMS = withoutNulls(exceptionFixtures(3));
const IDS = ITEMS.map(({ id }) => id);

const done = (exceptionId: string, message: string): ActionResult => ({
  exceptionId,
  success: true,
  message,
  changes: []
});
const refused = (exceptionId: string, message: string): ActionResult => ({
  ...done(exceptionId, message),
  success: false
});

/** The first two are done, the third is refused. */
const MIXED = [
  done(IDS[0] ?? '', 'EX-000001 is yours until noon.'),
  done(IDS[1] ?? '', 'Nothing is written.'),
  refused(IDS[2] ?? '', 'EX-000003 is claimed by Bob until noon.')
];

function showActions(picked = ITEMS) {
  return show('c-steward-bulk-actions', StewardBulkActions, { shown: 3, picked });
}

function deed(element: Element, name: string): HTMLElement & { disabled: boolean } {
  return find(element, `[data-deed="${name}"]`);
}

async function press(element: HTMLElement): Promise<void> {
  element.click();
  await settled();
}

async function enter(element: Element, name: string, value: string): Promise<void> {
  find(element, `[data-input="${name}"]`).dispatchEvent(new CustomEvent('change', { detail: { value } }));
  await settled();
}

function confirm(element: Element): HTMLElement & { disabled: boolean; label: string } {
  return find(element, '.carry-out');
}

async function assignToQueue(element: Element, note: string): Promise<void> {
  await press(deed(element, 'ASSIGN'));
  await enter(element, 'assignee', 'QUEUE');
  await enter(element, 'note', note);
  await press(confirm(element));
}

describe('c-steward-bulk-actions', () => {
  afterEach(() => {
    clearPage();
    jest.resetAllMocks();
  });

  describe('selecting', () => {
    it('offers only the selection while nothing is selected', async () => {
      const element = showActions([]);

      expect(textOf(find(element, '.all'))).toBe('Select all 3 shown');
      expect(findAll(element, 'lightning-button')).toEqual([]);
      await expect(element).toBeAccessible();
    });

    it('asks for all and for none of those shown', () => {
      const element = showActions([]);
      const asked = heard<{ picked: boolean }>(element, 'pickedall');
      const box = find<HTMLInputElement>(element, '.all input');

      box.click();
      box.click();

      expect(asked).toEqual([{ picked: true }, { picked: false }]);
    });

    it('says how many are selected', async () => {
      const all = showActions();
      expect(find<HTMLInputElement>(all, '.all input').checked).toBe(true);
      expect(textOf(find(all, '.count'))).toBe('3 selected');

      all.shown = 1;
      await settled();
      expect(textOf(find(all, '.all'))).toBe('Select the one shown');

      const some = showActions(ITEMS.slice(0, 1));
      expect(find<HTMLInputElement>(some, '.all input').checked).toBe(false);
      await expect(some).toBeAccessible();
    });
  });

  describe('claiming and releasing', () => {
    it('claims at once, reports each exception and tells which are done', async () => {
      const element = showActions();
      const carriedOut = heard<{ doneIds: readonly string[] }>(element, 'carriedout');
      jest.mocked(claimAll).mockResolvedValue(MIXED);

      await press(deed(element, 'CLAIM'));

      expect(claimAll).toHaveBeenCalledWith({ exceptionIds: IDS });
      expect(textOf(find(element, '.report h3'))).toBe('2 claimed, 1 refused');
      expect(textOf(find(element, '[role="status"]'))).toBe('2 claimed, 1 refused');
      expect(findAll(element, '.refused li').map(textOf)).toEqual(['EX-000003 is claimed by Bob until noon.']);
      expect(findAll(element, '.done li').map(textOf)).toEqual([
        'EX-000001 is yours until noon.',
        'EX-000002: Nothing is written.'
      ]);
      expect(carriedOut).toEqual([{ doneIds: IDS.slice(0, 2) }]);
      await expect(element).toBeAccessible();

      await press(find(element, '.close'));
      expect(findAll(element, '.report')).toEqual([]);
    });

    it('keeps the report when nothing is selected any more', async () => {
      const element = showActions();
      jest.mocked(releaseAll).mockResolvedValue(IDS.map((id) => done(id, 'It is free.')));
      await press(deed(element, 'RELEASE'));

      element.picked = [];
      await settled();

      expect(textOf(find(element, '.report h3'))).toBe('3 released');
      expect(findAll(element, '.refused')).toEqual([]);
    });

    it('says what is under way, and takes nothing else meanwhile', async () => {
      const element = showActions();
      let answer: (results: readonly ActionResult[]) => void = () => undefined;
      jest.mocked(claimAll).mockReturnValue(new Promise((resolve) => (answer = resolve)));

      await press(deed(element, 'CLAIM'));

      expect(textOf(find(element, '[role="status"]'))).toBe('Claiming 3');
      expect(deed(element, 'REJECT').disabled).toBe(true);
      expect(find<HTMLInputElement>(element, '.all input').disabled).toBe(true);
      await expect(element).toBeAccessible();
      answer(MIXED);
      await settled();
      expect(deed(element, 'REJECT').disabled).toBe(false);
    });

    it('tells the list of a late answer even after it was removed', async () => {
      const element = showActions();
      const carriedOut = heard<unknown>(element, 'carriedout');
      let answer: (results: readonly ActionResult[]) => void = () => undefined;
      jest.mocked(claimAll).mockReturnValue(new Promise((resolve) => (answer = resolve)));
      await press(deed(element, 'CLAIM'));

      element.remove();
      answer(MIXED);
      await settled();

      expect(carriedOut).toHaveLength(1);
    });
  });

  describe('rejecting and sending back', () => {
    it('asks for one reason, and sends the versions that the list showed', async () => {
      const element = showActions();
      jest.mocked(settleAll).mockResolvedValue(MIXED);

      await press(deed(element, 'REJECT'));
      expect(confirm(element).label).toBe('Reject 3 exceptions');
      expect(confirm(element).disabled).toBe(true);
      expect(textOf(find(element, '.form p'))).toContain('wrong for good');
      await expect(element).toBeAccessible();
      await enter(element, 'note', '  ');
      expect(confirm(element).disabled).toBe(true);
      await enter(element, 'note', ' A test feed. ');
      await press(confirm(element));

      expect(settleAll).toHaveBeenCalledWith({
        action: 'REJECT',
        seen: ITEMS.map(({ id, version }) => ({ exceptionId: id, version })),
        note: 'A test feed.'
      });
      expect(textOf(find(element, '.report h3'))).toBe('2 rejected, 1 refused');
      expect(findAll(element, '.form')).toEqual([]);
    });

    it('forgets the reason when another deed is chosen or it is cancelled', async () => {
      const element = showActions(ITEMS.slice(0, 1));
      await press(deed(element, 'REJECT'));
      await enter(element, 'note', 'Spam.');

      await press(deed(element, 'SEND_BACK'));
      expect(confirm(element).label).toBe('Send back 1 exception');
      expect(find<HTMLElement & { value: string }>(element, '[data-input="note"]').value).toBe('');
      await press(find(element, '.cancel'));

      expect(findAll(element, '.form')).toEqual([]);
      expect(settleAll).not.toHaveBeenCalled();
    });
  });

  describe('assigning', () => {
    it('offers the queue and who may settle, and needs no reason', async () => {
      const element = showActions();
      jest.mocked(listStewards).mockResolvedValue([{ id: '005A', name: 'Ann Lee' }]);
      jest.mocked(assignAll).mockResolvedValue(MIXED);

      await press(deed(element, 'ASSIGN'));
      const people = find<HTMLElement & { options: { label: string }[] }>(element, '[data-input="assignee"]');
      expect(people.options.map(({ label }) => label)).toEqual(['The queue Contact Data Stewards', 'Ann Lee']);
      expect(confirm(element).disabled).toBe(true);
      await enter(element, 'assignee', '005A');
      await expect(element).toBeAccessible();
      await press(confirm(element));

      expect(assignAll).toHaveBeenCalledWith({ exceptionIds: IDS, userId: '005A', note: null });
      expect(textOf(find(element, '.report h3'))).toBe('2 assigned, 1 refused');
    });

    it('gives back to the queue, and asks for the people once', async () => {
      const element = showActions();
      jest.mocked(listStewards).mockResolvedValue([]);
      jest.mocked(assignAll).mockResolvedValue(MIXED);

      await assignToQueue(element, 'First.');
      await assignToQueue(element, 'Second.');

      expect(assignAll).toHaveBeenLastCalledWith({ exceptionIds: IDS, userId: null, note: 'Second.' });
      expect(listStewards).toHaveBeenCalledTimes(1);
    });
  });

  describe('errors', () => {
    it('shows why a call failed, keeps what was typed and tries the same again', async () => {
      const element = showActions();
      const carriedOut = heard<unknown>(element, 'carriedout');
      jest.mocked(settleAll).mockRejectedValueOnce({ body: { message: 'The org cannot be reached.' } });
      await press(deed(element, 'SEND_BACK'));
      await enter(element, 'note', 'Ask them.');
      await press(confirm(element));

      const panel = find<HTMLElement & { error: unknown }>(element, 'c-steward-error-panel');
      expect(panel.error).toEqual({ body: { message: 'The org cannot be reached.' } });
      expect(find<HTMLElement & { value: string }>(element, '[data-input="note"]').value).toBe('Ask them.');
      expect(carriedOut).toEqual([]);
      await expect(element).toBeAccessible();

      jest.mocked(settleAll).mockResolvedValue(MIXED);
      panel.dispatchEvent(new CustomEvent('retried'));
      await settled();

      expect(settleAll).toHaveBeenCalledTimes(2);
      expect(jest.mocked(settleAll).mock.calls[1]).toEqual(jest.mocked(settleAll).mock.calls[0]);
      expect(findAll(element, 'c-steward-error-panel')).toEqual([]);
      expect(carriedOut).toHaveLength(1);
    });

    it('tries again exactly what failed, whatever was typed since', async () => {
      const element = showActions();
      jest.mocked(settleAll).mockRejectedValueOnce(new Error('Offline.'));
      await press(deed(element, 'REJECT'));
      await enter(element, 'note', 'Spam.');
      await press(confirm(element));
      await enter(element, 'note', '');
      element.picked = ITEMS.map((item) => ({ ...item, version: '1800000000000' }));
      await settled();
      jest.mocked(settleAll).mockResolvedValue(MIXED);

      find(element, 'c-steward-error-panel').dispatchEvent(new CustomEvent('retried'));
      await settled();

      expect(jest.mocked(settleAll).mock.calls[1]).toEqual(jest.mocked(settleAll).mock.calls[0]);
      expect(jest.mocked(settleAll).mock.calls[1]?.[0].note).toBe('Spam.');
    });

    it.each([
      ['none is', []],
      ['fewer are', ITEMS.slice(1)]
    ])('takes the failure away when %s selected any more', async (_words, picked) => {
      const element = showActions();
      jest.mocked(claimAll).mockRejectedValueOnce(new Error('Offline.'));
      await press(deed(element, 'CLAIM'));
      expect(findAll(element, 'c-steward-error-panel')).toHaveLength(1);

      element.picked = picked;
      await settled();

      expect(findAll(element, 'c-steward-error-panel')).toEqual([]);
      expect(claimAll).toHaveBeenCalledTimes(1);
    });

    it('keeps saying that the people could not be loaded, whoever is selected', async () => {
      const element = showActions();
      jest.mocked(listStewards).mockRejectedValueOnce(new Error('Offline.'));
      await press(deed(element, 'ASSIGN'));

      element.picked = ITEMS.slice(1);
      await settled();

      expect(findAll(element, 'c-steward-error-panel')).toHaveLength(1);
    });

    it('asks for the people again when they could not be loaded', async () => {
      const element = showActions();
      jest.mocked(listStewards).mockRejectedValueOnce(new Error('Offline.'));
      await press(deed(element, 'ASSIGN'));
      jest.mocked(listStewards).mockResolvedValue([{ id: '005A', name: 'Ann Lee' }]);

      find(element, 'c-steward-error-panel').dispatchEvent(new CustomEvent('retried'));
      await settled();

      const people = find<HTMLElement & { options: { label: string }[] }>(element, '[data-input="assignee"]');
      expect(people.options).toHaveLength(2);
    });
  });
});
