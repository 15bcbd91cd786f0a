/** Functions on fields: the aggregates; everything else (dates, toLabel, FORMAT …) is refused. */
import type { SoqlFunctionContext } from '@apexdevtools/apex-parser';
import type { AggregateFunction, FieldPath } from '../tree.ts';
import { names, optional, type Conversion } from './conversion.ts';

export interface Aggregate {
  readonly kind: 'aggregate';
  readonly function: AggregateFunction;
  readonly path?: FieldPath;
}

const aggregates: ReadonlySet<string> = new Set(['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX']);

function isAggregate(name: string): name is AggregateFunction {
  return aggregates.has(name);
}

export function convertAggregate(conversion: Conversion, context: SoqlFunctionContext): Aggregate | null {
  const name = context.start.text.toUpperCase();
  if (!isAggregate(name)) {
    conversion.refuse(context, `The function ${name}()`);
    return null;
  }
  const field = optional(context.fieldName());
  return { kind: 'aggregate', function: name, ...(field ? { path: conversion.path(names(field)) } : {}) };
}
