/** The field list of a query or subquery. */
import type { SelectEntryContext, SubFieldEntryContext } from '@apexdevtools/apex-parser';
import type { SelectItem } from '../tree.ts';
import { names, optional, type Conversion } from './conversion.ts';
import { convertAggregate } from './functions.ts';
import { convertSubQuery } from './query.ts';

export function convertSelectList(
  conversion: Conversion,
  entries: readonly (SelectEntryContext | SubFieldEntryContext)[]
): SelectItem[] {
  return entries.flatMap((entry) => convertEntry(conversion, entry) ?? []);
}

function convertEntry(conversion: Conversion, entry: SelectEntryContext | SubFieldEntryContext): SelectItem | null {
  const aliasNode = optional(entry.soqlId());
  const alias = aliasNode ? { alias: aliasNode.getText() } : {};
  const field = optional(entry.fieldName());
  if (field) return { kind: 'field', path: conversion.path(names(field)), ...alias };
  const subQuery = optional(entry.subQuery());
  if (subQuery) return { kind: 'subquery', query: convertSubQuery(conversion, subQuery) };
  const call = optional(entry.soqlFunction());
  if (!call) {
    conversion.refuse(entry, 'TYPEOF');
    return null;
  }
  const group = optional(call.soqlFieldsParameter());
  if (group) return { kind: 'fields', group: group.getText().toUpperCase() as 'ALL' | 'STANDARD' | 'CUSTOM' };
  const aggregate = convertAggregate(conversion, call);
  return aggregate && { ...aggregate, ...alias };
}
