/** First step of the order of save: the record as it is going to be, from what the caller gave, what is stored and what defaults say. */
import { ApexDatetime } from '../../base/index.ts';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { WrongTypeError, fromSql, sameValue, toSql } from '../schema/values.ts';
import { SObject } from '../sobject.ts';
import type { FieldValue } from '../sobject.ts';
import type { Session } from '../transaction/session.ts';
import type { SaveRow } from './save-row.ts';

/** All that a preparation asks of the transaction. */
type Saver = Pick<Session, 'user'>;

export function prepareInsert(session: Saver, row: SaveRow): void {
  const { source } = row;
  const { describe } = source;
  const next = new SObject(describe);
  next.duplicateRuleHeader = source.duplicateRuleHeader;
  row.next = next;
  if (source.id !== null && !source.queried) {
    row.fail('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
    return;
  }
  for (const field of describe.fields.values()) {
    const given = row.given(field.name);
    if (field.name === 'Id') continue;
    if (given === undefined) {
      const fallback = defaultOf(session, field);
      if (fallback !== null) next.fields.set(field.name, fallback);
    } else if (field.createable) {
      put(row, field, given);
    } else {
      refuse(row, field, given, null);
    }
  }
}

/** `keyField`: the field that an upsert found the record by; it is not written again. */
export function prepareUpdate(row: SaveRow, keyField: string | null): void {
  const { source, old } = row;
  if (!old) throw new Error('An update needs the stored record.');
  const next = old.clone();
  next.readOnly = false;
  next.duplicateRuleHeader = source.duplicateRuleHeader;
  row.next = next;
  for (const name of new Set([...source.fields.keys(), ...row.foreignKeys.keys()])) {
    const field = source.describe.fields.get(name.toLowerCase());
    const given = row.given(name) ?? null;
    if (!field || field.name === 'Id' || field.name === keyField) continue;
    if (field.updateable) put(row, field, given);
    else refuse(row, field, given, old.fields.get(field.name) ?? null);
  }
}

function put(row: SaveRow, field: FieldDescribe, given: FieldValue): void {
  try {
    row.next.fields.set(field.name, normal(field, given));
  } catch (error) {
    if (!(error instanceof WrongTypeError)) throw error;
    row.fail('INVALID_TYPE_ON_FIELD_IN_RECORD', error.message, [field.name]);
  }
}

/**
 * Read-only fields come along when a record that was queried is saved again; that is not an attempt to write them. Otherwise the platform
 * answers INVALID_FIELD_FOR_INSERT_UPDATE.
 */
function refuse(row: SaveRow, field: FieldDescribe, given: FieldValue, stored: FieldValue): void {
  if (row.source.queried || given === null || isSame(field, given, stored)) return;
  row.fail(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${field.name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    [field.name]
  );
}

function isSame(field: FieldDescribe, left: FieldValue, right: FieldValue): boolean {
  try {
    return sameValue(field, left, right);
  } catch (error) {
    if (error instanceof WrongTypeError) return false;
    throw error;
  }
}

/** The value as the field holds it: '' is null, ids have 18 characters, numbers are Decimals, date-times have no milliseconds. */
export function normal(field: FieldDescribe, value: FieldValue): FieldValue {
  const stored = toSql(field, value);
  if (stored === null) return field.type === 'boolean' ? false : null;
  if (field.type === 'datetime') return wholeSecond(Date.parse(String(stored)));
  if (field.type === 'int') return Number(stored);
  return fromSql(field, stored);
}

/** Date-time fields keep whole seconds: the APIs always answer `.000`. */
export function wholeSecond(time: number): ApexDatetime {
  return new ApexDatetime(Math.floor(time / 1000) * 1000);
}

function defaultOf(session: Saver, field: FieldDescribe): FieldValue {
  if (field.defaultValue !== undefined) return normal(field, field.defaultValue);
  if (field.type === 'boolean') return false;
  if (field.name === 'OwnerId') return session.user.id;
  return null;
}

/** Fields that the org works out itself: Name of a person; Name of a custom object that was given none is its id. */
export function addDerived(describe: SObjectDescribe, record: SObject): void {
  for (const field of describe.fields.values()) {
    if (field.compound === 'personName') record.fields.set(field.name, personName(record));
  }
  const name = describe.fields.get('name');
  if (name && describe.kind === 'custom' && !name.autoNumberFormat && name.nillable && !record.fields.get('Name'))
    record.fields.set('Name', record.id);
}

function personName(record: SObject): string {
  return ['FirstName', 'MiddleName', 'LastName', 'Suffix']
    .map((name) => record.fields.get(name))
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
}
