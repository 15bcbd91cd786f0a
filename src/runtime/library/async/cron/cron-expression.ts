/**
 * Cron expressions of scheduled Apex: `seconds minutes hours day-of-month month day-of-week [year]`. Source: Apex Developer Guide, "Apex
 * Scheduler", table of the values and special characters. All times are UTC, because all users of the local org are.
 */
import { CronError, parseField, type FieldRange } from './cron-field.ts';

/** Which days of a month fit. */
type DayRule = (year: number, month: number, day: number) => boolean;

export interface CronExpression {
  readonly second: number;
  readonly minute: number;
  readonly hours: ReadonlySet<number>;
  readonly day: DayRule;
  readonly months: ReadonlySet<number>;
  /** Null: every year. */
  readonly years: ReadonlySet<number> | null;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const HOUR: FieldRange = { name: 'Hours', first: 0, last: 23, names: [] };
const DAY_OF_MONTH: FieldRange = { name: 'Day_of_month', first: 1, last: 31, names: [] };
const MONTH: FieldRange = { name: 'Month', first: 1, last: 12, names: MONTHS };
const DAY_OF_WEEK: FieldRange = { name: 'Day_of_week', first: 1, last: 7, names: WEEKDAYS };
const YEAR: FieldRange = { name: 'Optional_year', first: 1970, last: 2099, names: [] };

/** Throws CronError with what is wrong. */
export function parseCron(text: string): CronExpression {
  const fields = text.trim().split(/\s+/);
  const [seconds = '', minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', year] = fields;
  if (fields.length < 6 || fields.length > 7)
    throw new CronError(
      `A cron expression has six or seven fields (Seconds Minutes Hours Day_of_month Month Day_of_week Optional_year): ${text}`
    );
  // Observed in public reports: no list, range or increment here.
  if (!isNumber(seconds, 59) || !isNumber(minutes, 59))
    throw new CronError(`Seconds and minutes must be specified as integers: ${text}`);
  return {
    second: Number(seconds),
    minute: Number(minutes),
    hours: parseField(hours, HOUR),
    day: dayRule(dayOfMonth.toUpperCase(), dayOfWeek.toUpperCase()),
    months: parseField(month, MONTH),
    years: year === undefined || year === '*' || year === '?' ? null : parseField(year, YEAR)
  };
}

function isNumber(field: string, last: number): boolean {
  return /^\d{1,2}$/.test(field) && Number(field) <= last;
}

function dayRule(dayOfMonth: string, dayOfWeek: string): DayRule {
  if (dayOfMonth === '?' && dayOfWeek === '?')
    throw new CronError("'?' can only be specified for Day-of-Month -OR- Day-of-Week.");
  if (dayOfWeek === '?') return ruleOfMonth(dayOfMonth);
  if (dayOfMonth === '?') return ruleOfWeek(dayOfWeek);
  // With a star on one side the other one says it, as in `0 0 0 * * 2`; two restrictions are refused.
  if (dayOfMonth === '*') return ruleOfWeek(dayOfWeek);
  if (dayOfWeek === '*') return ruleOfMonth(dayOfMonth);
  throw new CronError('Support for specifying both a day-of-week AND a day-of-month parameter is not implemented.');
}

function ruleOfMonth(field: string): DayRule {
  if (field === 'L') return (year, month, day) => day === lastDay(year, month);
  if (field === 'LW') return (year, month, day) => day === nearestWeekday(year, month, lastDay(year, month));
  const weekday = /^(\d{1,2})W$/.exec(field);
  if (weekday) {
    const wanted = soleValue(weekday[1] ?? '', DAY_OF_MONTH);
    return (year, month, day) => wanted <= lastDay(year, month) && day === nearestWeekday(year, month, wanted);
  }
  const days = parseField(field, DAY_OF_MONTH);
  return (_year, _month, day) => days.has(day);
}

function ruleOfWeek(field: string): DayRule {
  // By itself L is SAT; behind a day it is the last such day of the month.
  if (field === 'L') return (year, month, day) => weekdayOf(year, month, day) === 7;
  const last = /^(\w+)L$/.exec(field);
  if (last) {
    const wanted = soleValue(last[1] ?? '', DAY_OF_WEEK);
    return (year, month, day) => weekdayOf(year, month, day) === wanted && day + 7 > lastDay(year, month);
  }
  const nth = /^(\w+)#([1-5])$/.exec(field);
  if (nth) {
    const wanted = soleValue(nth[1] ?? '', DAY_OF_WEEK);
    const number = Number(nth[2]);
    return (year, month, day) => weekdayOf(year, month, day) === wanted && Math.ceil(day / 7) === number;
  }
  const days = parseField(field, DAY_OF_WEEK);
  return (year, month, day) => days.has(weekdayOf(year, month, day));
}

function soleValue(text: string, range: FieldRange): number {
  return Math.min(...parseField(text, range));
}

/** 1 is Sunday. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The weekday nearest to a day, without leaving its month: `1W` on a Saturday is Monday the third. */
function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === lastDay(year, month) ? day - 2 : day + 1;
  return day;
}

/** The first time after `after` (milliseconds, UTC) at which the expression fires; null when it never does again. */
export function nextFireTime(expression: CronExpression, after: number): number | null {
  const { second, minute, hours, day, months, years } = expression;
  const start = new Date(after);
  const sorted = [...hours].sort((left, right) => left - right);
  for (let year = start.getUTCFullYear(); year <= YEAR.last; year++) {
    if (years && !years.has(year)) continue;
    for (let month = 1; month <= 12; month++) {
      if (!months.has(month) || Date.UTC(year, month, 1) <= after) continue;
      for (let date = 1; date <= lastDay(year, month); date++) {
        if (Date.UTC(year, month - 1, date + 1) <= after || !day(year, month, date)) continue;
        const times = sorted.map((hour) => Date.UTC(year, month - 1, date, hour, minute, second));
        const next = times.find((time) => time > after);
        if (next !== undefined) return next;
      }
    }
  }
  return null;
}
