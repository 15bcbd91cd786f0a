/** Made-up people, each with an e-mail that no other has, also after normalisation (every address carries its own number). */
import { COMPANIES, FIRST_NAMES, LAST_NAMES, MAIL_HOSTS, TITLES } from './names.ts';
import type { SeededRandom } from './random.ts';

/** One line of the feed, by column of the lane `marketing_contacts`. */
export interface FeedLine {
  readonly contact_id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly phone: string;
  readonly title: string;
  readonly company: string;
  readonly updated_at: string;
}

export const COLUMNS: readonly (keyof FeedLine)[] = [
  'contact_id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'title',
  'company',
  'updated_at'
];

const FIRST_VERSION = Date.UTC(2026, 0, 5, 8);

export class People {
  readonly #random: SeededRandom;
  #made = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  next(): FeedLine {
    const number = ++this.#made;
    const first = this.#random.pick(FIRST_NAMES);
    const last = this.#random.pick(LAST_NAMES);
    return {
      contact_id: `MC-${String(100_000 + number)}`,
      first_name: first,
      last_name: last,
      email: `${first}.${last}${number}@${this.#random.pick(MAIL_HOSTS)}`.toLowerCase(),
      phone: this.phone(),
      title: this.#random.pick(TITLES),
      company: this.#random.pick(COMPANIES),
      updated_at: new Date(FIRST_VERSION + this.#random.integer(30 * 86_400) * 1000).toISOString()
    };
  }

  phone(): string {
    const digits = (count: number): string => Array.from({ length: count }, () => this.#random.integer(10)).join('');
    return `+1 ${2 + this.#random.integer(7)}${digits(2)} 555 ${digits(4)}`;
  }
}

/** `line` as the source would send it `days` later (or earlier, when negative). */
export function movedInTime(line: FeedLine, days: number): FeedLine {
  return { ...line, updated_at: new Date(Date.parse(line.updated_at) + days * 86_400_000).toISOString() };
}

/** The same mailbox, written another way: upper case and a plus-tag; dots too where the host ignores them. */
export function sameMailbox(email: string, tag: string): string {
  const [local = '', host = ''] = email.split('@');
  const written = host === 'gmail.com' ? local.replace('.', '') : local;
  return `${written.charAt(0).toUpperCase()}${written.slice(1)}+${tag}@${host.toUpperCase()}`;
}
