import listMerges from '@salesforce/apex/StewardMergeController.listMerges';
import previewUndo from '@salesforce/apex/StewardMergeController.previewUndo';
import undoMerge from '@salesforce/apex/StewardMergeController.undoMerge';
import type { MergeItem, MergePage, UndoView } from '@salesforce/apex/StewardMergeController.listMerges';
import StewardMergeHistory from 'c/stewardMergeHistory';
import { clearPage, find, findAll, heard, settled, show, textOf } from 'testing/components';

jest.mock('@salesforce/apex/StewardMergeController.listMerges', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/StewardMergeController.previewUndo', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/StewardMergeController.undoMerge', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});

const MERGED: MergeItem = {
  id: 'a01A',
  name: 'MRG-0000002',
  objectName: 'Contact',
  survivorId: '003A',
  survivorName: 'Ann',
  loserIds: ['003B'],
  loserNames: ['Anna'],
  status: 'Merged',
  isForgotten: false,
  reason: 'Twins.',
  mergedBy: 'Ann'
};

const UNDO: UndoView = {
  mergeVersion: '2026-01-01T00:00:00.000Z',
  holderVersion: '2026-01-02T00:00:00.000Z',
  returning: ['003B'],
  returningNames: ['Anna'],
  restored: [
    { recordId: '003A', recordName: 'Ann', field: 'Phone', label: 'Business Phone' },
    { recordId: '003A', recordName: 'Ann', field: 'ReportsToId', label: 'Reports To', value: 'Bob' }
  ],
  kept: [
    { recordId: '003A', recordName: 'Ann', field: 'Title', label: 'Title', reason: 'It was changed after the merge.' }
  ],
  lost: [
    {
      recordId: '003B',
      recordName: 'Anna',
      field: 'External_Contact_ID__c',
      label: 'External Contact ID',
      value: 'MC-2',
      reason: 'Another record holds the value.'
    },
    {
      recordId: '003A',
      recordName: 'Ann',
      field: 'AccountId',
      label: 'Account',
      reason: 'The record that it pointed to is gone.'
    }
  ],
  children: [{ lookup: 'Task.WhoId', count: 2 }],
  childrenKept: [{ lookup: 'Case.ContactId', count: 1 }],
  childrenGone: 1,
  laterMerges: ['MRG-0000003']
};

const page = (items: readonly MergeItem[], hasMore = false): MergePage => ({ items, hasMore });

async function open(merges: readonly MergeItem[], properties: { objectApiName?: string; hidesEmpty?: boolean } = {}) {
  jest.mocked(listMerges).mockResolvedValue(page(merges));
  const element = show('c-steward-merge-history', StewardMergeHistory, { ...properties, recordId: '003A' });
  await settled();
  return element;
}

async function press(element: Element, selector: string): Promise<void> {
  find(element, selector).click();
  await settled();
}

