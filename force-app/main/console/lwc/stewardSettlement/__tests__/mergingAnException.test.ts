// The merge among the actions of an exception: the group is chosen, previewed, and settled exactly as previewed.
import openCase from '@salesforce/apex/StewardActionController.openCase';
import preview from '@salesforce/apex/StewardActionController.preview';
import settle from '@salesforce/apex/StewardActionController.settle';
import type { ActionResult, CaseView, MergeView } from '@salesforce/apex/StewardActionController.openCase';
import type { MergeChoice } from 'c/stewardMergeChoice';
import StewardSettlement from 'c/stewardSettlement';
import { clearPage, find, findAll, heard, settled, show, textOf } from 'testing/components';

jest.mock('@salesforce/apex/StewardActionController.openCase', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/StewardActionController.claim', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/StewardActionController.release', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/StewardActionController.preview', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});
jest.mock('@salesforce/apex/StewardActionController.settle', () => ({ __esModule: true, default: jest.fn() }), {
  virtual: true
});

const ID = 'a00000000000001AAA';

const CASE: CaseView = {
  exceptionId: ID,
  maySettle: true,
  version: '1700000000000',
  claimedByMe: false,
  matches: [
    { id: '003A', kind: 'contact', isOfLane: true, name: 'Ann', version: '1' },
    { id: '003B', kind: 'contact', isOfLane: true, name: 'Anna', version: '1' },
    { id: '00QC', kind: 'lead', isOfLane: false, name: 'Anne', version: '1' }
  ],
  actions: [{ name: 'MERGE', needsRecord: false, concernsRecord: false, needsGroup: true, needsNote: false }]
};

const MERGE: MergeView = {
  members: [
    { id: '003A', name: 'Ann', version: '2026-01-01T00:00:00.000Z' },
    { id: '003B', name: 'Anna', version: '2026-01-02T00:00:00.000Z' }
  ],
  fields: [
    {
      name: 'Phone',
      label: 'Phone',
      chosenFrom: '003A',
      isConflict: true,
      isChoosable: true,
      values: [
        { recordId: '003A', value: '1' },
        { recordId: '003B', value: '2' }
      ]
    }
  ],
  children: [],
  aliases: [],
  lost: []
};

const EFFECT: ActionResult = {
  exceptionId: ID,
  success: true,
  message: '1 merged into Ann. Replay: LINKED.',
  status: 'Resolved',
  changes: [{ field: 'Phone', before: '1', after: '2' }],
  mergeView: MERGE
};

type Group = HTMLElement & { matches: { id: string }[]; choice: MergeChoice; view: MergeView | undefined };

async function open() {
  jest.mocked(openCase).mockResolvedValue(CASE);
  const element = show('c-steward-settlement', StewardSettlement, { exceptionId: ID });
  await settled();
  find(element, '[data-input="action"]').dispatchEvent(new CustomEvent('change', { detail: { value: 'MERGE' } }));
  await settled();
  return element;
}

const groupIn = (element: Element): Group => find<Group>(element, 'c-steward-merge-group');

async function choose(element: Element, change: Partial<MergeChoice>): Promise<void> {
  const group = groupIn(element);
  group.dispatchEvent(new CustomEvent('chosen', { detail: { ...group.choice, ...change } }));
  await settled();
}

async function press(element: Element, selector: string): Promise<void> {
  find(element, selector).click();
  await settled();
}

const effectIn = (element: Element) => find(element, 'c-steward-effect');

const isDisabled = (element: Element, selector: string): boolean =>
  find<HTMLElement & { disabled: boolean }>(element, selector).disabled;

describe('c-steward-settlement, merging', () => {
  beforeEach(() => {
    jest.mocked(preview).mockResolvedValue(EFFECT);
  });

  afterEach(() => {
    clearPage();
    jest.resetAllMocks();
  });

  it('offers the records of the lane, and settles exactly what the last preview showed', async () => {
    const element = await open();
    const done = heard<{ id: string }>(element, 'settled');
    jest.mocked(settle).mockResolvedValue({ ...EFFECT, message: 'Done.' });

    expect(groupIn(element).matches.map(({ id }) => id)).toEqual(['003A', '003B']);
    await press(element, '.preview');
    expect(jest.mocked(preview).mock.calls[0]?.[0].decision.mergeGroup).toEqual({
      survivorId: '003A',
      members: [
        { id: '003A', version: null },
        { id: '003B', version: null }
      ],
      choices: []
    });
    await choose(element, { choices: { Phone: '003B' } });
    expect(groupIn(element).view).toEqual(MERGE);
    expect(isDisabled(element, '.settle')).toBe(true);
    await press(element, '.preview');
    expect(textOf(find(effectIn(element), '.expected-message'))).toBe(EFFECT.message);
    expect(textOf(find(effectIn(element), '.expectation tr[data-field="Phone"]'))).toBe('Phone12');
    await expect(element).toBeAccessible();
    await press(element, '.settle');

    const sent = jest.mocked(settle).mock.calls[0]?.[0].decision;
    expect(sent).toEqual(jest.mocked(preview).mock.calls[1]?.[0].decision);
    expect(sent?.mergeGroup?.members[1]).toEqual({ id: '003B', version: '2026-01-02T00:00:00.000Z' });
    expect(sent?.mergeGroup?.choices).toEqual([{ field: 'Phone', memberId: '003B' }]);
    expect(done.map(({ id }) => id)).toEqual([ID]);
  });

  it('forgets what it showed of other records or another survivor', async () => {
    const element = await open();
    await press(element, '.preview');

    await choose(element, { survivorId: '003B' });

    expect(groupIn(element).view).toBeUndefined();
    expect(findAll(effectIn(element), '.expectation')).toHaveLength(0);
  });

  it('previews no group of one', async () => {
    const element = await open();

    await choose(element, { memberIds: ['003A'] });

    expect(isDisabled(element, '.preview')).toBe(true);
  });

  it('begins without versions again when a record changed meanwhile', async () => {
    const element = await open();
    await press(element, '.preview');
    const words = 'Anna was changed by Bob. Look at it again.';
    const stale = { ...MERGE, obstacle: words, members: [], fields: [] };
    jest
      .mocked(preview)
      .mockResolvedValue({ exceptionId: ID, success: false, message: words, changes: [], mergeView: stale });
    await press(element, '.preview');

    expect(textOf(find(effectIn(element), '.expected-message'))).toBe(words);
    expect(groupIn(element).view).toBeUndefined();
    expect(isDisabled(element, '.settle')).toBe(true);
  });

  it('keeps the fields when the merge would not help the row, so that other values can be tried', async () => {
    const element = await open();
    jest
      .mocked(preview)
      .mockResolvedValue({ ...EFFECT, success: false, message: 'Nothing was merged. Replay: QUEUED.' });

    await press(element, '.preview');

    expect(groupIn(element).view).toEqual(MERGE);
    expect(isDisabled(element, '.settle')).toBe(true);
  });

  it('shows an error, and drops the late answer for an exception that is left', async () => {
    const element = await open();
    jest.mocked(preview).mockRejectedValueOnce({ body: { message: 'Merging takes a permission.' } });
    await press(element, '.preview');
    expect(findAll(element, 'c-steward-error-panel')).toHaveLength(1);
    clearPage();

    const second = await open();
    let answer: (result: ActionResult) => void = () => undefined;
    jest.mocked(preview).mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await press(second, '.preview');
    Object.assign(second, { exceptionId: 'a00000000000002AAA' });
    answer(EFFECT);
    await settled();
    expect(findAll(effectIn(second), '.expectation')).toHaveLength(0);
    expect(findAll(second, 'c-steward-merge-group')).toHaveLength(0);
  });
});
