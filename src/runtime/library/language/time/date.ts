/** System.Date. Source: Apex Reference, "Date Class". */
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { ApexDate, ApexDatetime } from '../../../../base/index.ts';
import { currentContext } from '../../../execution/context.ts';
import { equalValues, hashCode, raise, typeNameOf } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';
import { dayOfYear } from './date-format.ts';

const DAY = 86_400_000;

function parts(date: ApexDate): { year: number; month: number; day: number } {
  const value = new Date(date.time);
  return { year: value.getUTCFullYear(), month: value.getUTCMonth() + 1, day: value.getUTCDate() };
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The day is cut to the length of the month: January 31 plus one month is the last of February. */
export function addMonths(date: ApexDate, months: number): ApexDate {
  const { year, month, day } = parts(date);
  const index = year * 12 + (month - 1) + months;
  const newYear = Math.floor(index / 12);
  const newMonth = (index % 12) + 1;
  return ApexDate.of(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

/** `2026-01-31`, also with a time behind it. */
export function parseDate(text: string): ApexDate {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?$/.exec(text.trim()) ?? [];
  return checkedDate(text, Number(year), Number(month), Number(day));
}

/** Message of the TypeException in debug logs. */
function checkedDate(text: string, year: number, month: number, day: number): ApexDate {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)))
    raise('TypeException', `Invalid date: ${text}`);
  return ApexDate.of(year, month, day);
}

/** The en_US form, 1/31/2026. */
function parseLocal(text: string): ApexDate {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim()) ?? [];
  return checkedDate(text, Number(year), Number(month), Number(day));
}

export function today(): ApexDate {
  return new ApexDate(currentContext().clock.now());
}

export const dateClass: PlatformClass = {
  name: 'System.Date',
  kind: 'class',
  members: {
    ...nullRefused({
      'static Date today()': today,
      'static Integer daysInMonth(Integer year, Integer month)': daysInMonth,
      'static Boolean isLeapYear(Integer year)': (year: number) => daysInMonth(year, 2) === 29,
      'static Date newInstance(Integer year, Integer month, Integer day)': ApexDate.of,
      'static Date parse(String text)': parseLocal,
      'static Date valueOf(String text)': parseDate,
      'static Date valueOf(Object value)': (value: unknown) => {
        if (value instanceof ApexDate) return value;
        if (value instanceof ApexDatetime) return new ApexDate(value.time);
        return typeof value === 'string'
          ? parseDate(value)
          : raise('TypeException', `Invalid date: ${typeNameOf(value)}`);
      },
      'Date addDays(Integer days)': (self: ApexDate, days: number) => new ApexDate(self.time + days * DAY),
      'Date addMonths(Integer months)': addMonths,
      'Date addYears(Integer years)': (self: ApexDate, years: number) => addMonths(self, years * 12),
      'Integer day()': (self: ApexDate) => parts(self).day,
      'Integer dayOfYear()': (self: ApexDate) => dayOfYear(new Date(self.time)),
      'Integer daysBetween(Date other)': (self: ApexDate, other: ApexDate) =>
        Math.round((other.time - self.time) / DAY),
      'String format()': (self: ApexDate) => `${parts(self).month}/${parts(self).day}/${parts(self).year}`,
      'Integer hashCode()': hashCode,
      'Boolean isSameDay(Date other)': (self: ApexDate, other: ApexDate) => self.time === other.time,
      'Integer month()': (self: ApexDate) => parts(self).month,
      'Integer monthsBetween(Date other)': (self: ApexDate, other: ApexDate) => {
        const from = parts(self);
        const to = parts(other);
        return (to.year - from.year) * 12 + to.month - from.month;
      },
      'Date toStartOfMonth()': (self: ApexDate) => ApexDate.of(parts(self).year, parts(self).month, 1),
      // en_US: weeks begin on Sunday.
      'Date toStartOfWeek()': (self: ApexDate) => new ApexDate(self.time - new Date(self.time).getUTCDay() * DAY),
      'String toString()': (self: ApexDate) => self.toString(),
      'Integer year()': (self: ApexDate) => parts(self).year
    }),
    'Boolean equals(Object other)': equalValues
  },
  isInstance: (value) => value instanceof ApexDate
};
