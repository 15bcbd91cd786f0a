/** Date literals (SOQL and SOSL Reference, "Date Formats and Date Literals"), in UTC; weeks start on Sunday, the fiscal year is the calendar year. */
import { malformed } from './errors.ts';

/** From `start` up to, not including, `end`, in milliseconds. */
export interface DateRange {
  readonly start: number;
  readonly end: number;
}

const DAY = 86_400_000;

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

export function dateRange(name: string, count: number | undefined, now: number): DateRange {
  const literal = name.toUpperCase().replace('FISCAL_', '');
  const today = Math.floor(now / DAY) * DAY;
  switch (literal) {
    case 'TODAY':
      return unitRange('DAY', 0, today);
    case 'YESTERDAY':
      return unitRange('DAY', -1, today);
    case 'TOMORROW':
      return unitRange('DAY', 1, today);
    case 'LAST_90_DAYS':
      return { start: today - 89 * DAY, end: today + DAY };
    case 'NEXT_90_DAYS':
      return { start: today + DAY, end: today + 91 * DAY };
  }
  const plain = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(literal);
  if (plain) {
    const offset = plain[1] === 'LAST' ? -1 : plain[1] === 'NEXT' ? 1 : 0;
    return unitRange(plain[2] as Unit, offset, today);
  }
  const counted = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S$/.exec(literal);
  if (counted && count !== undefined) return countedRange(counted[1] === 'LAST', counted[2] as Unit, count, today);
  const ago = /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO$/.exec(literal);
  if (ago && count !== undefined) return unitRange(ago[1] as Unit, -count, today);
  throw malformed(`unexpected token: '${name}'`);
}

/** LAST_N_DAYS:n goes from n days ago through today; the other LAST_N_ literals end before the current unit. */
function countedRange(last: boolean, unit: Unit, count: number, today: number): DateRange {
  if (unit === 'DAY')
    return last
      ? { start: today - count * DAY, end: today + DAY }
      : { start: today + DAY, end: today + (count + 1) * DAY };
  return last
    ? { start: unitRange(unit, -count, today).start, end: unitRange(unit, 0, today).start }
    : { start: unitRange(unit, 1, today).start, end: unitRange(unit, count, today).end };
}

function unitRange(unit: Unit, offset: number, today: number): DateRange {
  const date = new Date(today);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (unit) {
    case 'DAY':
      return { start: today + offset * DAY, end: today + (offset + 1) * DAY };
    case 'WEEK': {
      const start = today - date.getUTCDay() * DAY + offset * 7 * DAY;
      return { start, end: start + 7 * DAY };
    }
    case 'MONTH':
      return { start: Date.UTC(year, month + offset, 1), end: Date.UTC(year, month + offset + 1, 1) };
    case 'QUARTER': {
      const first = Math.floor(month / 3) * 3 + offset * 3;
      return { start: Date.UTC(year, first, 1), end: Date.UTC(year, first + 3, 1) };
    }
    case 'YEAR':
      return { start: Date.UTC(year + offset, 0, 1), end: Date.UTC(year + offset + 1, 0, 1) };
  }
}
