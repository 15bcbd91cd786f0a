import listMerges from '@salesforce/apex/StewardMergeController.listMerges';
import previewUndo from '@salesforce/apex/StewardMergeController.previewUndo';
import undoMerge from '@salesforce/apex/StewardMergeController.undoMerge';
import type { MergeItem, UndoView } from '@salesforce/apex/StewardMergeController.listMerges';
import StewardMergeHistory from 'c/stewardMergeHistory';
import { clearPage, find, findAll, settled, show, textOf } from 'testing/components';

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
  loserIds: ['003B'],
  status: 'Merged',
  reason: 'Twins.',
  mergedBy: 'Ann'
};

const UNDO: UndoView = {
  mergeVersion: '2026-01-01T00:00:00.000Z',
  holderVersion: '2026-01-02T00:00:00.000Z',
  returning: ['003B'],
  restored: [{ recordId: '003A', field: 'Phone' }],
  kept: [{ recordId: '003A', field: 'Title', reason: 'it was edited later' }],
  children: [{ lookup: 'Task.WhoId', count: 2 }],
  childrenKept: [],
  laterMerges: ['MRG-0000003']
};

async function open(merges: readonly MergeItem[]) {
  jest.mocked(listMerges).mockResolvedValue(merges);
  const element = show('c-steward-merge-history', StewardMergeHistory, { recordId: '003A' });
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
    expect(textOf(find(element, '[data-merge="a01A"]'))).toBe('MRG-0000002 (Merged, Ann): 1 into 003A: Twins.');
    expect(findAll(element, '.preview')).toHaveLength(1);
    await expect(element).toBeAccessible();
  });

  it('says that there was none', async () => {
    const element = await open([]);

    expect(textOf(find(element, '.empty'))).toBe('This record was part of no merge.');
    await expect(element).toBeAccessible();
  });

  it('shows what the undo does, and carries it out with the versions that it showed', async () => {
    const element = await open([MERGED]);
    jest.mocked(previewUndo).mockResolvedValue(UNDO);
    jest.mocked(undoMerge).mockResolvedValue({ success: true, message: 'MRG-0000002 is undone.' });

    await press(element, '.preview');
    expect(findAll(element, '.effect').map(textOf)).toEqual([
      'Records that come back: 003B.',
      'Phone of 003A goes back to blank.',
      'Title of 003A stays: it was edited later.',
      '2 related records (Task.WhoId) go back.',
      'These later merges stay in force: MRG-0000003.'
    ]);
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

  it('offers no undo where something stands in the way', async () => {
    const element = await open([MERGED]);
    jest.mocked(previewUndo).mockResolvedValue({ ...UNDO, obstacle: 'The recycle bin was emptied.' });

    await press(element, '.preview');

    expect(textOf(find(element, '.obstacle'))).toBe('The recycle bin was emptied.');
    expect(findAll(element, '.carry-out')).toHaveLength(0);
  });

  it('shows an error and tries again', async () => {
    jest.mocked(listMerges).mockRejectedValueOnce({ body: { message: 'No access.' } });
    const element = show('c-steward-merge-history', StewardMergeHistory, { recordId: '003A' });
    await settled();
    jest.mocked(listMerges).mockResolvedValue([MERGED]);

    find(element, 'c-steward-error-panel').dispatchEvent(new CustomEvent('retried'));
    await settled();

    expect(findAll(element, '[data-merge]')).toHaveLength(1);
  });

  it('drops the late answer for a record that is left', async () => {
    const element = await open([MERGED]);
    let answer: (undo: UndoView) => void = () => undefined;
    jest.mocked(previewUndo).mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await press(element, '.preview');
    jest.mocked(listMerges).mockResolvedValue([]);
    Object.assign(element, { recordId: '003Z' });
    answer(UNDO);
    await settled();

    expect(findAll(element, '.undo')).toHaveLength(0);
    expect(findAll(element, '.empty')).toHaveLength(1);
  });
});
