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

/** What a case used, and what its lane may use. */
export interface MeasuredCase extends Usage {
  readonly budget: Pick<Usage, 'queries' | 'dmlStatements'>;
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

/** A count, with the agreed one behind it when that is another. */
export function comparedWith(used: number, agreed: number | undefined): string {
  return used === agreed ? String(used) : `${used} (${agreed ?? 'new'})`;
}

/**
 * Cases above their budget, cases with more queries or DML statements than agreed, cases without an agreement, and agreed cases that are no longer measured. Rows are
 * shown but not held against anybody: they follow from what the rows of the feed are.
 */
export function findRegressions(baseline: Baseline, measured: ReadonlyMap<string, MeasuredCase>): string[] {
  const found: string[] = [];
  for (const [name, usage] of measured) {
    const { budget } = usage;
    if (usage.queries > budget.queries || usage.dmlStatements > budget.dmlStatements)
      found.push(
        `${name}: ${usage.queries} queries and ${usage.dmlStatements} DML statements, the budget is ${budget.queries} and ${budget.dmlStatements}`
      );
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
