/** Calls of library functions: found once when the unit is loaded, then called directly. */
import type { LoweringContext } from '../context.ts';

export function platformCall(
  context: LoweringContext,
  member: { readonly owner: { readonly name: string }; readonly signature: string },
  values: readonly string[]
): string {
  const found = context.hoist(`$.platform(${JSON.stringify(member.owner.name)}, ${JSON.stringify(member.signature)})`);
  if (context.isTrigger && member.owner.name === 'System.Database')
    return `$.inSystemMode(${found}, [${values.join(', ')}])`;
  return `${found}(${values.join(', ')})`;
}
