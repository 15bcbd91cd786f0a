/** Runs scenarios one after another on one org and prints a report in which every number is checked. */
import type { LocalOrg } from '../../org/index.ts';
import { Checks } from './checks.ts';
import { OrgDoor } from './org-door.ts';
import type { Scenario } from './scenario.ts';

export interface ScenarioRunOptions {
  readonly org: LocalOrg;
  readonly projectFolder: string;
  readonly seed: number;
  readonly print: (text: string) => void;
}

/** True when every number of every scenario was as planned. A scenario that breaks off counts as wrong, and the next ones still run. */
export async function runScenarios(scenarios: readonly Scenario[], options: ScenarioRunOptions): Promise<boolean> {
  const { org, print } = options;
  const lane = new OrgDoor(org.instanceUrl, org.integrationToken);
  const admin = new OrgDoor(org.instanceUrl, org.adminToken);
  const summary: string[] = [];
  let good = true;
  for (const { name, title, run } of scenarios) {
    const checks = new Checks();
    const started = performance.now();
    print(`\n${name}: ${title}`);
    let broken: string | null = null;
    try {
      await run({ ...options, lane, admin, checks });
    } catch (error) {
      broken = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    print(checks.toText());
    if (broken !== null) print(`  BROKE OFF: ${broken}`);
    const fine = checks.good && broken === null && checks.total > 0;
    good &&= fine;
    const words = fine ? `all ${checks.total} numbers as planned` : `${checks.wrong} of ${checks.total} numbers wrong`;
    summary.push(
      `  ${fine ? 'ok   ' : 'WRONG'}  ${name.padEnd(16)} ${words}${broken ? ', broke off' : ''}, ${seconds} s`
    );
  }
  print(`\nScenarios\n${summary.join('\n')}`);
  return good;
}
