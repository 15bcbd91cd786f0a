/** The platform's own checks of field values (Apex Developer Guide, "Triggers and Order of Execution", steps 1, 2 and 5). */
import type { FieldDescribe } from '../../metadata/index.ts';
import { toDecimal } from '../schema/values.ts';
import type { FieldValue } from '../sobject.ts';
import type { SaveRow } from '../saving/save-row.ts';
import { isChanged } from '../saving/changes.ts';

/** Before the before triggers a record from Apex or the API is only checked for restricted picklists; a trigger may still fill or shorten a field. */
export function validateEntry(row: SaveRow): void {
  for (const field of row.next.describe.fields.values()) {
    const value = row.next.fields.get(field.name) ?? null;
    if (value !== null && field.restrictedPicklist && isChanged(row, field)) checkPicklist(row, field, value);
  }
}

export function validateSystem(row: SaveRow): void {
  const missing: string[] = [];
  for (const field of row.next.describe.fields.values()) {
    const value = row.next.fields.get(field.name) ?? null;
    if (value === null) {
      if (isRequired(field)) missing.push(field.name);
    } else if (isChanged(row, field)) {
      checkValue(row, field, value);
    }
  }
  if (missing.length > 0)
    row.fail('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
}

/** Checkboxes are never null, and what the org fills in itself is not asked of the caller. */
function isRequired(field: FieldDescribe): boolean {
  return (
    !field.nillable &&
    field.createable &&
    field.type !== 'boolean' &&
    field.type !== 'id' &&
    field.autoNumberFormat === undefined &&
    field.compound === undefined
  );
}

function checkValue(row: SaveRow, field: FieldDescribe, value: FieldValue): void {
  switch (field.type) {
    case 'string':
    case 'textarea':
    case 'phone':
    case 'url':
      checkLength(row, field, value);
      break;
    case 'email':
      checkLength(row, field, value);
      if (!EMAIL.test(String(value)))
        row.fail('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${String(value)}`, [field.name]);
      break;
    case 'picklist':
    case 'multipicklist':
      if (field.restrictedPicklist) checkPicklist(row, field, value);
      else checkLength(row, field, value);
      break;
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      checkNumber(row, field, value);
  }
}

/** One @, a local part and a domain of dotted labels with a top-level domain, no blanks. */
const EMAIL =
  /^[^\s@"(),:;<>[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

function checkLength(row: SaveRow, field: FieldDescribe, value: FieldValue): void {
  const text = String(value);
  if (field.length === 0 || text.length <= field.length) return;
  const message = `${field.label}: data value too large: ${text} (max length=${field.length})`;
  row.fail('STRING_TOO_LONG', message, [field.name]);
}

function checkPicklist(row: SaveRow, field: FieldDescribe, value: FieldValue): void {
  const chosen = field.type === 'multipicklist' ? String(value).split(';') : [String(value)];
  const wrong = chosen.find((item) => !field.picklistValues?.includes(item));
  if (wrong === undefined) return;
  const message = `${field.label}: bad value for restricted picklist field: ${wrong}`;
  if (row.errors.some((error) => error.message === message)) return;
  row.fail('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field.name]);
}

function checkNumber(row: SaveRow, field: FieldDescribe, value: FieldValue): void {
  const number = toDecimal(value);
  if (!number) return;
  const limit = field.type === 'int' ? 2 ** 31 : field.precision > 0 ? 10 ** (field.precision - field.scale) : 1e18;
  const rounded = number.value.toDecimalPlaces(Math.max(field.scale, 0), 4);
  if (rounded.abs().lt(limit)) return;
  const message = `${field.label}: value outside of valid range on numeric field: ${number.toString()}`;
  row.fail('NUMBER_OUTSIDE_VALID_RANGE', message, [field.name]);
}
