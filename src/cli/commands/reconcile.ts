/** `sync reconcile <lane> <feed>`: compares a feed's external ids with what an org has. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { stringify } from 'csv-stringify/sync';

import type { ReconcileReport, ReconciliationFinding } from '../../sync/index.ts';
import { LANES_FOLDER, LaneDoor, loadLane, mapRow, readFeed, reconcileLane } from '../../sync/index.ts';
import { orgAccess, patientRetry } from '../org-access.ts';
import { table } from '../terminal/table.ts';

export interface ReconcileCommandOptions {
  readonly projectFolder: string;
  readonly lane: string;
  readonly laneFile?: string;
  readonly feed: string;
  readonly instanceUrl: string;
  readonly token: string;
  /** The source's name for its list of ids. */
  readonly manifest?: string;
  /** Every finding as CSV. */
  readonly findingsFile: string;
  readonly json: boolean;
}

const COLUMNS: readonly (keyof ReconciliationFinding)[] = [
  'kind',
  'externalId',
  'objectName',
  'recordId',
  'detail',
  'firstSeen',
  'lastSeen',
  'name'
];
const POLL_MS = 1_000;

/** 0: both sides have the same ids; 1: something is missing on one of them, or lines of the feed could not be used. */
export async function reconcile(options: ReconcileCommandOptions): Promise<number> {
  const lane = loadLane(options.laneFile ?? join(options.projectFolder, LANES_FOLDER, `${options.lane}.yaml`));
  const access = orgAccess(options);
  writeFileSync(options.findingsFile, stringify([[...COLUMNS]]));
  const report = await reconcileLane({
    manifest: options.manifest ?? new Date().toISOString(),
    rows: () => readFeed(options.feed),
    externalIdOf: (row) => mapRow(row, lane, 1, 0).externalId,
    manifestDoor: new LaneDoor('manifest/v1', lane.lane, access),
    reconciliationDoor: new LaneDoor('reconciliation/v1', lane.lane, access),
    retry: patientRetry(lane.retry.limit),
    pollMs: POLL_MS,
    onPart: () => undefined,
    onFinding: (finding) =>
      appendFileSync(options.findingsFile, stringify([COLUMNS.map((column) => finding[column] ?? '')]))
  });
  process.stdout.write(`${options.json ? JSON.stringify(report) : reportText(report, options.findingsFile)}\n`);
  const { missingInSalesforce = 0, missingInSource = 0 } = report.reconciliation.counts;
  return missingInSalesforce + missingInSource + report.withoutId + report.unreadable === 0 ? 0 : 1;
}

function reportText({ reconciliation, ids, withoutId, unreadable }: ReconcileReport, file: string): string {
  const { counts, run, lane, message } = reconciliation;
  return [
    `Reconciliation ${run} of ${lane}: ${ids} ids sent, ${withoutId} rows without an id, ${unreadable} unreadable lines.`,
    `In the source only: ${counts['missingInSalesforce'] ?? 0}. In Salesforce only: ${counts['missingInSource'] ?? 0}.`,
    ...(message === null ? [] : [message]),
    table(Object.entries(counts)),
    `Findings: ${file}`
  ].join('\n');
}
