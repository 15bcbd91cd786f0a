/** `start`: the local org, the demonstration run, the console. */
import { join } from 'node:path';

import { consoleAssets } from '../../lwc/index.ts';
import type { DeployStep, LocalOrg } from '../../org/index.ts';
import { startLocalOrg } from '../../org/index.ts';
import { LANES_FOLDER, loadLane } from '../../sync/index.ts';
import { runScenarios, SCENARIOS } from '../scenarios/index.ts';
import { runSample } from './sample-run.ts';

export interface StartOptions {
  readonly projectFolder: string;
  readonly port: number;
  readonly once: boolean;
  readonly keep: boolean;
  /** Deploy nothing: the package comes over the Metadata API. */
  readonly empty: boolean;
  readonly feed: boolean;
  readonly console: boolean;
  readonly rows: number;
  readonly seed: number;
  /** `contacts` is the sample feed alone; `all` is the feed and every scenario; else one scenario by its name. */
  readonly scenario: string;
}

/** What `--scenario` takes. */
export const SCENARIO_NAMES: readonly string[] = ['contacts', 'all', ...SCENARIOS.map(({ name }) => name)];

const LANE = 'marketing_contacts';

/** Resolves with the exit code, after Ctrl-C or at once with `once`. */
export async function start(options: StartOptions): Promise<number> {
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  print('Starting the local org');
  const org = await startLocalOrg({
    projectFolder: options.projectFolder,
    port: options.port,
    keepData: options.keep,
    empty: options.empty,
    console: options.console ? () => consoleAssets() : null,
    onStep: (step) => print(stepLine(step))
  });
  try {
    print(`Local org at ${org.instanceUrl}\n`);
    let good = true;
    if (options.feed && !options.keep && !options.empty && sendsSample(options)) {
      const lane = loadLane(join(options.projectFolder, LANES_FOLDER, `${LANE}.yaml`));
      good = await runSample({
        instanceUrl: org.instanceUrl,
        integrationToken: org.integrationToken,
        adminToken: org.adminToken,
        lane,
        feedFile: join(options.projectFolder, '.local-org', 'sample', `${LANE}.csv`),
        rows: options.rows,
        seed: options.seed,
        retryLimit: lane.retry.limit,
        print
      });
    } else if (options.empty) {
      print(options.keep ? 'Kept the org of the last start, with what was deployed to it.' : 'Nothing is deployed.');
    } else if (options.keep) print('Kept the data of the last start; the sample feed is not sent again.');
    const scenarios = SCENARIOS.filter(({ name }) => [name, 'all'].includes(options.scenario));
    if (scenarios.length > 0 && !options.keep && !options.empty)
      good =
        (await runScenarios(scenarios, { org, projectFolder: options.projectFolder, seed: options.seed, print })) &&
        good;
    if (options.once) return good ? 0 : 1;
    print(`\nConsole      ${org.consoleUrl}`);
    print(`Instance URL ${org.instanceUrl}`);
    print(`Access token ${org.integrationToken}`);
    if (options.empty) printDeploySteps(org, print);
    print(
      `Client id    ${org.clientId}, secret ${org.clientSecret} (POST /services/oauth2/token, grant_type=client_credentials)`
    );
    print('\nTry the roles: the console as');
    for (const username of org.usernames) print(`  ${username.padEnd(30)} ${org.consoleUrlOf(username)}`);
    print('(the token for API calls is the "sid" in the address, decoded)');
    print('Ctrl-C stops the org. Its data stays for "npm start -- --keep".');
    await interrupted();
    print('\nStopping');
    return good ? 0 : 1;
  } finally {
    await org.close();
  }
}

/** The administrator's token deploys; the one above belongs to the integration user. */
function printDeploySteps(org: LocalOrg, print: (text: string) => void): void {
  print(`Admin token  ${org.adminToken}`);
  print('\nTo deploy, in another terminal:');
  print(
    `  SF_ACCESS_TOKEN='${org.adminToken}' npx sf org login access-token --instance-url ${org.instanceUrl} --no-prompt --alias local`
  );
  print('  npm run deploy -- --target-org local\n');
}

function sendsSample({ scenario }: StartOptions): boolean {
  return scenario === 'contacts' || scenario === 'all';
}

function stepLine(step: DeployStep): string {
  return `  ${step.name.padEnd(12)} ${String(step.milliseconds).padStart(6)} ms  ${step.detail}`;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
