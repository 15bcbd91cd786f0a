/**
 * Query results larger than one page: the rest waits here behind `nextRecordsUrl`. Source: REST API Developer Guide, "Query": 2,000
 * records a page. Memory is bounded: at most 20 open cursors, each kept 15 minutes, the oldest dropped first.
 */
import { randomBytes } from 'node:crypto';

import type { Clock } from '../../base/index.ts';
import { ApiException } from '../../protocol/index.ts';
import type { OrgAnswer } from '../pool/tasks.ts';
import { jsonAnswer } from './app.ts';

const PAGE_SIZE = 2000;
const MAXIMUM_CURSORS = 20;
const LIFETIME_MS = 15 * 60 * 1000;

interface Cursor {
  readonly totalSize: number;
  readonly records: readonly unknown[];
  readonly expiresAt: number;
}

interface QueryBody {
  readonly totalSize: number;
  readonly records: readonly unknown[];
}

export class QueryPages {
  readonly #cursors = new Map<string, Cursor>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The first page of a whole answer. */
  first(answer: OrgAnswer, version: number): Response {
    const body = JSON.parse(answer.body) as QueryBody;
    if (body.records.length <= PAGE_SIZE) return new Response(answer.body, { status: 200, headers: answer.headers });
    this.#forgetOld();
    const key = `01g${randomBytes(9).toString('hex').slice(0, 15)}`;
    this.#cursors.set(key, { ...body, expiresAt: this.#clock.now() + LIFETIME_MS });
    return this.#page(key, 0, version);
  }

  /** `locator` is `<cursor>-<offset>`. */
  next(locator: string, version: number): Response {
    const [key = '', offset = ''] = locator.split('-');
    const cursor = this.#cursors.get(key);
    if (!cursor || cursor.expiresAt < this.#clock.now() || !/^\d+$/.test(offset)) {
      throw new ApiException(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    }
    return this.#page(key, Number(offset), version);
  }

  #page(key: string, offset: number, version: number): Response {
    const cursor = this.#cursors.get(key);
    if (!cursor) throw new ApiException(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    const end = offset + PAGE_SIZE;
    const done = end >= cursor.records.length;
    return jsonAnswer(200, {
      totalSize: cursor.totalSize,
      done,
      ...(done ? {} : { nextRecordsUrl: `/services/data/v${version}.0/query/${key}-${end}` }),
      records: cursor.records.slice(offset, end)
    });
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [key, cursor] of this.#cursors) if (cursor.expiresAt < now) this.#cursors.delete(key);
    const oldest = this.#cursors.keys().next();
    if (this.#cursors.size >= MAXIMUM_CURSORS && !oldest.done) this.#cursors.delete(oldest.value);
  }
}
