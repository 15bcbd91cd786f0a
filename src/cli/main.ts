/** The command line: parses flags, calls one function, turns known errors into one clear sentence and an exit code. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Command, InvalidArgumentError, Option } from 'commander';

import { formatDiagnostic } from '../base/index.ts';
import { ClusterFailure, DeployFailure, KeptDataMismatch, PortTaken } from '../org/index.ts';
import { SHAPE_NAMES, type ShapeName } from '../remote/index.ts';
import { FeedError, LaneError, PermanentFailure, TransientFailure } from '../sync/index.ts';
import { checkLanes } from './commands/check-lanes.ts';
import { policyReplay } from './commands/policy-replay.ts';
import { reconcile } from './commands/reconcile.ts';
import { SCENARIO_NAMES, start } from './commands/start.ts';
import { sync } from './commands/sync.ts';
import { testApex } from './commands/test-apex.ts';

const PROJECT_FOLDER = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

function wholeNumber(minimum: number, maximum: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

/** Errors of the person at the keyboard: said in one line, without a stack. */
const EXPECTED_ERRORS = [
  ClusterFailure,
  DeployFailure,
  FeedError,
  KeptDataMismatch,
  LaneError,
  PermanentFailure,
  PortTaken,
  TransientFailure
];

async function run(action: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await action();
  } catch (error) {
    if (!EXPECTED_ERRORS.some((type) => error instanceof type)) throw error;
    if (error instanceof DeployFailure) {
      for (const diagnostic of error.diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
    }
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}

const program = new Command('upsert-guard')
  .description(
    'Upserts into Salesforce without duplicates, lost rows or wrong overwrites.\n' +
      'Exit codes: 0 good, 1 something needs a look, 2 it could not be done as asked.'
  )
  // A wrong option is nothing to look at: commander would end with 1.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

program
  .command('start')
  .description('start the local org, send the sample feed through it, serve the console until Ctrl-C')
  .option('--once', 'stop after the sample feed', false)
  .option('--port <number>', 'port on 127.0.0.1', wholeNumber(0, 65_535), 7700)
  .option('--keep', 'keep the data of the last start and send no feed (default: begin with an empty org)', false)
  .option(
    '--empty',
    'deploy nothing: an org for "sf project deploy start" (with --keep: what was deployed to it)',
    false
  )
  .option('--no-feed', 'do not send the sample feed')
  .option('--no-console', 'do not build the console')
  .option('--rows <number>', 'lines of the sample feed', wholeNumber(1500, 1_000_000), 5000)
  .option('--seed <number>', 'seed of the sample feed', wholeNumber(0, 4_294_967_295), 20_260_101)
  .addOption(
    new Option('--scenario <name>', 'what to show: the feed of contacts, one scenario, or all of them')
      .choices(SCENARIO_NAMES)
      .default('contacts')
  )
  .action(
    (flags: {
      once: boolean;
      port: number;
      keep: boolean;
      empty: boolean;
      feed: boolean;
      console: boolean;
      rows: number;
      seed: number;
      scenario: string;
    }) => run(() => start({ projectFolder: PROJECT_FOLDER, ...flags }))
  );

const syncCommand = program
  .command('sync')
  .description('send a CSV feed through a lane into an org')
  .argument('<lane>', 'name of the lane, config/lanes/<lane>.yaml')
  .argument('<feed>', 'CSV file with a header line')
  .addOption(new Option('--instance-url <url>', 'address of the org').env('SF_ORG_INSTANCE_URL'))
  .addOption(new Option('--token <token>', 'access token (better in the environment)').env('SF_ACCESS_TOKEN'))
  .option('--lane-file <file>', 'lane contract elsewhere')
  .option('--run <key>', 'key of the run; sending again with the same key is safe')
  .addOption(
    new Option(
      '--without-apex <shape>',
      "the org has none of the package's Apex: run it here, and save with one call a record, composite requests of 25, collections of 200, " +
        'or Bulk API 2.0 jobs'
    ).choices(SHAPE_NAMES)
  )
  .option(
    '--all-keys',
    "with --without-apex: bring the keys of all records up to date first, not only of those saved since the lane's last run",
    false
  )
  .option('--rows-per-call <number>', 'rows in one call', wholeNumber(1, 1000), 1000)
  .option(
    '--parallel <number>',
    'calls at once; more than 1 gives up the order of the file between calls',
    wholeNumber(1, 16),
    1
  )
  .option('--wait <seconds>', 'how long to wait for rows that the org tries again', wholeNumber(0, 86_400), 900)
  .option('--outcomes <file>', 'write what became of every row, as CSV')
  .option('--rejected <file>', 'write unreadable lines and undelivered or waiting rows, as CSV')
  .option('--json', 'print the report as JSON', false)
  .action(
    (
      lane: string,
      feed: string,
      flags: {
        instanceUrl?: string;
        token?: string;
        laneFile?: string;
        run?: string;
        withoutApex?: ShapeName;
        allKeys: boolean;
        rowsPerCall: number;
        parallel: number;
        wait: number;
        outcomes?: string;
        rejected?: string;
        json: boolean;
      }
    ) =>
      run(() =>
        sync({
          projectFolder: PROJECT_FOLDER,
          lane,
          feed,
          ...flags,
          ...accessOf(flags),
          outcomesFile: flags.outcomes,
          rejectedFile: flags.rejected
        })
      )
  );

/** Not mandatory options of commander: those would be asked of every subcommand, with or without an org. */
function given(value: string | undefined, option: string): string {
  return value ?? syncCommand.error(`error: required option '${option}' not specified`, { exitCode: 2 });
}

function accessOf(flags: { instanceUrl?: string; token?: string }): { instanceUrl: string; token: string } {
  return {
    instanceUrl: given(flags.instanceUrl, '--instance-url <url>'),
    token: given(flags.token, '--token <token>')
  };
}

syncCommand
  .command('reconcile')
  .description("compare a feed's external ids with those of an org, in both directions")
  .argument('<lane>', 'name of the lane, config/lanes/<lane>.yaml')
  .argument('<feed>', 'CSV file with a header line: all rows that the source has')
  .option('--manifest <key>', "the source's name for its list of ids (default: the present moment)")
  .option('--findings <file>', 'write every finding as CSV', 'findings.csv')
  .action((lane: string, feed: string, _flags: unknown, command: Command) => {
    const { findings, ...flags } = command.optsWithGlobals<{
      instanceUrl?: string;
      token?: string;
      laneFile?: string;
      manifest?: string;
      findings: string;
      json: boolean;
    }>();
    return run(() =>
      reconcile({ projectFolder: PROJECT_FOLDER, lane, feed, ...flags, ...accessOf(flags), findingsFile: findings })
    );
  });

syncCommand
  .command('policy-replay')
  .description(
    'what each policy would have done with the rows that a lane took in; writes nothing to the org. Exit code 1: the policies ' +
      'disagree (--instance-url, --token, --json: as of sync; the token of an operator or a lead)'
  )
  .argument('<lane>', 'name of the lane')
  .option(
    '--from <time>',
    'first moment, such as 2026-11-20 (midnight GMT) or 2026-11-20T06:00:00Z (default: yesterday)'
  )
  .option('--to <time>', 'the moment after the last (default: the midnight that began today, GMT)')
  .option('--differences <file>', 'write all rows on which the policies disagree, as CSV')
  .action((lane: string, _flags: unknown, command: Command) => {
    const { differences, ...flags } = command.optsWithGlobals<{
      instanceUrl?: string;
      token?: string;
      from?: string;
      to?: string;
      differences?: string;
      json: boolean;
    }>();
    return run(() =>
      policyReplay({
        lane,
        ...flags,
        ...accessOf(flags),
        differencesFile: differences,
        print: (text) => process.stdout.write(text)
      })
    );
  });

syncCommand
  .command('lanes')
  .description('what is known of the lanes')
  .command('check')
  .description(
    'compare config/lanes with the compiled records and, with --org, with what the org has (--token, --json: as of sync)'
  )
  .option('--org <url>', 'address of the org')
  .action((_flags: unknown, command: Command) => {
    const flags = command.optsWithGlobals<{ org?: string; token?: string; json: boolean }>();
    return run(async () => {
      if (flags.org !== undefined) given(flags.token, '--token <token>');
      return checkLanes({ projectFolder: PROJECT_FOLDER, ...flags, print: (text) => process.stdout.write(text) });
    });
  });

program
  .command('test-apex')
  .description('run the Apex tests of force-app in the local org')
  .argument('[filter...]', 'only tests whose Class or Class.method contains one of these texts')
  .option('--workers <number>', 'parallel databases', wholeNumber(1, 16), 2)
  .option('--junit <file>', 'write a JUnit XML report', 'reports/apex-tests.xml')
  .option('--json', 'print the results as JSON', false)
  .option('--minimum-coverage <percent>', 'fail below this overall coverage', wholeNumber(0, 100), 90)
  .action((filter: string[], flags: { workers: number; junit: string; json: boolean; minimumCoverage: number }) =>
    run(() => testApex({ projectFolder: PROJECT_FOLDER, filter, ...flags }))
  );

await program.parseAsync();
