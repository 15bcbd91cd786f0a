/** Apex values as the REST API writes them, both ways of the wire. Source: REST API Developer Guide, "sObject Rows". */
import { ApexBlob } from './blob.ts';
import { ApexDate, ApexDatetime, ApexTime } from './date.ts';
import { ApexDecimal, ApexDouble } from './decimal.ts';

type Value =
  string | number | boolean | null | ApexDecimal | ApexDouble | ApexDate | ApexDatetime | ApexTime | ApexBlob;

/** A field's value in JSON. Numbers lose no digits that a Salesforce number field (18 digits) has in a double's range. */
export function jsonValue(value: Value | undefined): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  if (value instanceof ApexDecimal) return value.toNumber();
  if (value instanceof ApexDouble) return value.value;
  if (value instanceof ApexDatetime) return value.toRestString();
  if (value instanceof ApexDate || value instanceof ApexTime) return value.toString();
  if (value instanceof ApexBlob) return Buffer.from(value.bytes).toString('base64');
  return value;
}