describe('c-steward-merge-history', () => {
  afterEach(() => {
    clearPage();
    jest.resetAllMocks();
  });

  it('lists the merges, and offers the undo of those in force', async () => {
    const element = await open([MERGED, { ...MERGED, id: 'a01B', name: 'MRG-0000001', status: 'Undone' }]);

    expect(listMerges).toHaveBeenCalledWith({ recordId: '003A', beforeName: null });
    const words = ['.summary', '.reason', '.number', '.by'].map((part) =>
      textOf(find(element, `[data-merge="a01A"] ${part}`))
    );
    expect(words).toEqual(['Anna into Ann', 'Twins.', 'MRG-0000002', 'Ann']);
    expect(findAll(element, '.preview')).toHaveLength(1);
    await expect(element).toBeAccessible();
  });

  it('says that a merge cannot be undone once what it changed is no longer kept', async () => {
    const element = await open([
      { ...MERGED, isForgotten: true },
      { ...MERGED, id: 'a01B', name: 'MRG-0000001', status: 'Undone', isForgotten: true }
    ]);

    expect(findAll(element, '.preview')).toHaveLength(0);
    expect(findAll(element, '.final').map(textOf)).toEqual([
      'It cannot be undone any more: what it changed is no longer kept.'
    ]);
    await expect(element).toBeAccessible();
  });

  it('says that there was none', async () => {
    const element = await open([]);

    expect(textOf(find(element, '.empty'))).toBe('This record was part of no merge.');
    await expect(element).toBeAccessible();
  });

  it('names fields that the user may not read, without their values', async () => {
    const element = await open([MERGED]);
    const birthdate = { recordId: '003A', recordName: 'Ann', field: 'Birthdate', label: 'Birthdate', isHidden: true };
    jest.mocked(previewUndo).mockResolvedValue({
      ...UNDO,
      restored: [birthdate],
      kept: [{ ...birthdate, reason: 'It was changed after the merge.' }],
      lost: [{ ...birthdate, reason: 'Another record holds the value.' }]
    });

    await press(element, '.preview');

    expect(
      findAll(element, '.effect')
        .map(textOf)
        .filter((text) => text.startsWith('Birthdate'))
    ).toEqual([
      'Birthdate of Ann goes back; you may not read it.',
      'Birthdate of Ann stays as it is. It was changed after the merge.',
      'Birthdate of Ann does not come back. Another record holds the value.'
    ]);
    await expect(element).toBeAccessible();
  });

  it('shows what the undo does, and carries it out with the versions that it showed', async () => {
    const element = await open([MERGED]);
    jest.mocked(previewUndo).mockResolvedValue(UNDO);
    jest.mocked(undoMerge).mockResolvedValue({ success: true, message: 'MRG-0000002 is undone.' });

    await press(element, '.preview');
    expect(findAll(element, '.effect').map(textOf)).toEqual([
      'Anna comes back.',
      'Business Phone of Ann is empty again.',
      'Reports To of Ann goes back to Bob.',
      'Title of Ann stays as it is. It was changed after the merge.',
      '2 related records (Task.WhoId) go back.',
      '1 related record (Case.ContactId) stays where somebody moved it.',
      'These later merges stay in force: MRG-0000003.',
      'External Contact ID of Anna (MC-2) does not come back. Another record holds the value.',
      'Account of Ann does not come back. The record that it pointed to is gone.',
      '1 related record was deleted since the merge, for good.'
    ]);
    expect(findAll(element, '.effect_lost')).toHaveLength(3);
    expect(textOf(find(element, '[role="status"]'))).toBe('The undo of MRG-0000002 has 10 effects, 3 of them losses.');
    await expect(element).toBeAccessible();
    find(element, 'lightning-textarea').dispatchEvent(new CustomEvent('change', { detail: { value: ' A mistake. ' } }));
    await press(element, '.carry-out');

    expect(undoMerge).toHaveBeenCalledWith({
      mergeId: 'a01A',
      mergeVersion: UNDO.mergeVersion,
      holderVersion: UNDO.holderVersion,
      reason: 'A mistake.'
    });
    expect(textOf(find(element, '.outcome'))).toBe('MRG-0000002 is undone.');
    expect(findAll(element, '.undo')).toHaveLength(0);
    expect(listMerges).toHaveBeenCalledTimes(2);
  });

  it('names the first of many records, and counts the others', async () => {
    const loserIds = ['003B', '003C', '003D', '003E'];
    const element = await open([
      { ...MERGED, loserIds, loserNames: ['Anna', 'Anne'] },
      { ...MERGED, id: 'a01B', loserIds: loserIds.slice(0, 3), loserNames: ['Anna', '003C'] }
    ]);

    expect(findAll(element, '.summary').map(textOf)).toEqual([
      'Anna, Anne and 2 others into Ann',
      'Anna, 003C and 1 other into Ann'
    ]);
  });

  it('shows older merges when asked, and keeps them on the page after an undo', async () => {
    const older = { ...MERGED, id: 'a01B', name: 'MRG-0000001' };
    const element = await open([]);
    jest
      .mocked(listMerges)
      .mockImplementation(({ beforeName }) =>
        Promise.resolve(beforeName === null ? page([MERGED], true) : page([older]))
      );
    Object.assign(element, { recordId: '003Z' });
    await settled();
    expect(findAll(element, '[data-merge]')).toHaveLength(1);

    await press(element, '.more lightning-button');
    expect(listMerges).toHaveBeenLastCalledWith({ recordId: '003Z', beforeName: 'MRG-0000002' });
    expect(findAll(element, '[data-merge]')).toHaveLength(2);
    expect(findAll(element, '.more')).toHaveLength(0);
    await expect(element).toBeAccessible();

    jest.mocked(previewUndo).mockResolvedValue(UNDO);
    jest.mocked(undoMerge).mockResolvedValue({ success: true, message: 'MRG-0000001 is undone.' });
    await press(element, '[data-merge="a01B"] .preview');
    await press(element, '.carry-out');

    expect(findAll(element, '[data-merge]')).toHaveLength(2);
  });

  it('speaks of the records of an exception', async () => {
    const element = await open([], { objectApiName: 'Contact_Sync_Exception__c' });

    expect(textOf(find(element, '.empty'))).toBe('The records of this exception were part of no merge.');
    expect(find<HTMLElement & { title: string }>(element, 'lightning-card').title).toBe(
      'Merges of the records of this exception'
    );
  });

  it('shows nothing without merges where the page says so', async () => {
    const empty = await open([], { hidesEmpty: true });
    expect(findAll(empty, 'lightning-card')).toHaveLength(0);
    await expect(empty).toBeAccessible();

    const full = await open([MERGED], { hidesEmpty: true });
    expect(findAll(full, 'lightning-card')).toHaveLength(1);
  });

  it('takes no harm from an answer that comes after it was removed', async () => {
    let answer: (merges: MergePage) => void = () => undefined;
    jest.mocked(listMerges).mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const element = show('c-steward-merge-history', StewardMergeHistory, { recordId: '003A' });
    await settled();

    element.remove();
    answer(page([MERGED]));
    await settled();
    document.body.append(element);
    await settled();

    expect(findAll(element, '[data-merge]')).toHaveLength(1);
  });

  it('offers no undo where something stands in the way', async () => {
    const element = await open([MERGED]);
    jest.mocked(previewUndo).mockResolvedValue({ ...UNDO, obstacle: 'The recycle bin was emptied.' });

    await press(element, '.preview');

    expect(textOf(find(element, '.obstacle'))).toBe('The recycle bin was emptied.');
    expect(textOf(find(element, '[role="status"]'))).toBe(
      'The undo of MRG-0000002 is not possible. The recycle bin was emptied.'
    );
    expect(findAll(element, '.carry-out')).toHaveLength(0);
  });

  it('shows an error and tries again', async () => {
    jest.mocked(listMerges).mockRejectedValueOnce({ body: { message: 'No access.' } });
    const element = show('c-steward-merge-history', StewardMergeHistory, { recordId: '003A' });
    await settled();
    jest.mocked(listMerges).mockResolvedValue(page([MERGED]));

    find(element, 'c-steward-error-panel').dispatchEvent(new CustomEvent('retried'));
    await settled();

    expect(findAll(element, '[data-merge]')).toHaveLength(1);
  });

  it('tells of an undo of a record that is left, and says nothing of it beside the other', async () => {
    const element = await open([MERGED]);
    const undone = heard<{ id: string }>(element, 'undone');
    jest.mocked(previewUndo).mockResolvedValue(UNDO);
    let answer: (result: { success: boolean; message: string }) => void = () => undefined;
    jest.mocked(undoMerge).mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await press(element, '.preview');
    await press(element, '.carry-out');

    Object.assign(element, { recordId: '003Z' });
    await settled();
    answer({ success: true, message: 'MRG-0000002 is undone.' });
    await settled();

    expect(undone).toEqual([{ id: '003A' }]);
    expect(findAll(element, '.outcome')).toEqual([]);
    expect(listMerges).toHaveBeenCalledTimes(2);
  });

  it('says nothing of a refused undo beside a record that came while the merges were listed again', async () => {
    const element = await open([MERGED]);
    jest.mocked(previewUndo).mockResolvedValue(UNDO);
    jest.mocked(undoMerge).mockResolvedValue({ success: false, message: 'Changed by Bob.' });
    await press(element, '.preview');
    let answer: (merges: MergePage) => void = () => undefined;
    jest.mocked(listMerges).mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await press(element, '.carry-out');

    Object.assign(element, { recordId: '003Z' });
    answer(page([MERGED]));
    await settled();

    expect(findAll(element, '.outcome')).toEqual([]);
  });

  it('drops the late answer for a record that is left', async () => {
    const element = await open([MERGED]);
    let answer: (undo: UndoView) => void = () => undefined;
    jest.mocked(previewUndo).mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await press(element, '.preview');
    jest.mocked(listMerges).mockResolvedValue(page([]));
    Object.assign(element, { recordId: '003Z' });
    answer(UNDO);
    await settled();

    expect(findAll(element, '.undo')).toHaveLength(0);
    expect(findAll(element, '.empty')).toHaveLength(1);
  });
});
