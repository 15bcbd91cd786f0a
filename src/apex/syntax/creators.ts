/** `new …`. */
import {
  AssignExpressionContext,
  IdPrimaryContext,
  PrimaryExpressionContext,
  type CreatedNameContext,
  type CreatorContext,
  type ExpressionContext
} from '@apexdevtools/apex-parser';
import { readExpression } from './expressions.ts';
import { optional, positionOf, type Reader } from './reader.ts';
import type { Expression, NewExpression, Position, TypeName } from './tree.ts';
import { listOf, readTypeList } from './type-names.ts';

const collections = /^(list|set|map)$/i;

export function readCreator(reader: Reader, at: Position, context: CreatorContext): Expression {
  const type = readCreatedName(reader, context.createdName());
  const classRest = optional(context.classCreatorRest());
  if (classRest)
    return readConstruction(
      reader,
      at,
      type,
      optional(classRest.arguments().expressionList())?.expression_list() ?? []
    );

  const arrayRest = optional(context.arrayCreatorRest());
  if (arrayRest) {
    const list = listOf(type.at, type);
    const size = optional(arrayRest.expression());
    if (size) return { kind: 'newCollection', at, type: list, size: readExpression(reader, size) };
    const elements = optional(arrayRest.arrayInitializer())?.expression_list() ?? [];
    return { kind: 'newCollection', at, type: list, elements: readAll(reader, elements) };
  }

  if (!collections.test(type.parts.at(-1) ?? '')) reader.refuse(`An initialiser of ${type.parts.join('.')}`, context);
  const mapRest = optional(context.mapCreatorRest());
  if (mapRest) {
    const entries = mapRest.mapCreatorRestPair_list().map((pair) => ({
      key: readExpression(reader, pair.expression(0)),
      value: readExpression(reader, pair.expression(1))
    }));
    return { kind: 'newCollection', at, type, entries };
  }
  const setRest = optional(context.setCreatorRest());
  if (setRest) return { kind: 'newCollection', at, type, elements: readAll(reader, setRest.expression_list()) };
  return { kind: 'newCollection', at, type };
}

function readConstruction(
  reader: Reader,
  at: Position,
  type: TypeName,
  values: readonly ExpressionContext[]
): NewExpression {
  const assignments = values.filter(isFieldValue);
  // `new Contact(LastName = 'x')`: the argument list of a record holds field values.
  if (assignments.length === 0 || assignments.length < values.length)
    return { kind: 'new', at, type, arguments: readAll(reader, values) };
  const fieldValues = assignments.map((assignment) => ({
    at: positionOf(assignment),
    name: assignment.expression(0).getText(),
    value: readExpression(reader, assignment.expression(1))
  }));
  return { kind: 'new', at, type, arguments: [], fieldValues };
}

function isFieldValue(context: ExpressionContext): context is AssignExpressionContext {
  if (!(context instanceof AssignExpressionContext) || !optional(context.ASSIGN())) return false;
  const target = context.expression(0);
  return target instanceof PrimaryExpressionContext && target.primary() instanceof IdPrimaryContext;
}

function readCreatedName(reader: Reader, context: CreatedNameContext): TypeName {
  const parts: string[] = [];
  let typeArguments: TypeName[] = [];
  for (const pair of context.idCreatedNamePair_list()) {
    if (typeArguments.length > 0) reader.refuse('A type inside a generic type', pair);
    parts.push(pair.anyId().getText());
    const list = optional(pair.typeList());
    typeArguments = list ? readTypeList(reader, list) : [];
  }
  return { at: positionOf(context), parts, typeArguments };
}

function readAll(reader: Reader, contexts: readonly ExpressionContext[]): Expression[] {
  return contexts.map((context) => readExpression(reader, context));
}
