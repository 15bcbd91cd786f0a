import claim from '@salesforce/apex/StewardActionController.claim';
import openCase from '@salesforce/apex/StewardActionController.openCase';
import preview from '@salesforce/apex/StewardActionController.preview';
import release from '@salesforce/apex/StewardActionController.release';
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
  matches: [
    {
      id: '003A',
      kind: 'contact',
      isOfLane: true,
      name: 'Amelia Okafor',
      matchValue: 'a@x.example',
      externalId: 'MC-1',
      version: '1600000000000'
    },
    { id: '003B', kind: 'contact', isOfLane: true, name: 'Amelie Okafor', version: '1650000000000' }
  ],
  actions: [
    { name: 'LINK', needsRecord: true, concernsRecord: true, needsGroup: false, needsNote: false },
    { name: 'REJECT', needsRecord: false, concernsRecord: false, needsGroup: false, needsNote: true }
  ]
};

const EFFECT: ActionResult = {
  exceptionId: ID,
  success: true,
  message: 'EX-1 will be resolved by writing to Amelie Okafor.',
  status: 'Resolved',
  changes: [{ field: 'Phone', before: null, after: '555' }]
};

type Field = HTMLElement & { value: string; options: { label: string; value: string }[]; required: boolean };
type Button = HTMLElement & { disabled: boolean; label: string };

async function open(view: CaseView = VIEW) {
  jest.mocked(openCase).mockResolvedValue(view);
  const element = show('c-steward-settlement', StewardSettlement, { exceptionId: ID });
  await settled();
  return element;
}

async function enter(element: Element, name: string, value: string): Promise<void> {
  find(element, `[data-input="${name}"]`).dispatchEvent(new CustomEvent('change', { detail: { value } }));
  await settled();
}

async function press(element: Element, selector: string): Promise<void> {
  find(element, selector).click();
  await settled();
}

const effectIn = (element: Element) => find(element, 'c-steward-effect');

const isDisabled = (element: Element, selector: string): boolean => find<Button>(element, selector).disabled;

