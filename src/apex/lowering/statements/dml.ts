/** insert, update, upsert, delete, undelete. */
import type { SObjectDescribe } from '../../../metadata/index.ts';
import { statementProblems, syntaxProblems } from '../../diagnostics/index.ts';
import type { DmlStatement } from '../../syntax/tree.ts';
import { typeText, type ApexType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { lowerValue } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { Completion } from './completion.ts';

export function lowerDml(context: LoweringContext, statement: DmlStatement, out: LineWriter): Completion {
  if (statement.operation === 'merge') {
    // The local org does not merge records yet.
    context.report(syntaxProblems.notSupported('merge'), statement.at);
    return 'normal';
  }
  const value = lowerValue(context, statement.value);
  const record = recordTypeOf(context, value, statement);
  const mode = statement.accessMode ? JSON.stringify(statement.accessMode) : 'null';
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
