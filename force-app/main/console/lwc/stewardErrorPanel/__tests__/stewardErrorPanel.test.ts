import StewardErrorPanel from 'c/stewardErrorPanel';
import { clearPage, find, findAll, heard, show, textOf } from 'testing/components';

describe('c-steward-error-panel', () => {
  afterEach(clearPage);

  it('says what failed and every reason', async () => {
    const element = show('c-steward-error-panel', StewardErrorPanel, {
      headline: 'The exceptions could not be loaded',
      error: { body: [{ message: 'One.' }, { message: 'Two.' }] }
    });

    expect(textOf(find(element, 'h2'))).toBe('The exceptions could not be loaded');
    expect(findAll(element, 'li').map(textOf)).toEqual(['One.', 'Two.']);
    expect(find(element, '.panel').getAttribute('role')).toBe('alert');
    await expect(element).toBeAccessible();
  });

  it('shows a message as text, never as markup', () => {
    const element = show('c-steward-error-panel', StewardErrorPanel, { error: '<img src=x onerror=alert(1)>' });

    expect(findAll(element, 'img')).toEqual([]);
    expect(textOf(find(element, 'li'))).toBe('<img src=x onerror=alert(1)>');
  });

  it('passes on that the user wants another try', () => {
    const element = show('c-steward-error-panel', StewardErrorPanel, { error: 'Plain.' });
    const retried = heard(element, 'retried');

    find(element, 'lightning-button').click();

    expect(retried).toHaveLength(1);
  });
});
