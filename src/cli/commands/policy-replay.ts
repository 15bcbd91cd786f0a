/** `sync policy-replay <lane>`: what each policy would have done with the rows that a lane took in, in sum and row by row. Writes nothing to the org. */
import { writeFileSync } from 'node:fs';

import { stringify } from 'csv-stringify/sync';

import type { Policy, PolicyReplayReport, ReplayedRow } from '../../sync/index.ts';
import { LaneDoor, POLICIES, replayPolicies } from '../../sync/index.ts';
import { orgAccess, patientRetry } from '../org-access.ts';
import { matrix } from '../terminal/table.ts';

export interface PolicyReplayCommandOptions {
  readonly lane: string;
  readonly instanceUrl: string;
  readonly token: string;
  /** ISO 8601; a date alone is its midnight in GMT. */
  readonly from?: string;
  readonly to?: string;
  /** All rows on which the policies disagree, as CSV. */
  readonly differencesFile?: string;
  readonly json: boolean;
  readonly print: (text: string) => void;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const RETRIES = 3;
const MOST_SHOWN = 20;

/** 0: every policy ends every row alike; 1: they disagree on some. Throws PermanentFailure and TransientFailure. */
export async function policyReplay(options: PolicyReplayCommandOptions): Promise<number> {
  const differences: ReplayedRow[] = [];
  const report = await replayPolicies({
    door: new LaneDoor('policy-replay/v1', options.lane, orgAccess(options)),
    ...(options.from === undefined ? {} : { from: momentOf(options.from) }),
    ...(options.to === undefined ? {} : { to: momentOf(options.to) }),
    retry: patientRetry(RETRIES),
    onRow: (row) => {
      if (row.differs) differences.push(row);
    }
  });
  if (options.differencesFile !== undefined)
    writeFileSync(options.differencesFile, stringify([differenceColumns(), ...differences.map(differenceValues)]));
  options.print(`${options.json ? JSON.stringify({ ...report, differences }) : textOf(report, differences)}\n`);
  return report.differing === 0 ? 0 : 1;
}

function momentOf(text: string): string {
  return DATE.test(text) ? `${text}T00:00:00Z` : text;
}

function textOf(report: PolicyReplayReport, differences: readonly ReplayedRow[]): string {
  const kinds = [...new Set(POLICIES.flatMap((policy) => Object.keys(report.counts[policy])))].sort();
  const lines = [
    `Lane ${report.lane}, policy ${report.policy}, rows from ${report.from} to ${report.to}`,
    `${report.received} rows received, ${report.judged} judged again; all others end alike under every policy.`
  ];
  if (kinds.length > 0) {
    lines.push(
      matrix([
        ['', ...POLICIES.map((policy) => `${policy}${policy === report.policy ? ' (now)' : ''}`)],
        ...kinds.map((kind) => [kind, ...POLICIES.map((policy) => String(report.counts[policy][kind] ?? 0))])
      ])
    );
  }
  if (differences.length === 0) return [...lines, 'The policies disagree on no row.'].join('\n');
  lines.push(`The policies disagree on ${differences.length} ${differences.length === 1 ? 'row' : 'rows'}:`);
  for (const row of differences.slice(0, MOST_SHOWN)) {
    const ends = POLICIES.map((policy) => `${policy} ${endOf(row, policy)}`).join(', ');
    lines.push(`  ${row.source} ${row.externalId ?? '(no external id)'}: ${ends}`);
  }
  if (differences.length > MOST_SHOWN)
    lines.push(`  … and ${differences.length - MOST_SHOWN} more; --differences <file> or --json show all`);
  return lines.join('\n');
}

function endOf(row: ReplayedRow, policy: Policy): string {
  const { outcome, reason } = row.policies[policy];
  return reason === null ? outcome : `${outcome} ${reason}`;
}

function differenceColumns(): string[] {
  return ['source', 'externalId', 'outcome', 'reason', ...POLICIES.map((policy) => `policy${policy}`)];
}

function differenceValues(row: ReplayedRow): (string | null)[] {
  return [row.source, row.externalId, row.outcome, row.reason, ...POLICIES.map((policy) => endOf(row, policy))];
}
