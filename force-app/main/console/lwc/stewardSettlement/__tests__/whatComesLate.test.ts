// Answers that come after the form, or the exception that is chosen, is another one.
import claim from '@salesforce/apex/StewardActionController.claim';
import openCase from '@salesforce/apex/StewardActionController.openCase';
import preview from '@salesforce/apex/StewardActionController.preview';
import settle from '@salesforce/apex/StewardActionController.settle';
import type { ActionResult, CaseView } from '@salesforce/apex/StewardActionController.openCase';
import StewardSettlement from 'c/stewardSettlement';
import { clearPage, find, findAll, heard, settled, show } from 'testing/components';

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
  matches: [
    { id: '003A', kind: 'contact', isOfLane: true, name: 'Ann', version: '1' },
    { id: '003B', kind: 'contact', isOfLane: true, name: 'Anna', version: '1' }
  ],
  actions: [
    { name: 'CREATE_ANYWAY', needsRecord: false, concernsRecord: true, needsGroup: false, needsNote: false },
    { name: 'KEEP_BOTH', needsRecord: false, concernsRecord: true, needsGroup: false, needsNote: false },
    { name: 'MERGE', needsRecord: false, concernsRecord: false, needsGroup: true, needsNote: false }
  ]
};

const EFFECT: ActionResult = { exceptionId: ID, success: true, message: 'A new contact.', changes: [] };
const REFUSED: ActionResult = { ...EFFECT, success: false, message: 'Changed by Bob.' };

type Button = HTMLElement & { disabled: boolean };

/** Mocks one answer of Apex that comes when the test says so. */
function comesLate<Answer>(mock: { mockReturnValueOnce(promise: Promise<Answer>): unknown }): (answer: Answer) => void {
  let give: (answer: Answer) => void = () => undefined;
  mock.mockReturnValueOnce(new Promise<Answer>((resolve) => (give = resolve)));
  return (answer) => give(answer);
}

async function enter(element: Element, name: string, value: string): Promise<void> {
  find(element, `[data-input="${name}"]`).dispatchEvent(new CustomEvent('change', { detail: { value } }));
  await settled();
}

async function press(element: Element, selector: string): Promise<void> {
  find(element, selector).click();
  await settled();
}

/** A form that is complete: create anyway, beside the first record. */
async function open() {
  jest.mocked(openCase).mockImplementation(({ exceptionId }) => Promise.resolve({ ...VIEW, exceptionId }));
  const element = show('c-steward-settlement', StewardSettlement, { exceptionId: ID });
  await settled();
  await enter(element, 'action', 'CREATE_ANYWAY');
  await enter(element, 'record', '003A');
  return element;
}

async function choose(element: { exceptionId: string | undefined }, exceptionId: string): Promise<void> {
  element.exceptionId = exceptionId;
  await settled();
}

const isShown = (element: Element): boolean => findAll(find(element, 'c-steward-effect'), '.expectation').length > 0;

const isBusy = (element: Element): boolean => findAll(element, 'lightning-spinner').length > 0;

describe('c-steward-settlement, what comes late', () => {
  afterEach(() => {
    clearPage();
    jest.resetAllMocks();
  });

  describe('the preview of a form that was changed meanwhile', () => {
    it.each([
      ['action', 'KEEP_BOTH'],
      ['record', '003B'],
      ['note', 'Twins.']
    ])('is dropped when the %s changes', async (input, value) => {
      const element = await open();
      const answer = comesLate(jest.mocked(preview));
      await press(element, '.preview');
      expect(isBusy(element)).toBe(true);

      await enter(element, input, value);
      expect(isBusy(element)).toBe(false);
      expect(find<Button>(element, '.preview').disabled).toBe(false);
      answer(EFFECT);
      await settled();

      expect(isShown(element)).toBe(false);
      expect(find<Button>(element, '.settle').disabled).toBe(true);
    });

    it('is dropped when the group changes', async () => {
      const element = await open();
      await enter(element, 'action', 'MERGE');
      const answer = comesLate(jest.mocked(preview));
      await press(element, '.preview');
      const detail = { memberIds: ['003A', '003B'], survivorId: '003B', choices: {} };

      find(element, 'c-steward-merge-group').dispatchEvent(new CustomEvent('chosen', { detail }));
      answer(EFFECT);
      await settled();

      expect(isBusy(element)).toBe(false);
      expect(isShown(element)).toBe(false);
    });

    it('takes no decision with it that is being carried out', async () => {
      const element = await open();
      const done = heard<{ id: string }>(element, 'settled');
      jest.mocked(preview).mockResolvedValue(EFFECT);
      await press(element, '.preview');
      const answer = comesLate(jest.mocked(settle));
      await press(element, '.settle');

      await enter(element, 'note', 'Too late.');
      expect(isBusy(element)).toBe(true);
      answer(EFFECT);
      await settled();

      expect(done.map(({ id }) => id)).toEqual([ID]);
    });
  });

  describe('what was done to an exception that was left meanwhile', () => {
    beforeEach(() => {
      jest.mocked(preview).mockResolvedValue(EFFECT);
    });

    it('is told when it was settled', async () => {
      const element = await open();
      const done = heard<{ id: string; message: string }>(element, 'settled');
      await press(element, '.preview');
      const answer = comesLate(jest.mocked(settle));
      await press(element, '.settle');

      await choose(element, OTHER_ID);
      answer({ ...EFFECT, message: 'EX-1 is resolved.' });
      await settled();

      expect(done).toEqual([{ id: ID, message: 'EX-1 is resolved.' }]);
    });

    it('is told when it was claimed, and says nothing of it beside the other', async () => {
      const element = await open();
      const claims = heard<{ id: string }>(element, 'claimed');
      const answer = comesLate(jest.mocked(claim));
      await press(element, '.claim lightning-button');

      await choose(element, OTHER_ID);
      answer(REFUSED);
      await settled();

      expect(claims).toEqual([{ id: ID }]);
      expect(findAll(element, '[role="alert"]')).toEqual([]);
      expect(openCase).toHaveBeenCalledTimes(2);
    });

    it('is not said beside the other when it was refused', async () => {
      const element = await open();
      await press(element, '.preview');
      const answer = comesLate(jest.mocked(settle));
      await press(element, '.settle');

      await choose(element, OTHER_ID);
      answer(REFUSED);
      await settled();

      expect(findAll(element, '[role="alert"]')).toEqual([]);
      expect(openCase).toHaveBeenCalledTimes(2);
    });

    it('is not said beside the other that was chosen while the refused one was looked at again', async () => {
      const element = await open();
      await press(element, '.preview');
      jest.mocked(settle).mockResolvedValue(REFUSED);
      const answer = comesLate(jest.mocked(openCase));
      await press(element, '.settle');

      await choose(element, OTHER_ID);
      answer(VIEW);
      await settled();

      expect(findAll(element, '[role="alert"]')).toEqual([]);
    });
  });

  it('shows no preview of a version that is not the one it would send', async () => {
    const element = await open();
    jest.mocked(preview).mockResolvedValue(EFFECT);
    await press(element, '.preview');
    jest.mocked(settle).mockRejectedValue(new Error('Offline.'));
    await press(element, '.settle');

    find(element, 'c-steward-error-panel').dispatchEvent(new CustomEvent('retried'));
    await settled();

    expect(isShown(element)).toBe(false);
    expect(find<Button>(element, '.settle').disabled).toBe(true);
  });
});
