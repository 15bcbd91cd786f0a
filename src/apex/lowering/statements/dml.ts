/** insert, update, upsert, delete, undelete, merge. */
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { statementProblems } from '../../diagnostics/index.ts';
import type { DmlStatement } from '../../syntax/tree.ts';
import { typeText, type ApexType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { lowerValue } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { Completion } from './completion.ts';

export function lowerDml(context: LoweringContext, statement: DmlStatement, out: LineWriter): Completion {
  const value = lowerValue(context, statement.value);
  const record = recordTypeOf(context, value, statement);
  const mode = statement.accessMode ? JSON.stringify(statement.accessMode) : 'null';
  if (statement.operation === 'merge') {
    out.write(`$.merge(${value.code}, ${lowerLosers(context, statement)}, ${mode});`, statement.at.line);
    return 'normal';
  }
  const field = statement.externalIdField ? JSON.stringify(externalIdField(context, statement, record)) : 'null';
  out.write(`$.dml(${JSON.stringify(statement.operation)}, ${value.code}, ${mode}, ${field});`, statement.at.line);
  return 'normal';
}

/** The type of the record, or of the records of a list. */
function recordTypeOf(context: LoweringContext, value: Lowered, statement: DmlStatement): ApexType {
  const type = value.type.kind === 'list' ? value.type.element : value.type;
  if (type.kind !== 'sobject' && type.kind !== 'unknown')
    context.report(statementProblems.dmlType(typeText(value.type)), statement.value.at);
  return type;
}

function lowerLosers(context: LoweringContext, statement: DmlStatement): string {
  if (!statement.mergeWith) throw new Error('A merge statement without its second operand passed the parser.');
  const losers = lowerValue(context, statement.mergeWith);
  const type = losers.type.kind === 'list' ? losers.type.element : losers.type;
  const isId = type.kind === 'primitive' && type.name === 'Id';
  if (type.kind !== 'sobject' && type.kind !== 'unknown' && !isId)
    context.report(statementProblems.mergeType(typeText(losers.type)), statement.mergeWith.at);
  return losers.code;
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
