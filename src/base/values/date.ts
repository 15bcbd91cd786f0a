/** Apex Date, Datetime and Time: immutable, in UTC (the local org's users all live in UTC). */

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

export class ApexDate {
  /** Milliseconds since the epoch at 00:00 UTC of the day. */
  readonly time: number;

  constructor(time: number) {
    this.time = Math.floor(time / 86_400_000) * 86_400_000;
  }

  static of(year: number, month: number, day: number): ApexDate {
    return new ApexDate(Date.UTC(year, month - 1, day));
  }

  /** ISO form, as SOQL and JSON write it: 2026-01-31. */
  toString(): string {
    return new Date(this.time).toISOString().slice(0, 10);
  }
}

export class ApexDatetime {
  readonly time: number;

  constructor(time: number) {
    this.time = time;
  }

  /** Form of JSON.serialize: 2026-01-31T10:00:00.000Z. */
  toISOString(): string {
    return new Date(this.time).toISOString();
  }

  /** Form of the REST API: 2026-01-31T10:00:00.000+0000. */
  toRestString(): string {
    return this.toISOString().replace('Z', '+0000');
  }

  /** Form of String.valueOf: 2026-01-31 10:00:00. */
  toString(): string {
    return this.toISOString().slice(0, 19).replace('T', ' ');
  }
}

export class ApexTime {
  /** Milliseconds since midnight. */
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }

  toString(): string {
    const ms = this.milliseconds;
    return `${pad(Math.floor(ms / 3_600_000))}:${pad(Math.floor(ms / 60_000) % 60)}:${pad(Math.floor(ms / 1000) % 60)}.${pad(ms % 1000, 3)}Z`;
  }
}
