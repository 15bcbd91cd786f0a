/** Types as source names them, resolved in the class that is being lowered. */
import type { TypeName } from '../../syntax/tree.ts';
import { problems, topLevelOf, unknownType, writtenType, type ApexType } from '../../types/index.ts';
import type { LoweringContext } from '../context.ts';
import { isVisible } from './visibility.ts';

/** The type, or the unknown type after a diagnostic. */
export function resolveType(context: LoweringContext, name: TypeName): ApexType {
  const resolved = context.symbols.resolve(name, context.classSymbol);
  if (resolved) {
    checkVisible(context, resolved, name);
    return resolved;
  }
  context.report(problems.invalidType(writtenType(name)), name.at);
  return unknownType;
}

/** A private inner class is named only in its own file, and in tests when it is TestVisible. */
function checkVisible(context: LoweringContext, type: ApexType, name: TypeName): void {
  for (const [index, argument] of argumentsOf(type).entries())
    checkVisible(context, argument, name.typeArguments[index] ?? name);
  if (type.kind !== 'user' || !type.symbol.outer) return;
  const { modifiers, visibility } = type.symbol;
  const testVisible = modifiers.annotations.some((annotation) => annotation.name.toLowerCase() === 'testvisible');
  if (!isVisible(context, { owner: topLevelOf(type.symbol), testVisible }, visibility))
    context.report(problems.typeNotVisible(type.symbol.name), name.at);
}

function argumentsOf(type: ApexType): readonly ApexType[] {
  if (type.kind === 'list' || type.kind === 'set') return [type.element];
  if (type.kind === 'map') return [type.key, type.value];
  return type.kind === 'platform' ? type.typeArguments : [];
}
