// How long ago something was, in words.

const HOURS_PER_DAY = 24;
const DAYS_PER_WEEK = 7;
/** Below two weeks the days matter to somebody who plans a day's work. */
const DAYS_SHOWN_AS_WEEKS = 14;

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}

/** Whole hours as a person would say them: `ageInWords(30)` is "1 day". */
export function ageInWords(hours: number): string {
  if (hours < 1) {
    return 'less than an hour';
  }
  if (hours < HOURS_PER_DAY) {
    return counted(Math.floor(hours), 'hour');
  }
  const days = Math.floor(hours / HOURS_PER_DAY);
  return days < DAYS_SHOWN_AS_WEEKS ? counted(days, 'day') : counted(Math.floor(days / DAYS_PER_WEEK), 'week');
}
