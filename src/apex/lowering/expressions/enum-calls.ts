/** `Season.values()` and `Season.valueOf('WINTER')`. Source: Apex Developer Guide, "Enums". */
import type { CallExpression } from '../../syntax/tree.ts';
import { listOf, primitives, problems, typeText, type ApexType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { isConvertible } from './conversion.ts';

export function lowerEnumCall(
  context: LoweringContext,
  type: ApexType,
  call: CallExpression,
  values: readonly Lowered[]
): Lowered | undefined {
  const constants = constantsOf(context, type);
  if (constants === undefined) return undefined;
  const name = call.name.toLowerCase();
  if (name === 'values' && values.length === 0) {
    const list = listOf(type);
    return { type: list, code: `$.newList(${JSON.stringify(typeText(list))}, [...${constants}])`, nonNull: true };
  }
  const [text] = values;
  if (name !== 'valueof' || !text || values.length !== 1) return undefined;
  if (!isConvertible(context, text, primitives.String)) {
    context.report(problems.illegalAssignment(typeText(text.type), 'String'), call.at);
  }
  return { type, code: `$.enumValueOf(${JSON.stringify(typeText(type))}, ${constants}, ${text.code})`, nonNull: true };
}

/** Code of the array of all constants. */
function constantsOf(context: LoweringContext, type: ApexType): string | undefined {
  if (type.kind === 'user' && type.symbol.kind === 'enum') return `${context.classReference(type.symbol)}.$values`;
  if (type.kind !== 'platform' || type.class.kind !== 'enum') return undefined;
  const { name, enumValues } = type.class;
  return context.hoist(`[${enumValues.map((value) => `$.platformEnum("${name}", "${value}")`).join(', ')}]`);
}
