/** WHERE and HAVING: the parser has two rule families for them with one meaning. */
import type {
  ComparisonOperatorContext,
  ConditionalExpressionContext,
  FieldExpressionContext,
  LogicalExpressionContext,
  WhereConditionalExpressionContext,
  WhereLogicalExpressionContext
} from '@apexdevtools/apex-parser';
import type { ComparisonOperator, Condition, ConditionField } from '../tree.ts';
import { names, optional, type Conversion } from './conversion.ts';
import { convertAggregate } from './functions.ts';
import { convertSubQuery } from './query.ts';
import { convertValue } from './values.ts';

/** Stands for a part that was refused; the problem is already reported, so the tree is never used. */
const nothing: Condition = { kind: 'and', operands: [] };

export function convertWhere(conversion: Conversion, context: WhereLogicalExpressionContext): Condition {
  const operands = context.whereConditionalExpression_list().map((operand) => convertWhereOperand(conversion, operand));
  return combine(context, operands);
}

export function convertLogical(conversion: Conversion, context: LogicalExpressionContext): Condition {
  const operands = context.conditionalExpression_list().map((operand) => convertOperand(conversion, operand));
  return combine(context, operands);
}

function combine(context: LogicalExpressionContext | WhereLogicalExpressionContext, operands: Condition[]): Condition {
  const [first = nothing] = operands;
  if (optional(context.NOT())) return { kind: 'not', operand: first };
  if (operands.length === 1) return first;
  return { kind: context.SOQLOR_list().length > 0 ? 'or' : 'and', operands };
}

function convertWhereOperand(conversion: Conversion, context: WhereConditionalExpressionContext): Condition {
  const nested = optional(context.whereLogicalExpression());
  if (nested) return convertWhere(conversion, nested);
  const field = optional(context.whereFieldExpression());
  const comparison = field && optional(field.fieldExpression());
  if (comparison) return convertComparison(conversion, comparison);
  conversion.refuse(context, 'FORMULA()');
  return nothing;
}

function convertOperand(conversion: Conversion, context: ConditionalExpressionContext): Condition {
  const nested = optional(context.logicalExpression());
  if (nested) return convertLogical(conversion, nested);
  return convertComparison(conversion, context.fieldExpression());
}

function convertComparison(conversion: Conversion, context: FieldExpressionContext): Condition {
  const operator = convertOperator(context.comparisonOperator());
  const field = convertField(conversion, context);
  const value = context.value();
  const subQuery = optional(value.subQuery());
  if (subQuery) {
    if (field?.kind !== 'field' || (operator !== 'IN' && operator !== 'NOT IN')) {
      conversion.report('SOQ4000', value, `A query stands after IN or NOT IN of a field only`);
      return nothing;
    }
    return {
      kind: 'semiJoin',
      field: field.path,
      negated: operator === 'NOT IN',
      query: convertSubQuery(conversion, subQuery)
    };
  }
  if (!field) return nothing;
  return { kind: 'comparison', field, operator, value: convertValue(conversion, value, operator === 'LIKE') };
}

function convertField(conversion: Conversion, context: FieldExpressionContext): ConditionField | null {
  const field = optional(context.fieldName());
  if (field) return { kind: 'field', path: conversion.path(names(field)) };
  return convertAggregate(conversion, context.soqlFunction());
}

function convertOperator(context: ComparisonOperatorContext): ComparisonOperator {
  const text = context.getText().toUpperCase();
  if (text === '<>') return '!=';
  if (text === 'NOTIN') return 'NOT IN';
  return text as ComparisonOperator;
}
