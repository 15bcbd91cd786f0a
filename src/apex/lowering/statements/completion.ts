/**
 * How a statement ends: it goes on to the next one, it jumps away, or it never ends (a loop without a way out). What follows a jump is
 * unreachable; what follows an endless loop is only not asked to return.
 */
export type Completion = 'normal' | 'jump' | 'endless';

/** Of alternatives: goes on when one of them does. */
export function either(...completions: readonly Completion[]): Completion {
  if (completions.includes('normal')) return 'normal';
  return completions.includes('endless') ? 'endless' : 'jump';
}
