/** The door of expressions: one function per construct behind one switch. */
import type { Expression } from '../../syntax/tree.ts';
import { primitives, problems, typeText, type ApexType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { lowerAssignment } from './assignments.ts';
import { lowerBinary } from './binary.ts';
import { lowerCast, lowerInstanceOf } from './casts.ts';
import { closeChain, lowerChain } from './chains.ts';
import { lowerConditional } from './conditional.ts';
import { lowerNew } from './construction.ts';
import { lowerNewCollection } from './collections.ts';
import { convert } from './conversion.ts';
import { lowerIncrement } from './increments.ts';
import { lowerLiteral } from './literals.ts';
import { checked } from './nullability.ts';
import { lowerQuery } from './queries.ts';
import { resolveType } from './type-names.ts';
import { lowerUnary } from './unary.ts';

/** Any expression, also a call that gives nothing (type void). */
export function lowerExpression(context: LoweringContext, expression: Expression): Lowered {
  switch (expression.kind) {
    case 'literal':
      return lowerLiteral(context, expression);
    case 'name':
    case 'field':
    case 'call':
    case 'index':
    case 'this':
    case 'super':
      return closeChain(lowerChain(context, expression));
    case 'new':
      return lowerNew(context, expression);
    case 'newCollection':
      return lowerNewCollection(context, expression);
    case 'cast':
      return lowerCast(context, expression);
    case 'instanceof':
      return lowerInstanceOf(context, expression);
    case 'unary':
      return expression.operator === '++' || expression.operator === '--'
        ? lowerIncrement(context, expression)
        : lowerUnary(context, expression);
    case 'postfix':
      return lowerIncrement(context, expression);
    case 'binary':
      return lowerBinary(context, expression);
    case 'assignment':
      return lowerAssignment(context, expression);
    case 'conditional':
      return lowerConditional(context, expression);
    case 'classLiteral':
      return {
        type: context.symbols.platformType('System.Type') ?? { kind: 'object' },
        code: `$.type(${JSON.stringify(typeText(resolveType(context, expression.type)))})`,
        nonNull: true
      };
    case 'soql':
      return lowerQuery(context, expression);
  }
}

/** An expression that must have a value. */
export function lowerValue(context: LoweringContext, expression: Expression): Lowered {
  const lowered = lowerExpression(context, expression);
  if (lowered.type.kind !== 'void') return lowered;
  context.report(problems.voidValue(), expression.at);
  return { type: { kind: 'unknown' }, code: lowered.code };
}

/** An expression as a value of the type that its place asks for. */
export function lowerConverted(context: LoweringContext, expression: Expression, to: ApexType): Lowered {
  return convert(context, lowerValue(context, expression), to, expression.at);
}

/** Code of a condition: a Boolean, and a NullPointerException when it is null. */
export function lowerCondition(context: LoweringContext, expression: Expression): string {
  return checked(lowerConverted(context, expression, primitives.Boolean));
}

/** Code of an expression whose value is not used. */
export function lowerForEffect(context: LoweringContext, expression: Expression): string {
  if (expression.kind === 'postfix') return lowerIncrement(context, expression, false).code;
  return lowerExpression(context, expression).code;
}
