/** `sync <lane> <feed>`: a CSV feed through a lane into an org, Salesforce or local. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { stringify } from 'csv-stringify/sync';

import type { ShapeName } from '../../remote/index.ts';
import type { Lane, OutgoingRow, RowOutcome, RowTransport, RunReport } from '../../sync/index.ts';
import { ApexRestTransport, LANES_FOLDER, loadLane, PermanentFailure } from '../../sync/index.ts';
import { orgAccess } from '../org-access.ts';
import { runReportJson, runReportText } from '../terminal/run-report.ts';
import { sendFile } from './send-file.ts';
import { sendWithoutApex } from './without-apex.ts';

export interface SyncOptions {
  readonly projectFolder: string;
  readonly lane: string;
  /** A lane file elsewhere; default: config/lanes/<lane>.yaml. */
  readonly laneFile?: string;
  readonly feed: string;
  readonly instanceUrl: string;
  readonly token: string;
  readonly run?: string;
  readonly rowsPerCall: number;
  readonly parallel: number;
  /** Seconds to wait for rows that the org tries again. */
  readonly wait: number;
  readonly json: boolean;
  /** The org has none of the package's Apex: run it here, and save in this shape. */
  readonly withoutApex?: ShapeName;
  /** With `withoutApex`: look at the keys of all records first. */
  readonly allKeys: boolean;
  /** One line per row: what became of it. */
  readonly outcomesFile?: string;
  /** Unreadable lines, rows that were not delivered, and rows that still wait in the org. */
  readonly rejectedFile?: string;
}

/** 0: everything is accounted for; 1: something needs a look (unreadable lines, undelivered or still waiting rows). Throws on bad arguments. */
export async function sync(options: SyncOptions): Promise<number> {
  const lane = loadLane(options.laneFile ?? join(options.projectFolder, LANES_FOLDER, `${options.lane}.yaml`));
  if (options.outcomesFile) writeFileSync(options.outcomesFile, stringify([OUTCOME_COLUMNS]));
  const report = await carry(options, lane, (transport) =>
    sendFile({
      file: options.feed,
      lane,
      transport,
      run: options.run ?? `${lane.lane}-${new Date().toISOString()}`,
      parallelCalls: options.parallel,
      retryLimit: lane.retry.limit,
      patienceSeconds: options.wait,
      quiet: options.json,
      ...(options.outcomesFile ? { onOutcome: outcomeWriter(options.outcomesFile) } : {})
    })
  );
  if (options.rejectedFile) writeRejected(options.rejectedFile, report);
  process.stdout.write(`${options.json ? runReportJson(report) : runReportText(report, !options.withoutApex)}\n`);
  return report.balanced && report.unreadable.length === 0 ? 0 : 1;
}

function carry(
  options: SyncOptions,
  lane: Lane,
  send: (transport: RowTransport) => Promise<RunReport>
): Promise<RunReport> {
  const access = orgAccess(options);
  const { withoutApex: shape } = options;
  if (options.allKeys && !shape)
    throw new PermanentFailure(
      '--all-keys belongs to --without-apex. In an org with Apex run scripts/apex/refresh-match-keys.apex.'
    );
  return shape
    ? sendWithoutApex({ ...options, lane, access, shape }, send)
    : send(new ApexRestTransport(lane.lane, access, options.rowsPerCall));
}

const OUTCOME_COLUMNS = ['line', 'externalId', 'outcome', 'reason', 'recordId', 'exceptionId', 'message'];

function outcomeWriter(file: string): (row: OutgoingRow, outcome: RowOutcome) => void {
  return (row, outcome) => {
    const { externalId, outcome: name, reason, recordId, exceptionId, message } = outcome;
    appendFileSync(file, stringify([[row.sourceRow, externalId, name, reason, recordId, exceptionId, message]]));
  };
}

function writeRejected(file: string, report: RunReport): void {
  const rows = [
    ['line', 'reason', 'text'],
    ...report.unreadable.map((line) => [line.line, line.message, line.text]),
    ...report.waiting.map((row) => [row.sourceRow, 'waits in the org', JSON.stringify(row.fields)]),
    ...report.undelivered.map((row) => [row.sourceRow, report.stopped ?? 'not delivered', JSON.stringify(row.fields)])
  ];
  writeFileSync(file, stringify(rows));
}
