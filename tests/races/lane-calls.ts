/**
 * Calls of any lane that arrive at the same moment, families included, and what became of each row once the org has nothing left to try.
 */
import assert from 'node:assert/strict';

import { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import { openConnection } from '../../src/database/index.ts';
import type { LocalOrg } from '../../src/org/index.ts';
import type { OutgoingRow, RowOutcome, WaitedRow } from '../../src/sync/index.ts';
import { ApexRestTransport, TransientFailure } from '../../src/sync/index.ts';

export interface FamilyRow extends OutgoingRow {
  readonly children?: Readonly<Record<string, readonly OutgoingRow[]>>;
}

export interface LaneCall {
  readonly lane: string;
  readonly run: string;
  readonly rows: readonly FamilyRow[];
}

type RowEnd = Pick<RowOutcome, 'outcome' | 'reason' | 'recordId'> & Pick<FamilyOutcome, 'children'>;

interface FamilyOutcome extends RowOutcome {
  readonly children?: Readonly<Record<string, readonly RowOutcome[]>>;
}

/** Of a child whose family waited only the numbers of its run are known: no stored row of its own tells its end. */
export const UNTOLD = 'UNTOLD';

export interface Settled {
  readonly lane: string;
  readonly run: string;
  readonly row: OutgoingRow;
  /** null: the call did not get through, or the org never ended the row. */
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly recordId: string | null;
  /** The row that this one came inside of. */
  readonly parent: Settled | null;
}

const MAXIMUM_ATTEMPTS = 12;
const MOST_TURNS = 40;

export class LaneCalls {
  readonly #org: LocalOrg;
  readonly #settled: Settled[] = [];
  readonly #waiting = new Map<string, { readonly call: LaneCall; readonly rows: FamilyRow[] }>();

  constructor(org: LocalOrg) {
    this.#org = org;
  }

  /** Sends all calls at once, and answers when the last answer is there. */
  async sendAtOnce(calls: readonly LaneCall[]): Promise<void> {
    await Promise.all(calls.map((call) => this.#send(call)));
  }

  /** Every row ever sent, after the org has tried again what waited. */
  async ended(): Promise<readonly Settled[]> {
    await endWaiting(this.#org);
    for (const [key, { call, rows }] of this.#waiting) {
      const ends = new Map<number | null, WaitedRow>();
      for (const row of await this.#transport(call.lane).rowsThatWaited(call.run)) ends.set(row.sourceRow, row);
      for (const row of rows) {
        const end = ends.get(row.sourceRow);
        const over = end !== undefined && end.outcome !== 'RETRY_SCHEDULED';
        this.#add(call, row, over ? end : null);
      }
      this.#waiting.delete(key);
    }
    return this.#settled;
  }

  #transport(lane: string): ApexRestTransport {
    const token = (): string => this.#org.integrationToken;
    const access = { instanceUrl: this.#org.instanceUrl, token, renewToken: null, fetch, timeoutMs: 120_000 };
    return new ApexRestTransport(lane, access);
  }

  /** Only a call that did not get through is sent again. */
  async #send(call: LaneCall): Promise<void> {
    const outcomes = await this.#outcomesOf(call);
    call.rows.forEach((row, index) => {
      const outcome = outcomes?.[index] ?? null;
      if (outcome?.outcome !== 'RETRY_SCHEDULED') return this.#add(call, row, outcome);
      const key = `${call.lane}|${call.run}`;
      if (!this.#waiting.has(key)) this.#waiting.set(key, { call, rows: [] });
      this.#waiting.get(key)?.rows.push(row);
    });
  }

  async #outcomesOf({ lane, run, rows }: LaneCall): Promise<readonly FamilyOutcome[] | null> {
    for (let attempt = 1; attempt <= MAXIMUM_ATTEMPTS; attempt++) {
      try {
        return await this.#transport(lane).send(run, rows);
      } catch (error) {
        if (!(error instanceof TransientFailure)) throw error;
      }
    }
    return null;
  }

  #add(call: LaneCall, row: FamilyRow, end: RowEnd | null): void {
    const { lane, run } = call;
    const { outcome = null, reason = null, recordId = null } = end ?? {};
    const settled = { lane, run, row, outcome, reason, recordId, parent: null };
    this.#settled.push(settled);
    for (const [childLane, children] of Object.entries(row.children ?? {})) {
      children.forEach((child, index) => {
        const known = end?.children?.[childLane]?.[index];
        this.#settled.push({
          lane: childLane,
          run,
          row: child,
          outcome: known?.outcome ?? (end && !end.children ? UNTOLD : null),
          reason: known?.reason ?? null,
          recordId: known?.recordId ?? null,
          parent: settled
        });
      });
    }
  }
}

/**
 * Lets every retry come due at once, as if its time had passed, until no row waits. The org looks for due jobs when a request leaves one, so a
 * drain without rows wakes it.
 */
export async function endWaiting(org: LocalOrg): Promise<void> {
  const connection = openConnection(org.databaseUrl);
  try {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      await org.jobsIdle();
      const waiting = connection.query(
        `UPDATE org."sync_inbound__c" SET next_attempt__c = now() - interval '1 hour'
         WHERE status__c = 'Waiting' AND next_attempt__c IS NOT NULL RETURNING id`
      );
      if (waiting.rows.length === 0) return;
      connection.query(`UPDATE jobs.queueable SET run_at = 1 WHERE phase = 'queued' RETURNING id`);
      const door = new OrgDoor(org.instanceUrl, org.integrationToken);
      await door.call('POST', '/services/apexrest/sync/v1/marketing_contacts/drain');
    }
    assert.fail(`Rows still wait after ${MOST_TURNS} turns.`);
  } finally {
    connection.close();
  }
}
