import { actionExplanation, actionLabel } from 'c/stewardActions';

describe('c/stewardActions', () => {
  it('has words for the actions of the package', () => {
    expect(actionLabel('REKEY')).toBe('Replace the external id');
    expect(actionExplanation('KEEP_BOTH')).toContain('not raised again');
  });

  it('keeps an action readable that it does not know', () => {
    expect(actionLabel('SOME_ACTION')).toBe('Some action');
    expect(actionExplanation('SOME_ACTION')).toBe('');
  });
});
