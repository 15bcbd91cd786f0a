import openCase from '@salesforce/apex/StewardActionController.openCase';
import preview from '@salesforce/apex/StewardActionController.preview';
import settle from '@salesforce/apex/StewardActionController.settle';
import type { ActionResult, CaseView } from '@salesforce/apex/StewardActionController.openCase';
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
const OTHER_ID = 'a00000000000002AAA';

const VIEW: CaseView = {
  exceptionId: ID,
  maySettle: true,
  version: '1700000000000',
  claimedByMe: false,
  matches: [],
  actions: [{ name: 'REPLAY', needsRecord: false, concernsRecord: false, needsGroup: false, needsNote: false }]
};

const EFFECT: ActionResult = {
  exceptionId: ID,
  success: true,
  message: 'Replay: UPDATED.',
  status: 'Resolved',
  recordId: '003A',
  recordName: 'Amelia Okafor',
  recordKind: 'contact',
  changes: [
    { field: 'Phone', isHidden: false, before: '1', after: '555' },
    { field: 'Birthdate', isHidden: true }
  ],
  leftOut: [{ field: 'OwnerId', reason: 'The source may not write it.' }],
  review: '{"seen":"this"}'
};

async function open() {
  jest.mocked(openCase).mockResolvedValue(VIEW);
  const element = show('c-steward-settlement', StewardSettlement, { exceptionId: ID });
  await settled();
  find(element, '[data-input="action"]').dispatchEvent(new CustomEvent('change', { detail: { value: 'REPLAY' } }));
  await settled();
  return element;
}

async function press(element: Element, selector: string): Promise<void> {
  find(element, selector).click();
  await settled();
}

const effectIn = (element: Element) => find(element, 'c-steward-effect');

const isDisabled = (element: Element, selector: string): boolean =>
  find<HTMLElement & { disabled: boolean }>(element, selector).disabled;

describe('c-steward-settlement with a replay', () => {
  afterEach(() => {
    clearPage();
    jest.resetAllMocks();
  });

  it('shows the record and each value before it replays, and brings back what was shown', async () => {
    jest.mocked(preview).mockResolvedValue(EFFECT);
    jest.mocked(settle).mockResolvedValue({ ...EFFECT, review: null });
    const element = await open();
    const done = heard<{ id: string; message: string }>(element, 'settled');

    await press(element, '.preview');

    expect(textOf(find(effectIn(element), '.record'))).toBe('The contact Amelia Okafor');
    expect(textOf(find(effectIn(element), 'tr[data-field="Phone"]'))).toBe('Phone1555');
    expect(textOf(find(effectIn(element), 'tr[data-field="Birthdate"]'))).toContain('you may not read it');
    expect(textOf(find(effectIn(element), 'tr[data-left-out="OwnerId"]'))).toContain('The source may not write it.');
    await expect(element).toBeAccessible();
    await press(element, '.settle');
    expect(jest.mocked(settle).mock.calls[0]?.[0].decision).toMatchObject({ recordId: null, review: EFFECT.review });
    expect(done.map(({ id }) => id)).toEqual([ID]);
  });

  it('lets nobody replay a row that would be queued again', async () => {
    const words = 'Replay: QUEUED EMAIL_HELD_BY_OTHER_RECORD.';
    jest
      .mocked(preview)
      .mockResolvedValue({ exceptionId: ID, success: false, message: words, changes: [], leftOut: [] });
    const element = await open();

    await press(element, '.preview');

    expect(textOf(find(effectIn(element), '.expectation_refused'))).toBe(`This cannot be done${words}`);
    expect(isDisabled(element, '.settle')).toBe(true);
    await expect(element).toBeAccessible();
  });

  it('says what changed since the look, and asks for another one', async () => {
    const words = 'Changed since you looked at the effect: the field Phone. Look again.';
    jest.mocked(preview).mockResolvedValue(EFFECT);
    jest
      .mocked(settle)
      .mockResolvedValue({ exceptionId: ID, success: false, message: words, changes: [], leftOut: [] });
    const element = await open();
    await press(element, '.preview');

    await press(element, '.settle');

    expect(textOf(find(element, '[role="alert"]'))).toBe(words);
    expect(findAll(effectIn(element), '.expectation')).toEqual([]);
    expect(isDisabled(element, '.settle')).toBe(true);
  });

  it('shows an error of the preview, and no effect', async () => {
    jest.mocked(preview).mockRejectedValue({ body: { message: 'The org cannot be reached.' } });
    const element = await open();

    await press(element, '.preview');

    expect(findAll(element, 'c-steward-error-panel')).toHaveLength(1);
    expect(findAll(element, 'c-steward-effect')).toEqual([]);
  });

  it('drops the late effect of an exception that is no longer chosen', async () => {
    let answer: (result: ActionResult) => void = () => undefined;
    jest.mocked(preview).mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    const element = await open();
    await press(element, '.preview');

    element.exceptionId = OTHER_ID;
    await settled();
    answer(EFFECT);
    await settled();

    expect(findAll(effectIn(element), '.expectation')).toEqual([]);
  });
});
