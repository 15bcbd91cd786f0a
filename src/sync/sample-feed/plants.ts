/**
 * The trouble that is planted into the sample feed, each kind with what the lane `marketing_contacts` (policy C) must make of it on an org
 * that held nothing but `before`. The expectations follow from how a row was made, not from running the rules.
 */
import type { Outcome } from '../run/outcomes.ts';
import type { FeedLine, People } from './people.ts';
import { movedInTime, sameMailbox } from './people.ts';
import type { SeededRandom } from './random.ts';

export interface PlantedRow {
  readonly line: FeedLine;
  readonly outcome: Outcome;
  readonly reason?: string;
}

/** A contact that a person typed into the org before the feed came: no external id. */
export interface ContactBefore {
  readonly FirstName: string;
  readonly LastName: string;
  readonly Email: string;
}

/** What one planting puts into the feed and the org. */
export interface Planting {
  readonly rows: readonly PlantedRow[];
  readonly before?: readonly ContactBefore[];
}

export interface PlantContext {
  readonly people: People;
  readonly random: SeededRandom;
  /** Takes a person whose row was in an earlier call and whom no other trouble touches. */
  readonly known: () => FeedLine;
}

export interface Plant {
  readonly name: string;
  /** How often, in a feed of 5,000 rows. */
  readonly times: number;
  /** Trouble with a record of an earlier call can only come from the second call on. */
  readonly needsKnown: boolean;
  readonly make: (context: PlantContext) => Planting;
}

const queued = (line: FeedLine, reason: string): PlantedRow => ({ line, outcome: 'QUEUED', reason });

export const PLANTS: readonly Plant[] = [
  {
    name: 'same e-mail under another external id',
    times: 60,
    needsKnown: true,
    make: ({ people, known }) => ({
      rows: [queued({ ...people.next(), email: known().email }, 'EMAIL_HELD_BY_OTHER_EXTERNAL_ID')]
    })
  },
  {
    name: 'same mailbox, written another way, under another external id',
    times: 60,
    needsKnown: true,
    make: ({ people, known }) => ({
      rows: [queued({ ...people.next(), email: sameMailbox(known().email, 'news') }, 'EMAIL_HELD_BY_OTHER_EXTERNAL_ID')]
    })
  },
  {
    name: 'changed e-mail of a known external id',
    times: 60,
    needsKnown: true,
    make: ({ people, known }) => ({
      rows: [queued({ ...movedInTime(known(), 3), email: people.next().email }, 'EXTERNAL_ID_HELD_WITH_OTHER_EMAIL')]
    })
  },
  {
    name: "known external id with another record's e-mail",
    times: 25,
    needsKnown: true,
    make: ({ known }) => ({
      rows: [queued({ ...movedInTime(known(), 3), email: known().email }, 'EMAIL_HELD_BY_OTHER_RECORD')]
    })
  },
  {
    name: 'newer version with a new phone and title',
    times: 200,
    needsKnown: true,
    make: ({ people, known }) => {
      const { title } = people.next();
      return { rows: [{ line: { ...movedInTime(known(), 5), phone: people.phone(), title }, outcome: 'UPDATED' }] };
    }
  },
  {
    name: 'newer version with its own e-mail written another way',
    times: 40,
    needsKnown: true,
    make: ({ known }) => {
      const line = known();
      return {
        rows: [{ line: { ...movedInTime(line, 5), email: sameMailbox(line.email, 'work') }, outcome: 'UPDATED' }]
      };
    }
  },
  {
    name: 'older version that comes late',
    times: 60,
    needsKnown: true,
    make: ({ people, known }) => ({
      rows: [{ line: { ...movedInTime(known(), -5), phone: people.phone() }, outcome: 'STALE' }]
    })
  },
  {
    name: 'the same row again in a later call',
    times: 80,
    needsKnown: true,
    make: ({ known }) => ({ rows: [{ line: known(), outcome: 'UNCHANGED' }] })
  },
  {
    name: 'two versions of one external id in one call',
    times: 50,
    needsKnown: false,
    make: ({ people }) => {
      const line = people.next();
      return {
        rows: [
          { line, outcome: 'SUPERSEDED' },
          { line: { ...movedInTime(line, 2), phone: people.phone() }, outcome: 'CREATED' }
        ]
      };
    }
  },
  {
    name: 'two external ids with one e-mail in one call',
    times: 20,
    needsKnown: false,
    make: ({ people }) => {
      const line = people.next();
      const other = { ...people.next(), email: line.email };
      return { rows: [queued(line, 'IDENTITY_CLASH_IN_CALL'), queued(other, 'IDENTITY_CLASH_IN_CALL')] };
    }
  },
  {
    name: 'external id missing',
    times: 40,
    needsKnown: false,
    make: ({ people }) => ({ rows: [queued({ ...people.next(), contact_id: '' }, 'EXTERNAL_ID_MISSING')] })
  },
  {
    name: 'last name missing',
    times: 15,
    needsKnown: false,
    make: ({ people }) => ({ rows: [queued({ ...people.next(), last_name: '' }, 'VALIDATION_FAILED')] })
  },
  {
    name: 'first name too long',
    times: 15,
    needsKnown: false,
    make: ({ people }) => ({
      rows: [queued({ ...people.next(), first_name: 'Maximiliana'.repeat(5) }, 'VALIDATION_FAILED')]
    })
  },
  {
    name: 'an e-mail that is none',
    times: 15,
    needsKnown: false,
    make: ({ people }) => {
      const line = people.next();
      return { rows: [queued({ ...line, email: line.email.replace('@', ' at ') }, 'VALIDATION_FAILED')] };
    }
  },
  {
    name: 'a version that is no timestamp',
    times: 10,
    needsKnown: false,
    make: ({ people }) => ({ rows: [queued({ ...people.next(), updated_at: 'yesterday' }, 'VALIDATION_FAILED')] })
  },
  {
    name: 'a person who is in the org already, without external id',
    times: 60,
    needsKnown: false,
    make: ({ people }) => {
      const line = people.next();
      const before = { FirstName: line.first_name, LastName: line.last_name, Email: line.email };
      return { rows: [{ line, outcome: 'LINKED' }], before: [before] };
    }
  },
  {
    name: 'an e-mail that two contacts of the org share',
    times: 15,
    needsKnown: false,
    make: ({ people }) => {
      const line = people.next();
      const before = { FirstName: line.first_name, LastName: line.last_name, Email: line.email };
      return { rows: [queued(line, 'AMBIGUOUS_EMAIL')], before: [before, { ...before, FirstName: 'Joint' }] };
    }
  }
];
