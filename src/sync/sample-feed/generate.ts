/**
 * The sample feed: a CSV of realistic contacts from a fixed seed, with planted trouble whose outcome is known. The feed is made for calls
 * of `rowsPerCall` rows sent one after another, because some trouble depends on whether two rows meet in one call.
 */
import { stringify } from 'csv-stringify/sync';

import type { Outcome } from '../run/outcomes.ts';
import type { FeedLine } from './people.ts';
import { COLUMNS, People } from './people.ts';
import type { ContactBefore, PlantedRow } from './plants.ts';
import { PLANTS } from './plants.ts';
import { SeededRandom } from './random.ts';

export interface SampleFeedOptions {
  readonly seed: number;
  /** Data lines of the file, unreadable ones included. */
  readonly rows: number;
  readonly rowsPerCall: number;
}

export interface SampleFeed {
  readonly csv: string;
  /** Contacts that must be in the org before the feed is sent. */
  readonly before: readonly ContactBefore[];
  readonly expected: {
    readonly outcomes: ReadonlyMap<Outcome, number>;
    readonly reasons: ReadonlyMap<string, number>;
    readonly unreadable: number;
    /** Contacts in the org after the run. */
    readonly contacts: number;
  };
  /** Name of each kind of trouble and how many rows it put into the feed. */
  readonly planted: ReadonlyMap<string, number>;
}

const FEED_OF_PLANTS = 5000;
const UNREADABLE_LINES = ['MC-broken,too,few,values', 'MC-open,"never closed,x,y,z', 'a,b,c,d,e,f,g,h,one too many'];

export function generateSampleFeed(options: SampleFeedOptions): SampleFeed {
  const random = new SeededRandom(options.seed);
  const people = new People(random);
  const share = options.rows / FEED_OF_PLANTS;
  const unreadable = Math.round(9 * share);
  const sizes = callSizes(options.rows - unreadable, options.rowsPerCall);
  const calls: PlantedRow[][] = sizes.map(() => []);
  const before: ContactBefore[] = [];
  const planted = new Map<string, number>();
  const untouched: FeedLine[] = [];
  const orders = dealPlants(calls.length, share, random);
  for (const [index, rows] of calls.entries()) {
    const known = (): FeedLine => {
      const line = untouched.splice(random.integer(untouched.length), 1)[0];
      if (!line) throw new RangeError('The feed is too small for its planted trouble: ask for more rows.');
      return line;
    };
    for (const plant of orders[index] ?? []) {
      const planting = plant.make({ people, random, known });
      rows.push(...planting.rows);
      before.push(...(planting.before ?? []));
      planted.set(plant.name, (planted.get(plant.name) ?? 0) + planting.rows.length);
    }
    const fresh: FeedLine[] = [];
    while (rows.length < (sizes[index] ?? 0)) {
      const line = people.next();
      fresh.push(line);
      rows.push({ line, outcome: 'CREATED' });
    }
    random.shuffle(rows);
    untouched.push(...fresh);
  }
  const all = calls.flat();
  return {
    csv: writeCsv(all, unreadable, random),
    before,
    planted: planted.set('unreadable lines', unreadable),
    expected: {
      outcomes: countBy(all, (row) => row.outcome),
      reasons: countBy(
        all.filter((row) => row.reason),
        (row) => row.reason ?? ''
      ),
      unreadable,
      contacts: before.length + all.filter((row) => row.outcome === 'CREATED').length
    }
  };
}

function callSizes(rows: number, rowsPerCall: number): number[] {
  const sizes: number[] = [];
  for (let left = rows; left > 0; left -= rowsPerCall) sizes.push(Math.min(left, rowsPerCall));
  return sizes;
}

/** Which planting happens in which call; trouble with known records is dealt to the calls after the first. */
function dealPlants(calls: number, share: number, random: SeededRandom): (typeof PLANTS)[number][][] {
  const orders: (typeof PLANTS)[number][][] = Array.from({ length: calls }, () => []);
  for (const plant of PLANTS) {
    const firstCall = plant.needsKnown ? 1 : 0;
    if (firstCall >= calls) continue;
    const times = Math.max(1, Math.round(plant.times * share));
    for (let time = 0; time < times; time++) orders[firstCall + random.integer(calls - firstCall)]?.push(plant);
  }
  return orders;
}

function writeCsv(rows: readonly PlantedRow[], unreadable: number, random: SeededRandom): string {
  const lines = stringify(
    rows.map(({ line }) => COLUMNS.map((column) => line[column])),
    { header: true, columns: [...COLUMNS] }
  )
    .trimEnd()
    .split('\n');
  for (let index = 0; index < unreadable; index++) {
    const text = UNREADABLE_LINES[index % UNREADABLE_LINES.length] ?? '';
    lines.splice(1 + random.integer(lines.length), 0, text);
  }
  return `${lines.join('\n')}\n`;
}

function countBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
