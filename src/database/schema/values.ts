/** Apex values to PostgreSQL values and back, by field type. */
import {
  ApexBlob,
  ApexDate,
  ApexDatetime,
  ApexDecimal,
  ApexDouble,
  ApexTime,
  isIdText,
  toId18
} from '../../base/index.ts';
import type { FieldDescribe } from '../../metadata/index.ts';
import type { FieldValue } from '../sobject.ts';

type Cell = string | number | boolean | null;

/** Thrown when a value is not of the field's type. */
export class WrongTypeError extends Error {
  readonly field: FieldDescribe;

  constructor(field: FieldDescribe, value: unknown) {
    super(`${field.label}: value not of required type: ${display(value)}`);
    this.field = field;
  }
}

/** A date-time outside JavaScript's calendar has no text. */
function display(value: unknown): string {
  try {
    return String(value);
  } catch (error) {
    if (error instanceof RangeError) return 'invalid date';
    throw error;
  }
}

/** The empty string is null to the platform. */
export function toSql(field: FieldDescribe, value: FieldValue | bigint | undefined): Cell {
  if (value === null || value === undefined || value === '') return null;
  switch (field.type) {
    case 'id':
    case 'reference':
      if (typeof value === 'string' && isIdText(value)) return toId18(value);
      break;
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'int':
    case 'double':
    case 'currency':
    case 'percent': {
      const number = toDecimal(value);
      if (number) return field.type === 'int' ? number.value.toFixed(0) : number.toString();
      break;
    }
    case 'date':
      if ((value instanceof ApexDate || value instanceof ApexDatetime) && isInCalendar(value.time))
        return new ApexDate(value.time).toString();
      break;
    case 'datetime':
      if ((value instanceof ApexDate || value instanceof ApexDatetime) && isInCalendar(value.time))
        return new Date(value.time).toISOString();
      break;
    case 'time':
      if (value instanceof ApexTime) return value.toString().slice(0, -1);
      break;
    case 'base64':
      if (value instanceof ApexBlob) return Buffer.from(value.bytes).toString('base64');
      if (typeof value === 'string') return value;
      break;
    default:
      // PostgreSQL text cannot hold the character U+0000, nor half of a surrogate pair; what is looked up must be what was stored.
      if (typeof value === 'string' && !value.includes('\u0000')) return value.toWellFormed();
  }
  throw new WrongTypeError(field, value);
}

/** Years 1700 to 4000: what date fields hold (SOAP API Developer Guide, "Date fields"). */
function isInCalendar(time: number): boolean {
  return time >= Date.UTC(1700, 0, 1) && time < Date.UTC(4001, 0, 1);
}

export function fromSql(field: FieldDescribe, cell: Cell): FieldValue {
  if (cell === null) return null;
  switch (field.type) {
    case 'double':
    case 'currency':
    case 'percent':
      return ApexDecimal.parse(String(cell));
    case 'date':
      return new ApexDate(Date.parse(`${String(cell)}T00:00:00Z`));
    case 'datetime':
      return new ApexDatetime(Date.parse(String(cell)));
    case 'time': {
      const [hours = '0', minutes = '0', seconds = '0'] = String(cell).split(':');
      return new ApexTime((Number(hours) * 60 + Number(minutes)) * 60_000 + Math.round(Number(seconds) * 1000));
    }
    case 'base64':
      return new ApexBlob(Buffer.from(String(cell), 'base64'));
    default:
      return cell;
  }
}

export function toDecimal(value: unknown): ApexDecimal | null {
  if (value instanceof ApexDecimal) return value;
  if (value instanceof ApexDouble) return Number.isFinite(value.value) ? new ApexDecimal(value.value) : null;
  if (typeof value === 'number') return Number.isFinite(value) ? new ApexDecimal(value) : null;
  if (typeof value === 'bigint') return new ApexDecimal(value.toString());
  return null;
}

/** Whether a save would change what is stored: text exactly, numbers by value, dates by instant. */
export function sameValue(field: FieldDescribe, left: FieldValue | undefined, right: FieldValue | undefined): boolean {
  const a = toSql(field, left);
  const b = toSql(field, right);
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (field.type === 'double' || field.type === 'currency' || field.type === 'percent')
    return new ApexDecimal(String(a)).value.eq(new ApexDecimal(String(b)).value);
  return false;
}
