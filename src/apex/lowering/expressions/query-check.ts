/** Objects, fields and relationships of an inline query, looked up in the deployed schema. */
import type { SObjectDescribe } from '../../../metadata/index.ts';
import type { Condition, ConditionField, FieldPath, SoqlQuery } from '../../../soql/index.ts';
import type { Position } from '../../syntax/tree.ts';
import { findChildren, findField, findParent, problems } from '../../types/index.ts';
import type { LoweringContext } from '../context.ts';

/** The object that is selected from, or null after a diagnostic. */
export function checkQuery(context: LoweringContext, query: SoqlQuery, at: Position): SObjectDescribe | null {
  const object = context.symbols.findObject(query.from);
  if (!object) {
    context.report(problems.objectNotSupported(query.from), at);
    return null;
  }
  checkBody(context, query, object, at);
  return object;
}

function checkBody(context: LoweringContext, query: SoqlQuery, object: SObjectDescribe, at: Position): void {
  const aliases = new Set<string>();
  for (const item of query.select) {
    if (item.kind === 'subquery') {
      checkSubquery(context, item.query, object, at);
    } else if (item.kind !== 'fields') {
      if (item.path) checkPath(context, item.path, object, at);
      if (item.alias !== undefined) aliases.add(item.alias.toLowerCase());
    }
  }
  if (query.where) checkCondition(context, query.where, object, at);
  for (const path of query.groupBy) checkPath(context, path, object, at);
  if (query.having) checkCondition(context, query.having, object, at);
  for (const { field } of query.orderBy) {
    const isAlias = field.kind === 'field' && field.path.length === 1 && aliases.has(field.path.join().toLowerCase());
    if (!isAlias) checkConditionField(context, field, object, at);
  }
}

function checkSubquery(context: LoweringContext, query: SoqlQuery, parent: SObjectDescribe, at: Position): void {
  const relationship = findChildren(parent, query.from);
  const child = relationship && context.symbols.findObject(relationship.childSObject);
  if (!child) {
    context.report(problems.relationshipDoesNotExist(query.from, parent.name), at);
    return;
  }
  checkBody(context, query, child, at);
}

function checkCondition(context: LoweringContext, condition: Condition, object: SObjectDescribe, at: Position): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const operand of condition.operands) checkCondition(context, operand, object, at);
      return;
    case 'not':
      checkCondition(context, condition.operand, object, at);
      return;
    case 'comparison':
      checkConditionField(context, condition.field, object, at);
      return;
    case 'semiJoin':
      checkPath(context, condition.field, object, at);
      checkQuery(context, condition.query, at);
  }
}

function checkConditionField(
  context: LoweringContext,
  field: ConditionField,
  object: SObjectDescribe,
  at: Position
): void {
  if (field.path) checkPath(context, field.path, object, at);
}

/** `Account.Owner.Name` from Contact; the object's own name or an alias of it may stand in front. */
function checkPath(context: LoweringContext, path: FieldPath, object: SObjectDescribe, at: Position): void {
  let current = object;
  const relationships = path.slice(0, -1);
  if (
    relationships[0]?.toLowerCase() === object.name.toLowerCase() &&
    !findParent(context.symbols, object, object.name)
  )
    relationships.shift();
  for (const name of relationships) {
    const found = findParent(context.symbols, current, name);
    if (!found) {
      context.report(problems.relationshipDoesNotExist(name, current.name), at);
      return;
    }
    current = found.parent;
  }
  const column = path.at(-1) ?? '';
  if (!findField(current, column)) context.report(problems.columnDoesNotExist(column, current.name), at);
}
