/** Java's SimpleDateFormat patterns, which Datetime.format takes. Source: Apex Reference, "Datetime Class", format. */
import { type ApexDatetime } from '../../../../base/index.ts';
import { raise } from '../../../values/index.ts';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December'
];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

interface Moment {
  /** The wall clock of the zone, held in UTC fields. */
  readonly wall: Date;
  readonly offsetMinutes: number;
  readonly zone: string;
}

export function formatDatetime(value: ApexDatetime, pattern: string, zone = 'GMT'): string {
  const moment = momentIn(value, zone);
  let output = '';
  // A quoted text, a run of one letter, or anything else.
  for (const [token] of pattern.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+/g)) {
    if (token.startsWith("'")) output += token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'");
    else if (/^[A-Za-z]/.test(token)) output += letter(token, moment);
    else output += token;
  }
  return output;
}

function letter(token: string, moment: Moment): string {
  const { wall } = moment;
  const width = token.length;
  const hours = wall.getUTCHours();
  const number = (value: number) => String(value).padStart(width, '0');
  switch (token[0]) {
    case 'G':
      return 'AD';
    case 'y':
    case 'u':
      if (token[0] === 'u') return number(wall.getUTCDay() || 7);
      return width === 2 ? String(wall.getUTCFullYear()).slice(-2) : number(wall.getUTCFullYear());
    case 'Y':
      return number(weekOf(wall).year);
    case 'M':
    case 'L':
      return named(months, wall.getUTCMonth(), wall.getUTCMonth() + 1, width);
    case 'd':
      return number(wall.getUTCDate());
    case 'D':
      return number(dayOfYear(wall));
    case 'E':
      return width >= 4 ? (days[wall.getUTCDay()] ?? '') : (days[wall.getUTCDay()] ?? '').slice(0, 3);
    case 'a':
      return hours < 12 ? 'AM' : 'PM';
    case 'H':
      return number(hours);
    case 'k':
      return number(hours || 24);
    case 'K':
      return number(hours % 12);
    case 'h':
      return number(hours % 12 || 12);
    case 'm':
      return number(wall.getUTCMinutes());
    case 's':
      return number(wall.getUTCSeconds());
    case 'S':
      return number(wall.getUTCMilliseconds());
    case 'w':
      return number(weekOf(wall).week);
    case 'z':
      return moment.offsetMinutes === 0 ? 'GMT' : moment.zone;
    case 'Z':
      return offset(moment.offsetMinutes, '');
    case 'X':
      return moment.offsetMinutes === 0 ? 'Z' : offset(moment.offsetMinutes, width === 3 ? ':' : '');
    default:
      return raise('IllegalArgumentException', `Illegal pattern character '${token[0] ?? ''}'`);
  }
}

function named(names: readonly string[], index: number, value: number, width: number): string {
  if (width <= 2) return String(value).padStart(width, '0');
  const name = names[index] ?? '';
  return width === 3 ? name.slice(0, 3) : name;
}

function offset(minutes: number, separator: string): string {
  const absolute = Math.abs(minutes);
  const hours = String(Math.floor(absolute / 60)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${hours}${separator}${String(absolute % 60).padStart(2, '0')}`;
}

export function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

/** Weeks as en_US counts them: from Sunday, the first one holds January 1. */
function weekOf(date: Date): { year: number; week: number } {
  const year = date.getUTCFullYear();
  const saturday = new Date(date.getTime() + (6 - date.getUTCDay()) * 86_400_000);
  if (saturday.getUTCFullYear() > year) return { year: year + 1, week: 1 };
  const firstDay = new Date(Date.UTC(year, 0, 1)).getUTCDay();
  return { year, week: Math.floor((dayOfYear(date) + firstDay - 1) / 7) + 1 };
}

function momentIn(value: ApexDatetime, zone: string): Moment {
  const offsetMinutes = offsetOf(value.time, zone);
  return { wall: new Date(value.time + offsetMinutes * 60_000), offsetMinutes, zone };
}

/** Minutes that the zone is ahead of UTC at the moment. An unknown zone counts as GMT, as in Java. */
export function offsetOf(time: number, zone: string): number {
  if (/^(GMT|UTC)$/i.test(zone)) return 0;
  const fixed = /^GMT([+-])(\d{1,2}):?(\d{2})?$/i.exec(zone);
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0));
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(time);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    return name === 'GMT' ? 0 : offsetOf(time, name);
  } catch {
    return 0;
  }
}
