/** A scenario: a piece of the product at work on sample data, of which every number is known beforehand. */
import type { LocalOrg } from '../../org/index.ts';
import type { Checks } from './checks.ts';
import type { Json, OrgDoor } from './org-door.ts';

export interface ScenarioContext {
  readonly org: LocalOrg;
  readonly projectFolder: string;
  /** Signs in as the integration user. */
  readonly lane: OrgDoor;
  /** Signs in as the administrator: types records, counts them, settles. */
  readonly admin: OrgDoor;
  readonly checks: Checks;
  readonly seed: number;
  readonly print: (text: string) => void;
}

export interface Scenario {
  readonly name: string;
  /** What it shows, in one line. */
  readonly title: string;
  readonly run: (context: ScenarioContext) => Promise<void>;
}

/** A row to send, and what must become of it. */
export interface PlannedRow {
  readonly externalId: string;
  readonly sourceVersion: number;
  readonly fields: Json;
  readonly children?: Readonly<Record<string, readonly Json[]>>;
  readonly ownerReason?: string;
  readonly outcome: string;
  readonly reason?: string;
}

export interface RowAnswer {
  readonly index: number;
  readonly externalId: string | null;
  readonly outcome: string;
  readonly reason: string | null;
  readonly recordId: string | null;
  readonly exceptionId: string | null;
  readonly message: string | null;
  readonly children?: Readonly<Record<string, readonly RowAnswer[]>>;
}

interface CallAnswer {
  readonly outcomes: readonly RowAnswer[];
  readonly received: number;
  readonly balanced: boolean;
}

/** Sends rows in one call and compares outcome and reason of each with the plan; the checks show them by kind. */
export async function sendPlanned(
  { lane, checks }: Pick<ScenarioContext, 'lane' | 'checks'>,
  laneName: string,
  run: string,
  rows: readonly PlannedRow[]
): Promise<readonly RowAnswer[]> {
  const answer = await send(lane, laneName, run, rows);
  checks.equal(`${run}: received`, answer.received, rows.length);
  checks.equal(`${run}: balanced`, answer.balanced, true);
  checks.equal(`${run}: outcomes`, countsOf(answer.outcomes.map(kindOf)), countsOf(rows.map(kindOf)));
  const others = rows.flatMap((row, index) => {
    const became = answer.outcomes[index];
    return became && kindOf(became) === kindOf(row)
      ? []
      : [
          `${row.externalId}: ${became ? kindOf(became) : 'no outcome'} ${became?.message ?? ''}, planned ${kindOf(row)}`
        ];
  });
  checks.equal(`${run}: rows with another outcome than planned`, others.slice(0, 5), []);
  return answer.outcomes;
}

export async function send(
  door: OrgDoor,
  laneName: string,
  run: string,
  rows: readonly Pick<PlannedRow, 'externalId' | 'sourceVersion' | 'fields' | 'children' | 'ownerReason'>[]
): Promise<CallAnswer> {
  const body = {
    run,
    rows: rows.map(({ externalId, sourceVersion, fields, children, ownerReason }, index) => ({
      externalId,
      sourceVersion,
      sourceRow: index + 1,
      fields,
      ...(children ? { children } : {}),
      ...(ownerReason ? { ownerReason } : {})
    }))
  };
  return (await door.call('POST', `/services/apexrest/sync/v1/${laneName}`, body)) as CallAnswer;
}

function kindOf({ outcome, reason }: { readonly outcome: string; readonly reason?: string | null }): string {
  return reason ? `${outcome} ${reason}` : outcome;
}

export function countsOf(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of [...names].sort()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}
