import { reasonExplanation, reasonLabel } from 'c/stewardReasons';

const REASONS = [
  'EXTERNAL_ID_MISSING',
  'EXTERNAL_ID_HELD_WITH_OTHER_EMAIL',
  'EMAIL_HELD_BY_OTHER_EXTERNAL_ID',
  'EMAIL_HELD_BY_OTHER_RECORD',
  'AMBIGUOUS_EMAIL',
  'CROSS_OBJECT_MATCH',
  'DUPLICATE_RULE_MATCH',
  'IDENTITY_CLASH_IN_CALL',
  'PROTECTED_FIELD_CONFLICT',
  'VALIDATION_FAILED',
  'LOCK_RETRIES_EXHAUSTED',
  'UNEXPECTED_ERROR'
];

describe('reasons', () => {
  it.each(REASONS)('has words of its own for %s', (reason) => {
    expect(reasonLabel(reason)).not.toMatch(/_/);
    expect(reasonExplanation(reason)).toMatch(/\.$/);
  });

  it('tells all reasons apart', () => {
    expect(new Set(REASONS.map(reasonLabel)).size).toBe(REASONS.length);
  });

  it('still reads well for a reason that it does not know', () => {
    expect(reasonLabel('SOME_NEW_REASON')).toBe('Some new reason');
    expect(reasonExplanation('SOME_NEW_REASON')).toBe('');
  });
});
