/** Picks the method that a call means: exact types first, then the nearest conversion, Object last. */
import { allSupertypes, isPrimitive, sameType, type ApexType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { isConvertible } from './conversion.ts';

export type Choice<T> =
  { readonly kind: 'one'; readonly candidate: T } | { readonly kind: 'none' } | { readonly kind: 'ambiguous' };

const WIDTH = ['Integer', 'Long', 'Double', 'Decimal'];
const OBJECT_COST = 1000;

export function chooseOverload<T extends { readonly parameters: readonly ApexType[] }>(
  context: LoweringContext,
  candidates: readonly T[],
  values: readonly Lowered[]
): Choice<T> {
  const applicable = candidates.filter(
    ({ parameters }) =>
      parameters.length === values.length &&
      values.every((value, index) => {
        const parameter = parameters[index];
        return parameter !== undefined && isConvertible(context, value, parameter);
      })
  );
  const [first] = applicable;
  if (first === undefined) return { kind: 'none' };
  if (applicable.length === 1) return { kind: 'one', candidate: first };
  const costs = new Map(
    applicable.map((candidate) => [
      candidate,
      values.map((value, index) => costOf(context, value, candidate.parameters[index] ?? value.type))
    ])
  );
  const best = applicable.filter((candidate) =>
    applicable.every((other) => other === candidate || isCheaper(costs.get(candidate) ?? [], costs.get(other) ?? []))
  );
  const [winner] = best;
  return winner !== undefined && best.length === 1 ? { kind: 'one', candidate: winner } : { kind: 'ambiguous' };
}

/** Cheaper somewhere and nowhere dearer. */
function isCheaper(left: readonly number[], right: readonly number[]): boolean {
  return (
    left.every((cost, index) => cost <= (right[index] ?? 0)) && left.some((cost, index) => cost < (right[index] ?? 0))
  );
}

function costOf(context: LoweringContext, value: Lowered, to: ApexType): number {
  const from = value.type;
  if (from.kind === 'null') return to.kind === 'object' ? OBJECT_COST : 1;
  if (sameType(from, to)) return 0;
  if (to.kind === 'object') return OBJECT_COST;
  if (from.kind === 'primitive' && to.kind === 'primitive') {
    if (isPrimitive(from, 'Id', 'String')) return 1;
    return Math.abs(WIDTH.indexOf(to.name) - WIDTH.indexOf(from.name));
  }
  if (from.kind === 'user' || from.kind === 'platform') {
    const distance = allSupertypes(context.symbols, from).findIndex((supertype) => sameType(supertype, to));
    return distance < 0 ? 100 : distance;
  }
  return 10;
}
