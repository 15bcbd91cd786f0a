/** Apex values as the REST API writes them. Source: REST API Developer Guide, "sObject Rows". */
import { ApexBlob } from './blob.ts';
import { ApexDate, ApexDatetime, ApexTime } from './date.ts';
import { ApexDecimal, ApexDouble } from './decimal.ts';

type Value =
  string | number | boolean | null | ApexDecimal | ApexDouble | ApexDate | ApexDatetime | ApexTime | ApexBlob;

/** A field's value in JSON. Numbers are doubles there: what has more than 15 digits may lose some. */
export function jsonValue(value: Value | undefined): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  if (value instanceof ApexDecimal) return value.toNumber();
  if (value instanceof ApexDouble) return value.value;
  if (value instanceof ApexDatetime) return value.toRestString();
  if (value instanceof ApexDate || value instanceof ApexTime) return value.toString();
  if (value instanceof ApexBlob) return Buffer.from(value.bytes).toString('base64');
  return value;
}

/** Milliseconds of a date or date-time as the API writes it, `2026-01-31T12:00:00.000+0000`; NaN when it is none. */
export function restTime(text: string): number {
  // JavaScript wants a colon in the zone.
  return Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}
