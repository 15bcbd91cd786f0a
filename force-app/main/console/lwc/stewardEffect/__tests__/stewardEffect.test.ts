import type { ActionResult } from '@salesforce/apex/StewardActionController.openCase';
import StewardEffect from 'c/stewardEffect';
import { clearPage, find, findAll, settled, show, textOf } from 'testing/components';

const EFFECT: ActionResult = {
  exceptionId: 'a00000000000001AAA',
  success: true,
  message: 'Replay: UPDATED.',
  recordId: '003A',
  recordName: 'Amelia Okafor',
  recordKind: 'contact',
  changes: [
    { field: 'Phone', label: 'Business Phone', isHidden: false, before: null, after: '555' },
    { field: 'Title', isHidden: false, before: '<b>Dr</b>', after: null },
    { field: 'Birthdate', isHidden: true, before: null, after: null }
  ],
  leftOut: [{ field: 'OwnerId', reason: 'The source may not write it.' }]
};

async function open(expected: ActionResult | undefined) {
  const element = show('c-steward-effect', StewardEffect, { expected });
  await settled();
  return element;
}

describe('c-steward-effect', () => {
  afterEach(() => {
    clearPage();
  });

  it('shows the record, and every value now and then', async () => {
    const element = await open(EFFECT);

    expect(textOf(find(element, 'h3'))).toBe('What will happen');
    expect(textOf(find(element, '.expected-message'))).toBe('Replay: UPDATED.');
    expect(textOf(find(element, '.record'))).toBe('The contact Amelia Okafor');
    expect(textOf(find(element, 'tr[data-field="Phone"]'))).toBe('Business Phoneblank555');
    expect(textOf(find(element, 'tr[data-field="Title"]'))).toBe('Title<b>Dr</b>blank');
    await expect(element).toBeAccessible();
  });

  it('names a field that the user may not read, without values', async () => {
    const element = await open(EFFECT);

    expect(textOf(find(element, 'tr[data-field="Birthdate"]'))).toBe('Birthdatechanges; you may not read it');
  });

  it('says what the record does not get, and why', async () => {
    const element = await open(EFFECT);

    expect(textOf(find(element, '.left-out caption'))).toBe('Not written');
    expect(textOf(find(element, 'tr[data-left-out="OwnerId"]'))).toBe('OwnerIdThe source may not write it.');
  });

  it('names the rows of children that wait for the record', async () => {
    const children = [
      { exceptionId: 'a01A', name: 'EX-000002', externalId: 'P-1' },
      { exceptionId: 'a01B', name: 'EX-000003', externalId: null }
    ];
    const element = await open({ ...EFFECT, children });

    expect(textOf(find(element, '.children p'))).toContain('Replay them next');
    expect(findAll(element, '.children li').map(textOf)).toEqual(['EX-000002 (P-1)', 'EX-000003']);
    await expect(element).toBeAccessible();
  });

  it('tells a new record from one whose name the user may not read', async () => {
    const created = await open({ ...EFFECT, recordId: null, recordName: null });
    const nameless = await open({ ...EFFECT, recordName: null });

    expect(textOf(find(created, '.record'))).toBe('A new contact');
    expect(textOf(find(nameless, '.record'))).toBe('The contact 003A');
  });

  it('shows no table and no record where nothing is written', async () => {
    const element = await open({
      exceptionId: 'a00000000000001AAA',
      success: true,
      message: 'Nothing is written.',
      changes: []
    });

    expect(findAll(element, 'table')).toEqual([]);
    expect(findAll(element, '.record')).toEqual([]);
    await expect(element).toBeAccessible();
  });

  it('shows a refusal as one', async () => {
    const element = await open({
      exceptionId: 'a00000000000001AAA',
      success: false,
      message: 'Look again.',
      changes: [],
      leftOut: []
    });

    expect(textOf(find(element, '.expectation_refused'))).toBe('This cannot be doneLook again.');
    await expect(element).toBeAccessible();
  });

  it('shows nothing before there is anything to show', async () => {
    expect(findAll(await open(undefined), '*')).toEqual([]);
  });
});
