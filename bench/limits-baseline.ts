/** The agreed counts of each case, and what is worse than they are. */
import { writeFileSync } from 'node:fs';

/** What one call used, as Apex `Limits` counts it; CPU time in milliseconds. */
export interface Usage {
  readonly queries: number;
  readonly queryRows: number;
  readonly dmlStatements: number;
  readonly dmlRows: number;
  readonly cpuTime: number;
}

/** CPU time is not kept: it belongs to the machine. */
export type BaselineCounts = Omit<Usage, 'cpuTime'>;
export type Baseline = Readonly<Record<string, BaselineCounts>>;

export function readBaseline(text: string): Baseline {
  return (JSON.parse(text) as { cases: Baseline }).cases;
}

export function writeBaseline(file: string, measured: ReadonlyMap<string, Usage>): void {
  const cases = Object.fromEntries(
    [...measured].map(([name, { queries, queryRows, dmlStatements, dmlRows }]) => [
      name,
      { queries, queryRows, dmlStatements, dmlRows }
    ])
  );
  writeFileSync(file, `${JSON.stringify({ cases }, null, 2)}\n`);
}

/**
 * Cases with more queries or DML statements than agreed, cases without an agreement, and agreed cases that are no longer measured. Rows are
 * shown but not held against anybody: they follow from what the rows of the feed are.
 */
export function findRegressions(baseline: Baseline, measured: ReadonlyMap<string, Usage>): string[] {
  const found: string[] = [];
  for (const [name, usage] of measured) {
    const agreed = baseline[name];
    if (!agreed) {
      found.push(`${name}: not in the baseline; run with --update`);
      continue;
    }
    if (usage.queries > agreed.queries) found.push(`${name}: ${usage.queries} queries, ${agreed.queries} agreed`);
    if (usage.dmlStatements > agreed.dmlStatements)
      found.push(`${name}: ${usage.dmlStatements} DML statements, ${agreed.dmlStatements} agreed`);
  }
  for (const name of Object.keys(baseline)) if (!measured.has(name)) found.push(`${name}: no longer measured`);
  return found;
}
