/**
 * The external ids of a feed, sorted into the parts of a manifest (docs/reconciliation.md): by the first hexadecimal digits of the SHA-256 of the id
 * in lower case. The org checks every id against its part. Memory: the ids of one part, and at most BUFFERED characters on their way to the files.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FeedError } from '../feed/read-feed.ts';

/** Name of the part of a manifest that has only one. */
const WHOLE = 'all';
/** Ids for which parts with so many digits are enough: about 1,250 ids in a bucket of 2,000 (ReconciliationManifest). */
const MOST_IDS = [20_000, 320_000, 5_120_000];
/** 16 MB of text at the most. */
const BUFFERED = 8_388_608;

export interface ManifestPart {
  readonly name: string;
  /** Distinct ids, in lower case. */
  readonly ids: readonly string[];
}

export class ManifestParts {
  readonly #folder = mkdtempSync(join(tmpdir(), 'upsert-guard-manifest-'));
  readonly #digits: number;
  readonly #waiting = new Map<string, string[]>();
  #waitingLength = 0;

  /** `expected`: how many ids will come at the most. */
  constructor(expected: number) {
    this.#digits = MOST_IDS.findIndex((most) => expected <= most);
    if (this.#digits < 0)
      throw new FeedError(
        `A manifest holds up to ${MOST_IDS.at(-1)?.toLocaleString('en')} ids, and the feed has ${expected.toLocaleString('en')}.`
      );
  }

  add(externalId: string): void {
    const id = externalId.trim().toLowerCase();
    const part = this.#partOf(id);
    const waiting = this.#waiting.get(part);
    if (waiting) waiting.push(id);
    else this.#waiting.set(part, [id]);
    this.#waitingLength += id.length;
    if (this.#waitingLength > BUFFERED) this.#flush();
  }

  /** Every part there is, those without ids too: the org compares a manifest only when all of its parts have come. */
  *parts(): Generator<ManifestPart> {
    this.#flush();
    for (let number = 0; number < 16 ** this.#digits; number++) {
      const name = this.#digits === 0 ? WHOLE : number.toString(16).padStart(this.#digits, '0');
      const file = join(this.#folder, name);
      const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
      yield { name, ids: [...new Set(lines)] };
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #partOf(id: string): string {
    return this.#digits === 0 ? WHOLE : createHash('sha256').update(id).digest('hex').slice(0, this.#digits);
  }

  #flush(): void {
    for (const [part, ids] of this.#waiting) appendFileSync(join(this.#folder, part), `${ids.join('\n')}\n`);
    this.#waiting.clear();
    this.#waitingLength = 0;
  }
}
