/** `sync lanes check`: the lane files against the compiled records of the project and, with an org, against what is deployed there. */
import type { CompiledValue, LaneDrift, OrgDrift } from '../../sync/index.ts';
import { findLaneDrift, findOrgDrift, loadLanes, queryAll } from '../../sync/index.ts';

export interface CheckLanesOptions {
  readonly projectFolder: string;
  /** Without it only the project's own files are compared. */
  readonly org?: string;
  readonly token?: string;
  readonly json: boolean;
  /** Where the report goes. */
  readonly print: (text: string) => void;
}

/** 0: the same everywhere; 1: drift. Throws LaneError, TransientFailure and PermanentFailure. */
export async function checkLanes(options: CheckLanesOptions): Promise<number> {
  const lanes = loadLanes(options.projectFolder);
  const project = findLaneDrift(options.projectFolder);
  const org = options.org === undefined ? null : await readOrg(options, options.org, lanes);
  const drifted = project.length > 0 || (org !== null && org.length > 0);
  const report = options.json ? JSON.stringify({ drifted, project, org }, null, 2) : textOf(options, project, org);
  options.print(`${report}\n`);
  return drifted ? 1 : 0;
}

function readOrg(
  options: CheckLanesOptions,
  instanceUrl: string,
  lanes: ReturnType<typeof loadLanes>
): Promise<OrgDrift[]> {
  const access = {
    instanceUrl: instanceUrl.replace(/\/$/, ''),
    token: () => options.token ?? '',
    renewToken: null,
    fetch,
    timeoutMs: 120_000
  };
  return findOrgDrift(lanes, (soql) => queryAll(access, soql));
}

function textOf(options: CheckLanesOptions, project: readonly LaneDrift[], org: readonly OrgDrift[] | null): string {
  const lines = project.map(({ path, difference }) => `${path} is ${difference}: run npm run lanes:compile`);
  if (project.length === 0) lines.push('The compiled records are what config/lanes says.');
  if (org === null) return lines.join('\n');
  lines.push(...org.map(driftText));
  if (org.length === 0) lines.push(`${options.org} has the lanes of config/lanes.`);
  else lines.push(`${org.length} ${org.length === 1 ? 'difference' : 'differences'} in ${options.org}.`);
  return lines.join('\n');
}

function driftText(drift: OrgDrift): string {
  if (drift.kind === 'not in the org') return `${drift.record} is in config/lanes, but not in the org`;
  if (drift.kind === 'not in the files') return `${drift.record} is in the org, but not in config/lanes`;
  return `${drift.record} ${drift.field}: ${shown(drift.file)} in config/lanes, ${shown(drift.org)} in the org`;
}

function shown(value: CompiledValue): string {
  return value === null ? 'nothing' : JSON.stringify(value);
}
