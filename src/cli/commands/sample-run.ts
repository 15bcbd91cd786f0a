/**
 * The demonstration run: makes the sample feed, sends it, compares the org's answer with what was planted, sends it again and shows that
 * the second time changed nothing. Everything goes over HTTP, as it would to Salesforce.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { Lane, RowTransport, RunReport, SampleFeed } from '../../sync/index.ts';
import { ApexRestTransport, generateSampleFeed } from '../../sync/index.ts';
import { orgAccess } from '../org-access.ts';
import { countRows, table } from '../terminal/table.ts';
import { runReportText } from '../terminal/run-report.ts';
import { sendFile } from './send-file.ts';

export interface SampleRunOptions {
  readonly instanceUrl: string;
  /** Whose token carries the rows. */
  readonly integrationToken: string;
  /** Who typed the contacts that were there before, and who counts afterwards. */
  readonly adminToken: string;
  readonly lane: Lane;
  readonly feedFile: string;
  readonly rows: number;
  readonly seed: number;
  readonly retryLimit: number;
  /** What carries the rows, 1,000 a call; default: the org's Apex REST door. */
  readonly transport?: RowTransport;
  /** What the org's own automation adds to contacts that people type, where it is not the package's; default nothing. */
  readonly typed?: (contact: SampleFeed['before'][number]) => Readonly<Record<string, unknown>>;
  /** Contacts that were in the org before the sample; default none. */
  readonly contactsBefore?: number;
  readonly print: (text: string) => void;
}

const ROWS_PER_CALL = 1000;
const WRITES = ['CREATED', 'UPDATED', 'LINKED', 'REKEYED'] as const;

/** True when every number was as planted. */
export async function runSample(options: SampleRunOptions): Promise<boolean> {
  const { print } = options;
  const feed = generateSampleFeed({ seed: options.seed, rows: options.rows, rowsPerCall: ROWS_PER_CALL });
  mkdirSync(dirname(options.feedFile), { recursive: true });
  writeFileSync(options.feedFile, feed.csv);
  print(`Feed ${options.feedFile}: ${options.rows} lines, seed ${options.seed}, with planted trouble:`);
  print(table(countRows(feed.planted)));
  await createContactsBefore(options, feed);

  const first = await send(options, `sample-${options.seed}-1`);
  print(`\n${runReportText(first)}`);
  const contacts = await contactsState(options);
  const problems = [
    ...compareWithPlan(first, feed),
    ...expectEqual('contacts in the org', contacts.count, feed.expected.contacts + (options.contactsBefore ?? 0))
  ];
  print(problems.length === 0 ? 'All numbers are as planted.' : `NOT as planted:\n  ${problems.join('\n  ')}`);

  const second = await send(options, `sample-${options.seed}-2`);
  print(`\nThe same feed once more\n${runReportText(second)}`);
  const again = [
    ...compareSecond(second),
    ...expectEqual('contacts touched by the second send', await touchedSince(options, contacts), 0)
  ];
  print(
    again.length === 0
      ? 'The second send created nothing and changed nothing.'
      : `The second send should have changed nothing:\n  ${again.join('\n  ')}`
  );
  return problems.length === 0 && again.length === 0;
}

function send(options: SampleRunOptions, run: string): Promise<RunReport> {
  const { instanceUrl, integrationToken: token } = options;
  return sendFile({
    file: options.feedFile,
    lane: options.lane,
    transport:
      options.transport ?? new ApexRestTransport(options.lane.lane, orgAccess({ instanceUrl, token }), ROWS_PER_CALL),
    run,
    // What was planted depends on the order of the calls, so they go one after another.
    parallelCalls: 1,
    retryLimit: options.retryLimit
  });
}

function compareWithPlan(report: RunReport, feed: SampleFeed): string[] {
  const { expected } = feed;
  const names = new Set([...expected.outcomes.keys(), ...report.outcomes.keys()]);
  const reasons = new Set([...expected.reasons.keys(), ...report.reasons.keys()]);
  return [
    ...(report.balanced ? [] : ['the run does not balance']),
    ...[...names].flatMap((name) =>
      expectEqual(name, report.outcomes.get(name) ?? 0, expected.outcomes.get(name) ?? 0)
    ),
    ...[...reasons].flatMap((name) =>
      expectEqual(name, report.reasons.get(name) ?? 0, expected.reasons.get(name) ?? 0)
    ),
    ...expectEqual('unreadable lines', report.unreadable.length, expected.unreadable)
  ];
}

function compareSecond(report: RunReport): string[] {
  return [
    ...(report.balanced ? [] : ['the run does not balance']),
    ...WRITES.flatMap((outcome) => expectEqual(outcome, report.outcomes.get(outcome) ?? 0, 0))
  ];
}

function expectEqual(name: string, actual: number, planned: number): string[] {
  return actual === planned ? [] : [`${name}: ${actual}, planned ${planned}`];
}

async function createContactsBefore(options: SampleRunOptions, feed: SampleFeed): Promise<void> {
  for (let start = 0; start < feed.before.length; start += 200) {
    const records = feed.before
      .slice(start, start + 200)
      .map((fields) => ({ attributes: { type: 'Contact' }, ...fields, ...options.typed?.(fields) }));
    const results = (await call(options, 'POST', '/composite/sobjects', { allOrNone: true, records })) as {
      success: boolean;
      errors: { message: string }[];
    }[];
    const failed = results.find((result) => !result.success);
    if (failed) throw new Error(`A contact of the sample could not be created: ${failed.errors[0]?.message ?? ''}`);
  }
}

interface ContactsState {
  readonly count: number;
  readonly lastModified: string;
}

async function contactsState(options: SampleRunOptions): Promise<ContactsState> {
  const answer = (await query(options, 'SELECT COUNT(Id) total, MAX(SystemModstamp) latest FROM Contact')) as {
    records: { total: number; latest: string }[];
  };
  return { count: answer.records[0]?.total ?? 0, lastModified: answer.records[0]?.latest ?? '' };
}

/** Contacts that were created or saved after `state` was taken. */
async function touchedSince(options: SampleRunOptions, state: ContactsState): Promise<number> {
  const literal = state.lastModified.replace('+0000', 'Z');
  const answer = (await query(options, `SELECT COUNT() FROM Contact WHERE SystemModstamp > ${literal}`)) as {
    totalSize: number;
  };
  return answer.totalSize;
}

function query(options: SampleRunOptions, soql: string): Promise<unknown> {
  return call(options, 'GET', `/query?q=${encodeURIComponent(soql)}`);
}

async function call(options: SampleRunOptions, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${options.instanceUrl}/services/data/v67.0${path}`, {
    method,
    headers: {
      authorization: `Bearer ${options.adminToken}`,
      'content-type': 'application/json',
      'sforce-duplicate-rule-header': 'allowSave=true'
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${text}`);
  return JSON.parse(text);
}
