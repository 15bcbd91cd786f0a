import StewardExceptionComparison from 'c/stewardExceptionComparison';
import { exceptionFixtures, withoutNulls, type ExceptionFixture } from 'testing/exceptionFixtures';
import { clearPage, find, findAll, show, textOf } from 'testing/components';

const [HELD] = exceptionFixtures(8) as [ExceptionFixture];

function showItem(item: ExceptionFixture | undefined) {
  return show('c-steward-exception-comparison', StewardExceptionComparison, { item: item && withoutNulls(item) });
}

function field(element: Element, name: string) {
  const row = find(element, `tr[data-field="${name}"]`);
  const cell = (side: string) => textOf(row.querySelector(`[data-side="${side}"]`) as Element);
  return {
    heading: textOf(row.querySelector('th') as Element),
    incoming: cell('incoming'),
    existing: cell('existing')
  };
}

describe('c-steward-exception-comparison', () => {
  afterEach(clearPage);

  it('puts both sides beside each other', async () => {
    const element = showItem(HELD);

    expect(findAll(element, 'thead th').map(textOf)).toEqual(['Field', 'Incoming', 'Amelia Okafor']);
    expect(field(element, 'FirstName')).toEqual({ heading: 'First Name', incoming: 'Amelia', existing: 'Amelia' });
    expect(textOf(find(element, 'caption'))).toBe('3 of 7 fields differ');
    await expect(element).toBeAccessible();
  });

  it('marks a difference in words', () => {
    const element = showItem(HELD);

    expect(field(element, 'Phone')).toEqual({
      heading: 'Phone≠Differs',
      incoming: '+1 415 555 0100',
      existing: '+1 415 555 0199'
    });
  });

  it('tells blank from a value', () => {
    const element = showItem(HELD);

    expect(field(element, 'Title').existing).toBe('blank');
    expect(find(element, 'tr[data-field="Title"] .blank')).toBeTruthy();
  });

  it('explains the reason and gives the facts', () => {
    const element = showItem(HELD);

    expect(find<HTMLElement & { title: string }>(element, 'lightning-card').title).toBe(
      'E-mail held by another external id'
    );
    expect(textOf(find(element, '.explanation'))).toContain('under a different external id');
    const facts = Object.fromEntries(
      findAll(element, 'dl > div').map((fact) => [...fact.children].map((child) => textOf(child)))
    );
    expect(facts).toMatchObject({
      Exception: 'EX-000001',
      Status: 'New',
      Lane: 'marketing_contacts',
      'Waiting for': '6 days',
      Seen: '3 times'
    });
  });

  it('says that the contact is gone', async () => {
    const element = showItem({ ...HELD, existingContactId: null, existingContactName: null });

    expect(textOf(find(element, '.notice'))).toBe('The contact that held MC-98000 was deleted or is hidden from you.');
    expect(findAll(element, 'thead th').map(textOf)).toEqual(['Field', 'Incoming']);
    expect(findAll(element, '.mark')).toEqual([]);
    expect(textOf(find(element, 'caption'))).toContain('no single contact to compare with');
    await expect(element).toBeAccessible();
  });

  it('shows the error of the platform and a payload that cannot be read', async () => {
    const element = showItem({
      ...HELD,
      errorCode: 'DUPLICATES_DETECTED',
      errorMessage: 'Use one of these records?',
      comparisonProblem: 'The row was not stored as readable JSON.',
      comparison: []
    });

    expect(findAll(element, '.notice').map(textOf)).toEqual([
      'DUPLICATES_DETECTED: Use one of these records?',
      'The row was not stored as readable JSON.'
    ]);
    expect(findAll(element, 'table')).toEqual([]);
    await expect(element).toBeAccessible();
  });

  it('shows a value of the source as text, never as markup', () => {
    const [compared] = HELD.comparison;
    const element = showItem({
      ...HELD,
      comparison: compared ? [{ ...compared, incoming: '<b>MC</b>' }] : []
    });

    expect(findAll(element, 'td b')).toEqual([]);
    expect(field(element, 'External_Contact_ID__c').incoming).toBe('<b>MC</b>');
  });

  it('asks for a choice when nothing is selected', async () => {
    const element = showItem(undefined);

    expect(textOf(find(element, 'p'))).toBe('Choose an exception to see both sides.');
    await expect(element).toBeAccessible();
  });
});
