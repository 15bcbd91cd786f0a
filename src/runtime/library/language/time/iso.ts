/** ISO forms of dates and times, as JSON and the REST API write them. null for a text in another form. */
import { ApexDate, ApexDatetime, ApexTime } from '../../../../base/index.ts';
import { daysInMonth } from './date.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATETIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/;
const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?Z?$/;

export function isoDate(text: string): ApexDate | null {
  const [, year = 0, month = 0, day = 0] = (DATE.exec(text) ?? []).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return ApexDate.of(year, month, day);
}

/** Also a date alone, which is its midnight. */
export function isoDatetime(text: string): ApexDatetime | null {
  const [, dateText = text, clock = '00:00', zone = 'Z'] = DATETIME.exec(text) ?? [];
  const date = isoDate(dateText);
  const time = isoTime(clock);
  if (!date || !time) return null;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const offset = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new ApexDatetime(date.time + time.milliseconds - offset);
}

export function isoTime(text: string): ApexTime | null {
  const [, hours, minutes, seconds = '0', fraction = '0'] = TIME.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const milliseconds = Number(fraction.padEnd(3, '0'));
  return new ApexTime(((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + milliseconds);
}
