/** `Schema.SObjectType.Contact` and `.fields.Email` below it: describes by name, known when the source is compiled. */
import type { FieldDescribe, SObjectDescribe } from '../../../metadata/index.ts';
import { objectType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import type { Chain } from './chains.ts';
import { platformCall } from './platform-calls.ts';

export function describeObject(context: LoweringContext, name: string): Chain | undefined {
  const describe = context.symbols.findObject(name);
  if (!describe) return undefined;
  const lowered = describeOf(context, 'Schema.SObjectType', `$.sobjectType("${describe.name}")`);
  return lowered && { ...lowered, describeOf: describe };
}

export function describeField(
  context: LoweringContext,
  describe: SObjectDescribe,
  field: FieldDescribe
): Lowered | undefined {
  return describeOf(context, 'Schema.SObjectField', `$.sobjectField("${describe.name}", "${field.name}")`);
}

export function fieldToken(context: LoweringContext, describe: SObjectDescribe, field: FieldDescribe): Lowered {
  return {
    type: context.symbols.platformType('Schema.SObjectField') ?? objectType,
    code: `$.sobjectField("${describe.name}", "${field.name}")`,
    nonNull: true
  };
}

/** `token.getDescribe()` through the library's own declaration. */
function describeOf(context: LoweringContext, className: string, token: string): Lowered | undefined {
  const declared = context.symbols.library.find(className);
  const method = declared?.methods.get('getdescribe')?.find((overload) => overload.parameters.length === 0);
  if (!declared || !method) return undefined;
  return {
    type: context.symbols.resolvePlatform(method.returnType, declared),
    code: platformCall(context, method, [token]),
    nonNull: true
  };
}
