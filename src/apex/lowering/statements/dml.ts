/** insert, update, upsert, delete, undelete, merge. */
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { statementProblems } from '../../diagnostics/index.ts';
import type { DmlStatement, Expression } from '../../syntax/tree.ts';
import { typeText, type ApexType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { lowerValue } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { Completion } from './completion.ts';

export function lowerDml(context: LoweringContext, statement: DmlStatement, out: LineWriter): Completion {
  if (statement.mergeWith) return lowerMerge(context, statement, statement.mergeWith, out);
  const value = lowerValue(context, statement.value);
  const record = recordTypeOf(context, value, statement);
  const mode = modeOf(context, statement);
  const field = statement.externalIdField ? JSON.stringify(externalIdField(context, statement, record)) : 'null';
  out.write(`$.dml(${JSON.stringify(statement.operation)}, ${value.code}, ${mode}, ${field});`, statement.at.line);
  return 'normal';
}

/** A trigger's own statements run in system mode unless they say otherwise (release notes of Summer '26, "Triggers always run in system mode"). */
function modeOf(context: LoweringContext, { accessMode }: DmlStatement): string {
  return JSON.stringify(accessMode ?? (context.isTrigger ? 'system' : null));
}

/** `merge master loser` or `merge master losers` (Apex Developer Guide, "Merge Statement"): the master is one record. */
function lowerMerge(
  context: LoweringContext,
  statement: DmlStatement,
  mergeWith: Expression,
  out: LineWriter
): Completion {
  const master = lowerValue(context, statement.value);
  const losers = lowerValue(context, mergeWith);
  if (!isMergeable(master.type)) context.report(statementProblems.mergeType(typeText(master.type)), statement.value.at);
  const loserType = losers.type.kind === 'list' ? losers.type.element : losers.type;
  if (!isMergeable(loserType)) context.report(statementProblems.mergeType(typeText(losers.type)), mergeWith.at);
  const mode = modeOf(context, statement);
  out.write(`$.merge(${master.code}, ${losers.code}, ${mode});`, statement.at.line);
  return 'normal';
}

/** Case can be merged too, but the local org has none. Source: Apex Developer Guide, "Merging Records". */
const MERGEABLE: readonly string[] = ['Account', 'Contact', 'Lead'];

/** The type SObject passes: what the record is shows at run time. */
function isMergeable(type: ApexType): boolean {
  if (type.kind === 'unknown') return true;
  return type.kind === 'sobject' && (!type.describe || MERGEABLE.includes(type.describe.name));
}

/** The type of the record, or of the records of a list. */
function recordTypeOf(context: LoweringContext, value: Lowered, statement: DmlStatement): ApexType {
  const type = value.type.kind === 'list' ? value.type.element : value.type;
  if (type.kind !== 'sobject' && type.kind !== 'unknown')
    context.report(statementProblems.dmlType(typeText(value.type)), statement.value.at);
  return type;
}

/** `External__c` or `Contact.External__c`, as the canonical field name (Apex Developer Guide, "Upserting Records"). */
function externalIdField(context: LoweringContext, statement: DmlStatement, record: ApexType): string {
  const path = statement.externalIdField ?? [];
  const name = path.at(-1) ?? '';
  const object = path.length > 1 ? context.symbols.findObject(path[0] ?? '') : undefined;
  const describe: SObjectDescribe | null | undefined =
    object ?? (record.kind === 'sobject' ? record.describe : undefined);
  const field = describe?.fields.get(name.toLowerCase());
  const isKey = field && (field.externalId || field.type === 'id');
  if (!isKey && record.kind !== 'unknown')
    context.report(statementProblems.externalIdField(path.join('.')), statement.at);
  return field?.name ?? name;
}
