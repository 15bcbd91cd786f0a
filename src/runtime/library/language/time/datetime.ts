/** System.Datetime. Source: Apex Reference, "Datetime Class". All users of the local org live in UTC, so local and GMT forms agree. */
import type { PlatformClass, PlatformFunction } from '../../../../apex/platform/platform-class.ts';
import { ApexDate, ApexDatetime, ApexTime } from '../../../../base/index.ts';
import { currentContext } from '../../../execution/context.ts';
import { equalValues, hashCode, raise, typeNameOf } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';
import { dayOfYear, formatDatetime } from './date-format.ts';
import { addMonths } from './date.ts';

const DAY = 86_400_000;

export function now(): ApexDatetime {
  return new ApexDatetime(currentContext().clock.now());
}

/** `2026-01-31 10:00:00`; message of the TypeException in debug logs. */
export function parseDatetime(text: string): ApexDatetime {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})$/.exec(text.trim());
  if (!match) return raise('TypeException', `Invalid date/time: ${text}`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59)
    raise('TypeException', `Invalid date/time: ${text}`);
  return new ApexDatetime(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** The en_US form, 1/31/2026, 10:00 AM (the comma may be missing). */
function parseLocal(text: string): ApexDatetime {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d{2}) ([AP])M$/i.exec(text.trim());
  if (!match) return raise('TypeException', `Invalid date/time: ${text}`);
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = match.slice(1, 6).map(Number);
  const hours = (hour % 12) + (match[6]?.toUpperCase() === 'P' ? 12 : 0);
  return new ApexDatetime(Date.UTC(year, month - 1, day, hours, minute));
}

function of(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): ApexDatetime {
  return new ApexDatetime(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** newInstance and newInstanceGmt take the same arguments. */
function constructorMembers(): Record<string, PlatformFunction> {
  const members: Record<string, PlatformFunction> = {};
  const numbers = 'Integer year, Integer month, Integer day';
  for (const name of ['newInstance', 'newInstanceGmt']) {
    members[`static Datetime ${name}(${numbers})`] = of;
    members[`static Datetime ${name}(${numbers}, Integer hour, Integer minute, Integer second)`] = of;
    members[`static Datetime ${name}(Date day, Time time)`] = (day: ApexDate, time: ApexTime) =>
      new ApexDatetime(day.time + time.milliseconds);
  }
  members['static Datetime newInstance(Long milliseconds)'] = (time: bigint) => new ApexDatetime(Number(time));
  return members;
}

/** Each part twice: local and Gmt. */
function partMembers(): Record<string, PlatformFunction> {
  const members: Record<string, PlatformFunction> = {};
  const readers: Readonly<Record<string, (date: Date) => number>> = {
    day: (date) => date.getUTCDate(),
    dayOfYear,
    hour: (date) => date.getUTCHours(),
    millisecond: (date) => date.getUTCMilliseconds(),
    minute: (date) => date.getUTCMinutes(),
    month: (date) => date.getUTCMonth() + 1,
    second: (date) => date.getUTCSeconds(),
    year: (date) => date.getUTCFullYear()
  };
  for (const [name, read] of Object.entries(readers)) {
    members[`Integer ${name}()`] = (self: ApexDatetime) => read(new Date(self.time));
    members[`Integer ${name}Gmt()`] = (self: ApexDatetime) => read(new Date(self.time));
  }
  const steps: Readonly<Record<string, number>> = { Days: DAY, Hours: 3_600_000, Minutes: 60_000, Seconds: 1000 };
  for (const [name, length] of Object.entries(steps))
    members[`Datetime add${name}(Integer count)`] = (self: ApexDatetime, count: number) =>
      new ApexDatetime(self.time + count * length);
  return members;
}

function plusMonths(self: ApexDatetime, months: number): ApexDatetime {
  const day = new ApexDate(self.time);
  return new ApexDatetime(addMonths(day, months).time + (self.time - day.time));
}

function timeOf(self: ApexDatetime): ApexTime {
  return new ApexTime(self.time - new ApexDate(self.time).time);
}

export const datetimeClass: PlatformClass = {
  name: 'System.Datetime',
  kind: 'class',
  members: {
    ...nullRefused({
      'static Datetime now()': now,
      ...constructorMembers(),
      'static Datetime parse(String text)': parseLocal,
      'static Datetime valueOf(String text)': parseDatetime,
      'static Datetime valueOf(Object value)': (value: unknown) => {
        if (value instanceof ApexDatetime) return value;
        if (value instanceof ApexDate) return new ApexDatetime(value.time);
        return typeof value === 'string'
          ? parseDatetime(value)
          : raise('TypeException', `Invalid date/time: ${typeNameOf(value)}`);
      },
      'static Datetime valueOfGmt(String text)': parseDatetime,
      ...partMembers(),
      'Datetime addMonths(Integer months)': plusMonths,
      'Datetime addYears(Integer years)': (self: ApexDatetime, years: number) => plusMonths(self, years * 12),
      'Date date()': (self: ApexDatetime) => new ApexDate(self.time),
      'Date dateGmt()': (self: ApexDatetime) => new ApexDate(self.time),
      'String format()': (self: ApexDatetime) => formatDatetime(self, 'M/d/yyyy, h:mm a'),
      'String format(String pattern)': (self: ApexDatetime, pattern: string) => formatDatetime(self, pattern),
      'String format(String pattern, String timeZone)': formatDatetime,
      'String formatGmt(String pattern)': (self: ApexDatetime, pattern: string) => formatDatetime(self, pattern),
      'String formatLong()': (self: ApexDatetime) => formatDatetime(self, "M/d/yyyy, h:mm:ss a 'GMT'"),
      'Long getTime()': (self: ApexDatetime) => BigInt(self.time),
      'Integer hashCode()': hashCode,
      'Boolean isSameDay(Datetime other)': (self: ApexDatetime, other: ApexDatetime) =>
        new ApexDate(self.time).time === new ApexDate(other.time).time,
      'Time time()': timeOf,
      'Time timeGmt()': timeOf,
      'String toString()': (self: ApexDatetime) => self.toString()
    }),
    'Boolean equals(Object other)': equalValues
  },
  isInstance: (value) => value instanceof ApexDatetime
};
