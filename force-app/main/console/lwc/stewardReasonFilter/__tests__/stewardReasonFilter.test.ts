import StewardReasonFilter from 'c/stewardReasonFilter';
import { clearPage, find, findAll, heard, settled, show, textOf } from 'testing/components';

const COUNTS = [
  { reason: 'AMBIGUOUS_EMAIL', count: 2 },
  { reason: 'VALIDATION_FAILED', count: 5 }
];

function showFilter(reason: string | null = null) {
  return show('c-steward-reason-filter', StewardReasonFilter, { counts: COUNTS, reason });
}

describe('c-steward-reason-filter', () => {
  afterEach(clearPage);

  it('offers all reasons, then each by its count', async () => {
    const element = showFilter();

    expect(findAll(element, 'button').map(textOf)).toEqual([
      'All reasons7 open',
      'Validation failed5 open',
      'Several contacts share the e-mail2 open'
    ]);
    await expect(element).toBeAccessible();
  });

  it('marks the current reason for people who do not see colours', () => {
    const element = showFilter('VALIDATION_FAILED');

    const current = findAll(element, 'button').filter((button) => button.getAttribute('aria-current') === 'true');
    expect(current.map(textOf)).toEqual(['Validation failed5 open']);
  });

  it('announces a reason, and null for all of them', () => {
    const element = showFilter();
    const filtered = heard<{ reason: string | null }>(element, 'filtered');

    findAll(element, 'button').forEach((button) => button.click());

    expect(filtered.map((detail) => detail.reason)).toEqual([null, 'VALIDATION_FAILED', 'AMBIGUOUS_EMAIL']);
  });

  it('announces the same from the combobox of a narrow page', () => {
    const element = showFilter();
    const filtered = heard<{ reason: string | null }>(element, 'filtered');
    const combobox = find(element, 'lightning-combobox');

    combobox.dispatchEvent(new CustomEvent('change', { detail: { value: 'AMBIGUOUS_EMAIL' } }));
    combobox.dispatchEvent(new CustomEvent('change', { detail: { value: '' } }));

    expect(filtered.map((detail) => detail.reason)).toEqual(['AMBIGUOUS_EMAIL', null]);
  });

  it('keeps the reason that it filters by after its last exception was settled', async () => {
    const element = showFilter('UNEXPECTED_ERROR');

    await settled();

    expect(findAll(element, 'button').map(textOf)).toContain('Unexpected error0 open');
  });

  it('is accessible with nothing to filter', async () => {
    const element = show('c-steward-reason-filter', StewardReasonFilter, { counts: [] });

    expect(findAll(element, 'button').map(textOf)).toEqual(['All reasons0 open']);
    await expect(element).toBeAccessible();
  });
});
