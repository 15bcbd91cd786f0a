/**
 * Rows per second through the whole product (HTTP, Apex, order of save, PostgreSQL) at four call sizes, beside plain multi-row upserts into
 * the same PostgreSQL. One run, so the ratios mean something; the absolute numbers are this machine's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import pg from 'pg';

import { startLocalOrg } from '../src/org/index.ts';
import type { LocalOrg } from '../src/org/index.ts';
import type { OutgoingRow } from '../src/sync/index.ts';
import { ApexRestTransport } from '../src/sync/index.ts';

interface Measurement {
  readonly name: string;
  readonly rows: number;
  readonly rowsPerSecond: number;
}

/** Call size and how many rows are sent with it: small calls are slow, so they get fewer rows. */
const CASES: readonly (readonly [rowsPerCall: number, rows: number])[] = [
  [1, 150],
  [25, 1500],
  [200, 6000],
  [1000, 10_000]
];
const BATCH = 1000;
const PLAIN_ROWS = 50_000;

const PROJECT = resolve(import.meta.dirname, '..');

function makeRows(from: number, count: number, version: number): OutgoingRow[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index;
    return {
      externalId: `BENCH-${number}`,
      sourceVersion: version,
      sourceRow: number,
      attempt: 1,
      fields: {
        FirstName: 'Bench',
        LastName: `Person ${number}`,
        Email: `bench.${number}@example.com`,
        Phone: `+1 555 ${String(number).padStart(7, '0')}`,
        Title: `Title ${version}`
      }
    };
  });
}

async function timed(name: string, rows: number, action: () => Promise<void>): Promise<Measurement> {
  const started = performance.now();
  await action();
  return { name, rows, rowsPerSecond: rows / ((performance.now() - started) / 1000) };
}

async function sendAll(transport: ApexRestTransport, rows: readonly OutgoingRow[], expected: string): Promise<void> {
  for (let start = 0; start < rows.length; start += transport.rowsPerCall) {
    const outcomes = await transport.send('bench', rows.slice(start, start + transport.rowsPerCall));
    const other = outcomes.find((outcome) => outcome.outcome !== expected);
    if (other)
      throw new Error(`Expected ${expected}, got ${other.outcome} ${other.reason ?? ''} ${other.message ?? ''}`);
  }
}

async function measureDoor(org: LocalOrg): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  let from = 0;
  for (const [rowsPerCall, count] of CASES) {
    const transport = new ApexRestTransport(
      'marketing_contacts',
      { instanceUrl: org.instanceUrl, token: () => org.integrationToken, renewToken: null, fetch, timeoutMs: 600_000 },
      rowsPerCall
    );
    // The worker's code is warm before the clock starts.
    await sendAll(transport, makeRows(from, rowsPerCall * 2, 1), 'CREATED');
    from += rowsPerCall * 2;
    const rows = makeRows(from, count, 1);
    const newer = makeRows(from, count, 2);
    from += count;
    const label = `${rowsPerCall} ${rowsPerCall === 1 ? 'row' : 'rows'} a call`;
    measurements.push(await timed(`create, ${label}`, count, () => sendAll(transport, rows, 'CREATED')));
    measurements.push(await timed(`update, ${label}`, count, () => sendAll(transport, newer, 'UPDATED')));
    measurements.push(await timed(`unchanged, ${label}`, count, () => sendAll(transport, newer, 'UNCHANGED')));
  }
  return measurements;
}

const UPSERT = `INSERT INTO bench_contact (external_id, first_name, last_name, email, phone, title, version)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[])
  ON CONFLICT (lower(external_id)) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
    email = excluded.email, phone = excluded.phone, title = excluded.title, version = excluded.version`;

async function plainUpserts(client: pg.Client, rows: readonly OutgoingRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    const field = (name: string): (string | null)[] => batch.map((row) => row.fields[name] ?? null);
    await client.query({
      name: 'plain-upsert',
      text: UPSERT,
      values: [
        batch.map((row) => row.externalId),
        field('FirstName'),
        field('LastName'),
        field('Email'),
        field('Phone'),
        field('Title'),
        batch.map((row) => row.sourceVersion)
      ]
    });
  }
}

async function measurePlain(databaseUrl: string): Promise<Measurement[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`CREATE TABLE bench_contact (id bigserial PRIMARY KEY, external_id text, first_name text, last_name text,
      email text, phone text, title text, version bigint);
      CREATE UNIQUE INDEX ON bench_contact (lower(external_id)); CREATE INDEX ON bench_contact (lower(email))`);
    const rows = makeRows(0, PLAIN_ROWS, 1);
    return [
      await timed('plain insert, 1000 rows a statement', PLAIN_ROWS, () => plainUpserts(client, rows)),
      await timed('plain update, 1000 rows a statement', PLAIN_ROWS, () => plainUpserts(client, rows))
    ];
  } finally {
    await client.query('DROP TABLE IF EXISTS bench_contact');
    await client.end();
  }
}

const dataFolder = mkdtempSync(join(tmpdir(), 'upsert-guard-bench-'));
const org = await startLocalOrg({ projectFolder: PROJECT, dataFolder });
try {
  const plain = await measurePlain(org.databaseUrl);
  const measurements = await measureDoor(org);
  const base = plain[0]?.rowsPerSecond ?? Number.NaN;
  process.stdout.write(
    `${'case'.padEnd(38)}${'rows'.padStart(8)}${'rows/s'.padStart(10)}${'plain/this'.padStart(12)}\n`
  );
  for (const { name, rows, rowsPerSecond } of [...plain, ...measurements]) {
    const ratio = (base / rowsPerSecond).toFixed(1);
    process.stdout.write(
      `${name.padEnd(38)}${String(rows).padStart(8)}${rowsPerSecond.toFixed(0).padStart(10)}${ratio.padStart(12)}\n`
    );
  }
} finally {
  await org.close();
  rmSync(dataFolder, { recursive: true, force: true });
}
