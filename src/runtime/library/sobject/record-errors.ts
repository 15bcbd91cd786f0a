/** addError, getErrors, hasErrors: what Apex says against a record. Source: Apex Reference, "SObject Class". */
import type { SObject } from '../../../database/index.ts';
import { ApexException, raise, type ApexList } from '../../values/index.ts';
import { errorList } from '../database/results.ts';

/**
 * The record is not saved and its row answers this error. Allowed on records of Trigger.new (and of Trigger.old on delete), also when they
 * are read-only; elsewhere the errors can only be read back, which is how validation code is tested without DML.
 */
export function addError(record: SObject, message: unknown, field: string | null = null): void {
  const text = message instanceof ApexException ? message.getmessage() : message;
  if (text === null) raise('NullPointerException', 'Argument cannot be null.');
  record.errors.push({
    message: String(text),
    fields: field === null ? [] : [field],
    statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION'
  });
}

export function errorsOf(record: SObject): ApexList {
  return errorList(record.errors);
}