describe('c-steward-settlement', () => {
  beforeEach(() => {
    jest.mocked(preview).mockResolvedValue(EFFECT);
  });

  afterEach(() => {
    clearPage();
    jest.resetAllMocks();
  });

  it('offers the actions and records that Apex names', async () => {
    const element = await open();

    expect(openCase).toHaveBeenCalledWith({ exceptionId: ID });
    expect(find<Field>(element, '[data-input="action"]').options.map(({ label }) => label)).toEqual([
      'Link to the record',
      'Reject the row'
    ]);
    await enter(element, 'action', 'LINK');
    expect(find<Field>(element, '[data-input="record"]').options.map(({ label }) => label)).toEqual([
      'Amelia Okafor · a@x.example · MC-1 · contact',
      'Amelie Okafor · contact'
    ]);
    await expect(element).toBeAccessible();
  });

  it('offers a record of another object only beside the row, never as the row itself', async () => {
    const contact = { ...VIEW.matches[0]!, isOfLane: false };
    const lead = { ...VIEW.matches[1]!, id: '00QA', kind: 'lead' };
    const createAnyway = {
      name: 'CREATE_ANYWAY',
      needsRecord: false,
      concernsRecord: true,
      needsGroup: false,
      needsNote: false
    };
    const both = await open({ ...VIEW, matches: [contact, lead], actions: [...VIEW.actions, createAnyway] });

    await enter(both, 'action', 'CREATE_ANYWAY');
    expect(find<Field>(both, '[data-input="record"]').options.map(({ value }) => value)).toEqual(['003A', '00QA']);
    await enter(both, 'record', '003A');
    await enter(both, 'action', 'LINK');
    expect(find<Field>(both, '[data-input="record"]').options.map(({ value }) => value)).toEqual(['00QA']);
    expect(find<Field>(both, '[data-input="record"]').value).toBe('00QA');
    clearPage();

    const none = await open({ ...VIEW, matches: [contact] });
    expect(find<Field>(none, '[data-input="action"]').options.map(({ value }) => value)).toEqual(['REJECT']);
  });

  it('shows the effect before it settles, and settles exactly what was shown', async () => {
    const element = await open();
    const done = heard<{ id: string; message: string }>(element, 'settled');
    jest.mocked(settle).mockResolvedValue({ ...EFFECT, message: 'EX-1 is resolved.' });

    await enter(element, 'action', 'LINK');
    expect(isDisabled(element, '.preview')).toBe(true);
    await enter(element, 'record', '003B');
    await press(element, '.preview');

    const decision = {
      action: 'LINK',
      exceptionId: ID,
      exceptionVersion: '1700000000000',
      recordId: '003B',
      recordVersion: '1650000000000',
      note: null
    };
    expect(preview).toHaveBeenCalledWith({ decision });
    expect(textOf(find(effectIn(element), '.expected-message'))).toBe(EFFECT.message);
    expect(textOf(find(effectIn(element), 'tr[data-field="Phone"]'))).toBe('Phoneblank555');
    expect(textOf(find(element, '[role="status"]'))).toBe(EFFECT.message);
    await expect(element).toBeAccessible();

    await press(element, '.settle');
    expect(settle).toHaveBeenCalledWith({ decision });
    expect(done).toEqual([{ id: ID, message: 'EX-1 is resolved.' }]);
  });

  it('sends back what the preview of a replay gave, and nothing of a preview that was taken away', async () => {
    const replay = { name: 'REPLAY', needsRecord: false, concernsRecord: false, needsGroup: false, needsNote: true };
    const element = await open({ ...VIEW, actions: [replay] });
    jest.mocked(preview).mockResolvedValue({ ...EFFECT, review: '{"seen":"first"}' });
    jest.mocked(settle).mockResolvedValue(EFFECT);
    await enter(element, 'action', 'REPLAY');
    await enter(element, 'note', 'Freed.');
    await press(element, '.preview');
    await enter(element, 'note', 'The address is free.');
    jest.mocked(preview).mockResolvedValue({ ...EFFECT, review: '{"seen":"second"}' });

    await press(element, '.preview');
    await press(element, '.settle');

    expect(jest.mocked(preview).mock.calls.map(([{ decision }]) => decision.review)).toEqual([undefined, undefined]);
    expect(jest.mocked(settle).mock.calls[0]?.[0].decision).toMatchObject({
      action: 'REPLAY',
      recordId: null,
      note: 'The address is free.',
      review: '{"seen":"second"}'
    });
  });

  it('takes the preview away when the form changes', async () => {
    const element = await open();
    await enter(element, 'action', 'LINK');
    await enter(element, 'record', '003A');
    await press(element, '.preview');
    expect(isDisabled(element, '.settle')).toBe(false);

    await enter(element, 'record', '003B');

    expect(findAll(effectIn(element), '.expected-message')).toEqual([]);
    expect(textOf(find(element, '[role="status"]'))).toBe('');
    expect(isDisabled(element, '.settle')).toBe(true);
  });

  it('asks for a reason where Apex wants one', async () => {
    const element = await open();
    await enter(element, 'action', 'REJECT');
    expect(find<Field>(element, '[data-input="note"]').required).toBe(true);
    expect(isDisabled(element, '.preview')).toBe(true);

    await enter(element, 'note', '   ');
    expect(isDisabled(element, '.preview')).toBe(true);
    await enter(element, 'note', ' A test row. ');
    await press(element, '.preview');

    expect(jest.mocked(preview).mock.calls[0]?.[0].decision).toMatchObject({ note: 'A test row.', recordId: null });
  });

  it('shows a refusal in the preview and does not let it be sent', async () => {
    jest
      .mocked(preview)
      .mockResolvedValue({ exceptionId: ID, success: false, message: 'Another contact has MC-2.', changes: [] });
    const element = await open();
    await enter(element, 'action', 'LINK');
    await enter(element, 'record', '003A');

    await press(element, '.preview');

    expect(textOf(find(effectIn(element), '.expectation_refused'))).toBe(
      'This cannot be doneAnother contact has MC-2.'
    );
    expect(textOf(find(element, '[role="status"]'))).toBe('This cannot be done. Another contact has MC-2.');
    expect(isDisabled(element, '.settle')).toBe(true);
  });

  it('says why nothing was done and looks again when somebody was faster', async () => {
    const element = await open();
    const done = heard(element, 'settled');
    jest.mocked(settle).mockResolvedValue({ exceptionId: ID, success: false, message: 'Changed by Bob.', changes: [] });
    await enter(element, 'action', 'LINK');
    await enter(element, 'record', '003A');
    await press(element, '.preview');

    await press(element, '.settle');

    expect(textOf(find(element, '[role="alert"]'))).toBe('Changed by Bob.');
    expect(openCase).toHaveBeenCalledTimes(2);
    expect(done).toEqual([]);
  });

  it('claims and releases', async () => {
    const element = await open();
    jest.mocked(claim).mockResolvedValue({ exceptionId: ID, success: true, message: 'It is yours.', changes: [] });
    jest.mocked(openCase).mockResolvedValue({ ...VIEW, claimedByMe: true, claimedUntil: '2026-01-01T10:00:00.000Z' });
    const claims = heard(element, 'claimed');

    await press(element, '.claim lightning-button');
    expect(claim).toHaveBeenCalledWith({ exceptionId: ID });
    expect(find<Button>(element, '.claim lightning-button').label).toBe('Release');
    expect(claims).toHaveLength(1);

    jest
      .mocked(release)
      .mockResolvedValue({ exceptionId: ID, success: false, message: 'It is not claimed.', changes: [] });
    await press(element, '.claim lightning-button');
    expect(release).toHaveBeenCalledWith({ exceptionId: ID });
    expect(textOf(find(element, '[role="alert"]'))).toBe('It is not claimed.');
  });

  it('offers nothing for an exception that another person holds', async () => {
    const element = await open({ ...VIEW, obstacle: 'EX-1 is claimed by Bob.' });

    expect(textOf(find(element, '[data-notice="obstacle"]'))).toBe('EX-1 is claimed by Bob.');
    expect(findAll(element, '[data-input="action"]')).toEqual([]);
    await expect(element).toBeAccessible();
  });

  it('offers nothing to who may not settle', async () => {
    const element = await open({ exceptionId: ID, maySettle: false, matches: [], actions: [] });

    expect(textOf(find(element, '.notice'))).toContain('permission set Upsert Guard Steward');
    expect(findAll(element, 'lightning-combobox')).toEqual([]);
  });

  it('offers no action on a contact when the exception names none', async () => {
    const element = await open({ ...VIEW, matches: [] });

    expect(find<Field>(element, '[data-input="action"]').options.map(({ value }) => value)).toEqual(['REJECT']);
  });

  it('shows an error and tries again', async () => {
    jest.mocked(openCase).mockRejectedValueOnce({ body: { message: 'The org cannot be reached.' } });
    const element = show('c-steward-settlement', StewardSettlement, { exceptionId: ID });
    await settled();
    const panel = find(element, 'c-steward-error-panel');
    expect(findAll(element, '[data-input="action"]')).toEqual([]);

    jest.mocked(openCase).mockResolvedValue(VIEW);
    panel.dispatchEvent(new CustomEvent('retried'));
    await settled();

    expect(findAll(element, '[data-input="action"]')).toHaveLength(1);
  });

  it('drops the late answer of an exception that is no longer chosen', async () => {
    let answerLate: (view: CaseView) => void = () => undefined;
    jest.mocked(openCase).mockImplementationOnce(() => new Promise((resolve) => (answerLate = resolve)));
    const element = show('c-steward-settlement', StewardSettlement, { exceptionId: ID });
    jest.mocked(openCase).mockResolvedValue({ ...VIEW, exceptionId: OTHER_ID, obstacle: 'EX-2 was settled.' });

    element.exceptionId = OTHER_ID;
    await settled();
    answerLate(VIEW);
    await settled();

    expect(textOf(find(element, '[data-notice="obstacle"]'))).toBe('EX-2 was settled.');
  });

  it('looks again when the list knows another version than was looked at', async () => {
    jest.mocked(openCase).mockResolvedValue(VIEW);
    const element = show('c-steward-settlement', StewardSettlement, {
      exceptionId: ID,
      exceptionVersion: VIEW.version
    });
    await settled();
    await enter(element, 'action', 'REJECT');
    await enter(element, 'note', 'Spam.');
    await press(element, '.preview');
    expect(openCase).toHaveBeenCalledTimes(1);

    jest.mocked(openCase).mockResolvedValue({ ...VIEW, version: '1800000000000' });
    element.exceptionVersion = '1800000000000';
    await settled();

    expect(openCase).toHaveBeenCalledTimes(2);
    expect(findAll(effectIn(element), '.expectation')).toEqual([]);
    expect(find<Field>(element, '[data-input="note"]').value).toBe('Spam.');
    element.exceptionVersion = undefined;
    await settled();
    expect(openCase).toHaveBeenCalledTimes(2);
  });
});
