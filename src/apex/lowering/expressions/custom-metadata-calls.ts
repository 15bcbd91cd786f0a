/**
 * `Sync_Lane__mdt.getAll()` and `getInstance(…)`: declared once in the library for every custom metadata object, which is passed by name.
 * Source: Apex Reference, "Custom Metadata Type Methods".
 */
import type { CallExpression } from '../../syntax/tree.ts';
import { findMethods, primitives, substituteRecord, type ApexType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { convertArguments } from './calls.ts';
import { chooseOverload } from './overloads.ts';
import { platformCall } from './platform-calls.ts';

export function lowerCustomMetadataCall(
  context: LoweringContext,
  type: ApexType,
  call: CallExpression,
  values: readonly Lowered[]
): Lowered | undefined {
  if (type.kind !== 'sobject' || type.describe?.kind !== 'customMetadata') return undefined;
  const declared = context.symbols.platformType('System.CustomMetadataType');
  if (!declared) return undefined;
  const name: Lowered = { type: primitives.String, code: JSON.stringify(type.describe.name), nonNull: true };
  const all = [name, ...values];
  const choice = chooseOverload(context, findMethods(context.symbols, declared, call.name), all);
  if (choice.kind !== 'one' || choice.candidate.source.kind !== 'platform') return undefined;
  const { parameters, returnType, source } = choice.candidate;
  return {
    type: substituteRecord(returnType, type),
    code: platformCall(context, source.method, convertArguments(context, parameters, all, call.at))
  };
}
