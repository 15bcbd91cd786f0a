/** `sync --without-apex <shape>`: the package's Apex is compiled and run here, for an org where none may be deployed. */
import { join } from 'node:path';
import { preparePackage } from '../../org/index.ts';
import { ApexHandler, WithoutApexTransport, type GuardProgress, type ShapeName } from '../../remote/index.ts';
import type { Lane, OrgAccess, RowTransport, RunReport } from '../../sync/index.ts';
import {
  checkColumns,
  findLaneDrift,
  PermanentFailure,
  readFeedColumns,
  TransientFailure,
  withRetry
} from '../../sync/index.ts';
import { patientRetry } from '../org-access.ts';
import { startCount } from '../terminal/progress.ts';

export interface WithoutApexOptions {
  readonly projectFolder: string;
  readonly lane: Lane;
  readonly laneFile?: string;
  readonly feed: string;
  readonly access: OrgAccess;
  readonly shape: ShapeName;
  /** Rows that are settled among themselves, as in one call of the org's door. */
  readonly rowsPerCall: number;
  readonly parallel: number;
  /** Whether the keys of all records are brought up to date first, as in the first run of a lane. */
  readonly allKeys: boolean;
  /** Whether standard error stays empty. */
  readonly json: boolean;
}

type Say = (text: string) => void;
type Retrying = <T>(action: () => Promise<T>) => Promise<T>;

/** Throws DeployFailure when the project does not compile, PermanentFailure and TransientFailure when the org does not answer as it must. */
export async function sendWithoutApex(
  options: WithoutApexOptions,
  send: (transport: RowTransport) => Promise<RunReport>
): Promise<RunReport> {
  const { lane, access, shape, json } = options;
  refuseFlags(options);
  // Before anything is written: what the org is prepared for must be sendable.
  checkColumns(options.feed, await readFeedColumns(options.feed), lane);
  const { program, source } = preparePackage({
    projectFolder: options.projectFolder,
    cacheFolder: join(options.projectFolder, '.local-org', 'cache'),
    coverage: false,
    onStep: () => undefined
  });
  const retrying: Retrying = (action) => withRetry(patientRetry(lane.retry.limit), action);
  const handler = await retrying(() => ApexHandler.start({ program, schema: source.schema, access, shape }));
  try {
    const transport = new WithoutApexTransport(lane.lane, handler, options.rowsPerCall);
    const say: Say = (text) => void (json || process.stderr.write(`${text}\n`));
    await guardRecords(transport, options, retrying, say);
    await tryWaitingRows(transport, retrying, say);
    const report = await send(transport);
    await closeRun(transport, report, say);
    return report;
  } finally {
    await handler.close();
  }
}

function refuseFlags({ projectFolder, laneFile, parallel }: WithoutApexOptions): void {
  if (laneFile !== undefined)
    throw new PermanentFailure('--without-apex takes lanes of config/lanes only: they are compiled into the handler.');
  if (parallel > 1) throw new PermanentFailure('--without-apex makes one call after another: leave --parallel out.');
  const [drift] = findLaneDrift(projectFolder);
  if (drift) {
    throw new PermanentFailure(
      `${drift.path} is not what config/lanes says (${drift.difference}), and the handler reads it. Run "npm run lanes:compile" first.`
    );
  }
}

const MOST_SHOWN = 10;

/** Only looks after the run; what was sent is reported whatever comes of it. */
async function closeRun(transport: WithoutApexTransport, { run, received }: RunReport, say: Say): Promise<void> {
  try {
    if (received > 0) await transport.run(run);
  } catch (error) {
    if (!(error instanceof PermanentFailure || error instanceof TransientFailure)) throw error;
    say(`Whether the run ${run} is closed could not be asked: ${error.message}`);
  }
}

/** Compared are all records before a lane's first run and with `--all-keys`, else those saved since its last run. */
const STEPS: Readonly<Record<GuardProgress['step'], string>> = {
  fill: 'Records without a key',
  compare: 'Keys compared'
};

/** What the package's triggers do elsewhere. The first run of a lane looks at all records, so it says how far it is. */
async function guardRecords(
  transport: WithoutApexTransport,
  { lane, json, allKeys }: WithoutApexOptions,
  retrying: Retrying,
  say: Say
): Promise<void> {
  const objects = [lane.object, ...lane.identity.crossObjects];
  const count = json ? null : startCount();
  const onProgress = ({ step, visited, changed }: GuardProgress): void => count?.update(STEPS[step], visited, changed);
  const { changed, refused } = await retrying(() =>
    transport.guardRecords(objects, { all: allKeys, onProgress })
  ).finally(() => count?.stop());
  if (changed > 0) say(`Keys of ${changed} records that others saved are up to date now.`);
  if (refused.length > 0) {
    say(`The org refused the keys of ${refused.length} records; lanes do not find them by e-mail or number:`);
    for (const problem of refused.slice(0, MOST_SHOWN)) say(`  ${problem}`);
  }
}

/** What the org's jobs do elsewhere. An earlier run of the lane may have left rows that nobody in the org tries again. */
async function tryWaitingRows(transport: WithoutApexTransport, retrying: Retrying, say: Say): Promise<void> {
  try {
    await retrying(() => transport.tryDueRows());
  } catch (error) {
    if (!(error instanceof PermanentFailure)) throw error;
    // They wait on; the feed of today must not wait for them.
    say(`Rows that an earlier run left waiting could not be tried: ${error.message}`);
  }
}
