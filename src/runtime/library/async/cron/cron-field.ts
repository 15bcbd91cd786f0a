/** One field of a cron expression: numbers or names, `*`, lists, ranges and increments. */

/** What is wrong with a cron expression. */
export class CronError extends Error {
  override readonly name = 'CronError';
}

export interface FieldRange {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Names of the values, from the first on. */
  readonly names: readonly string[];
}

/** `1-5,10/2` as numbers. A range may run over the end: `FRI-MON`. */
export function parseField(field: string, range: FieldRange): Set<number> {
  const values = new Set<number>();
  for (const part of field.toUpperCase().split(',')) addPart(values, part, range);
  return values;
}

function addPart(values: Set<number>, part: string, range: FieldRange): void {
  const [, base = '', increment] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  if (base === '') throw invalid(part, range);
  const step = increment === undefined ? 1 : Number(increment);
  if (step < 1) throw new CronError(`The increment must be at least 1 in the field ${range.name}: ${part}`);
  const [from, to] = boundsOf(base, increment !== undefined, range);
  const count = to >= from ? to - from : to + (range.last - range.first + 1) - from;
  for (let offset = 0; offset <= count; offset += step)
    values.add(range.first + ((from + offset - range.first) % (range.last - range.first + 1)));
}

function boundsOf(base: string, hasIncrement: boolean, range: FieldRange): readonly [number, number] {
  if (base === '*') return [range.first, range.last];
  const [from = '', to, more] = base.split('-');
  if (more !== undefined) throw invalid(base, range);
  const first = valueOf(from, range);
  if (to !== undefined) return [first, valueOf(to, range)];
  // `1/5`: from 1 to the end.
  return [first, hasIncrement ? range.last : first];
}

function valueOf(text: string, range: FieldRange): number {
  const named = range.names.indexOf(text);
  if (named >= 0) return range.first + named;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < range.first || value > range.last) throw invalid(text, range);
  return value;
}

function invalid(text: string, { name, first, last }: FieldRange): CronError {
  return new CronError(`The field ${name} takes ${first} to ${last}: ${text}`);
}
