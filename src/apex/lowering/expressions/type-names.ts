/** Types as source names them, resolved in the class that is being lowered. */
import type { TypeName } from '../../syntax/tree.ts';
import { problems, unknownType, writtenType, type ApexType } from '../../types/index.ts';
import type { LoweringContext } from '../context.ts';

/** The type, or the unknown type after a diagnostic. */
export function resolveType(context: LoweringContext, name: TypeName): ApexType {
  const resolved = context.symbols.resolve(name, context.classSymbol);
  if (resolved) return resolved;
  context.report(problems.invalidType(writtenType(name)), name.at);
  return unknownType;
}
