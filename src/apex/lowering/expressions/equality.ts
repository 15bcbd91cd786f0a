/**
 * `==` by what the types say: text without case, ids in their 18 characters, numbers by value, objects by their equals, records and
 * collections by content. `===` is the same reference. Source: Apex Developer Guide, "Expression Operators".
 */
import type { Position } from '../../syntax/tree.ts';
import { isCastable, isPrimitive, primitives, problems, sameType, typeText } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { convert, isConvertible, widerNumber } from './conversion.ts';

export function equality(
  context: LoweringContext,
  negated: boolean,
  left: Lowered,
  right: Lowered,
  at: Position
): Lowered {
  const equal = equalityCode(context, left, right, at);
  const simple = equal.operator === '===';
  const code = simple
    ? `(${equal.left} ${negated ? '!==' : '==='} ${equal.right})`
    : `${negated ? '!' : ''}${equal.operator}(${equal.left}, ${equal.right})`;
  return { type: primitives.Boolean, code: negated && !simple ? `(${code})` : code, nonNull: true };
}

/** Code of `left == right`, also what `switch` compares with. */
export function equalsCode(context: LoweringContext, left: Lowered, right: Lowered, at: Position): string {
  return equality(context, false, left, right, at).code;
}

export function identity(negated: boolean, left: Lowered, right: Lowered): Lowered {
  const plain = [left, right].some((side) => side.type.kind === 'null' || isPrimitive(side.type, 'Boolean', 'Integer'));
  const code = plain
    ? `(${left.code} ${negated ? '!==' : '==='} ${right.code})`
    : `$.same(${left.code}, ${right.code})`;
  return { type: primitives.Boolean, code: negated && !plain ? `(!${code})` : code, nonNull: true };
}

interface EqualityCode {
  /** `===` or a function. */
  readonly operator: string;
  readonly left: string;
  readonly right: string;
}

function equalityCode(context: LoweringContext, left: Lowered, right: Lowered, at: Position): EqualityCode {
  const plain = (operator: string): EqualityCode => ({ operator, left: left.code, right: right.code });
  if (left.type.kind === 'null' || right.type.kind === 'null') return plain('===');
  if (isPrimitive(left.type, 'String') && isPrimitive(right.type, 'String')) return plain('$.equalsString');
  // Ids are always held in 18 characters.
  if (isPrimitive(left.type, 'Id') && isPrimitive(right.type, 'Id')) return plain('===');
  if (isPrimitive(left.type, 'Id', 'String') && isPrimitive(right.type, 'Id', 'String')) return plain('$.equalsId');
  const number = widerNumber(left.type, right.type);
  if (number) {
    const operator = isPrimitive(number, 'Integer', 'Long') ? '===' : '$.equals';
    return {
      operator,
      left: convert(context, left, number, at).code,
      right: convert(context, right, number, at).code
    };
  }
  if (isPrimitive(left.type, 'Boolean') && isPrimitive(right.type, 'Boolean')) return plain('===');
  if (isEnum(left) && sameType(left.type, right.type)) return plain('===');
  const record = left.singleRecord && right.type.kind === 'sobject' ? left.singleRecord : left;
  const comparable =
    isCastable(context.symbols, record.type, right.type) ||
    isConvertible(context, right, left.type) ||
    isConvertible(context, left, right.type);
  if (!comparable) context.report(problems.incompatibleComparison(typeText(left.type), typeText(right.type)), at);
  return { operator: '$.equals', left: record.code, right: right.code };
}

function isEnum(lowered: Lowered): boolean {
  const { type } = lowered;
  return (
    (type.kind === 'user' && type.symbol.kind === 'enum') || (type.kind === 'platform' && type.class.kind === 'enum')
  );
}
