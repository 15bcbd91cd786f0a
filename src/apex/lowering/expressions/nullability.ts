/** Null checks, in the form that costs least: a `??` that V8 turns into one compare, with a call only on the failing path. */
import type { Lowered } from '../context.ts';

/** Code of a value that is dereferenced: a NullPointerException when it is null. */
export function checked(lowered: Lowered): string {
  return lowered.nonNull ? lowered.code : `(${lowered.code} ?? $.n(null))`;
}

/**
 * Code of a number in `<` and its kin: NaN for null, because Apex makes such a comparison false.
 * Source: Apex Developer Guide, "Expression Operators": if x or y equal null … the expression is false.
 */
export function comparable(lowered: Lowered): string {
  return lowered.nonNull ? lowered.code : `(${lowered.code} ?? NaN)`;
}

/** Whether evaluating the code twice costs nothing and changes nothing: a local variable or `this`. */
export function isStable(code: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(code);
}
