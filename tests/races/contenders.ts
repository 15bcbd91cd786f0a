/**
 * Many writers at the same few contacts, over HTTP, at once. What they send is random from a seed; what must be true afterwards is not:
 * one contact per identity, an outcome for every row, the newest version stored whole.
 */
import type { LocalOrg } from '../../src/org/index.ts';
import type { OutgoingRow, RowOutcome, RowTransport } from '../../src/sync/index.ts';
import { ApexRestTransport, TransientFailure } from '../../src/sync/index.ts';
import { SeededRandom } from '../../src/sync/sample-feed/random.ts';

export interface ContestOptions {
  readonly seed: number;
  readonly writers: number;
  readonly rounds: number;
  readonly identities: number;
  readonly rowsPerCall: number;
}

export interface SentRow {
  readonly run: string;
  readonly row: OutgoingRow;
  readonly outcome: RowOutcome | null;
}

export interface StoredContact {
  readonly Id: string;
  readonly External_Contact_ID__c: string | null;
  readonly Email: string | null;
  readonly LastName: string;
  readonly Phone: string | null;
  readonly Source_Version__c: number | null;
}

const MAXIMUM_ATTEMPTS = 12;

/** Every row of the contest with its last outcome; null: the call failed, or the org never ended the row, and it is lost. */
export async function contest(org: LocalOrg, options: ContestOptions): Promise<SentRow[]> {
  const transport = new ApexRestTransport('marketing_contacts', {
    instanceUrl: org.instanceUrl,
    token: () => org.integrationToken,
    renewToken: null,
    fetch,
    timeoutMs: 120_000
  });
  const sent = await sendAtOnce(options, () => transport);
  return withEnds(org, transport, sent);
}

/** All writers of a round at once, each with the transport of its number. */
export async function sendAtOnce(
  options: ContestOptions,
  transportOf: (writer: number) => Pick<RowTransport, 'send'>
): Promise<SentRow[]> {
  const random = new SeededRandom(options.seed);
  const sent: SentRow[] = [];
  let version = 1;
  for (let round = 0; round < options.rounds; round++) {
    const calls = Array.from({ length: options.writers }, () => {
      const rows = new Map<string, OutgoingRow>();
      while (rows.size < options.rowsPerCall) {
        const row = randomRow(random, options.identities, version++);
        // One row per identity and call: what happens inside a call is not what this test is about.
        rows.set(row.fields['Email']?.toLowerCase() ?? '', row);
      }
      return random.shuffle([...rows.values()]);
    });
    const answers = await Promise.all(
      calls.map((rows, writer) => settle(transportOf(writer), `race-${round}-${writer}`, rows))
    );
    sent.push(...answers.flat());
  }
  return sent;
}

/** Rows that met a lock are the org's to try again: what became of them is known when its jobs are done. */
export async function withEnds(org: LocalOrg, transport: RowTransport, sent: readonly SentRow[]): Promise<SentRow[]> {
  await org.jobsIdle();
  return withOutcomes(transport, sent);
}

/** Rows that waited with what became of them. */
export async function withOutcomes(transport: RowTransport, sent: readonly SentRow[]): Promise<SentRow[]> {
  const runs = new Set(sent.filter(({ outcome }) => outcome?.outcome === 'RETRY_SCHEDULED').map(({ run }) => run));
  const ends = new Map<number, RowOutcome>();
  for (const run of runs) {
    for (const row of await transport.rowsThatWaited(run)) {
      if (row.sourceRow !== null && row.outcome !== 'RETRY_SCHEDULED')
        ends.set(row.sourceRow, { ...row, index: 0, raceResolved: false });
    }
  }
  return sent.map((item) =>
    item.outcome?.outcome === 'RETRY_SCHEDULED' ? { ...item, outcome: ends.get(item.row.sourceRow) ?? null } : item
  );
}

/** Mostly the identity's own external id; now and then a second id that claims the same e-mail. */
function randomRow(random: SeededRandom, identities: number, version: number): OutgoingRow {
  const identity = random.integer(identities);
  const rival = random.next() < 0.1;
  return {
    externalId: rival ? `RACE-${identity}-rival` : `RACE-${identity}`,
    sourceVersion: version,
    sourceRow: version,
    attempt: 1,
    fields: { LastName: `Version ${version}`, Email: `race.${identity}@example.com`, Phone: `+1 555 ${version}` }
  };
}

/** Only a call that did not get through is sent again. */
export async function settle(
  transport: Pick<RowTransport, 'send'>,
  run: string,
  rows: readonly OutgoingRow[]
): Promise<SentRow[]> {
  for (let attempt = 1; attempt <= MAXIMUM_ATTEMPTS; attempt++) {
    try {
      const outcomes = await transport.send(run, rows);
      return rows.map((row, index) => ({ run, row, outcome: outcomes[index] ?? null }));
    } catch (error) {
      if (!(error instanceof TransientFailure)) break;
    }
  }
  return rows.map((row) => ({ run, row, outcome: null }));
}

export async function storedContacts(org: LocalOrg): Promise<StoredContact[]> {
  return query(
    org,
    "SELECT Id, External_Contact_ID__c, Email, LastName, Phone, Source_Version__c FROM Contact WHERE Email LIKE 'race.%'"
  );
}

/** Up to 2,000 records, as an administrator reads them. */
export async function query<Found>(org: LocalOrg, soql: string): Promise<Found[]> {
  const response = await fetch(`${org.instanceUrl}/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, {
    headers: { authorization: `Bearer ${org.adminToken}` }
  });
  if (!response.ok) throw new Error(`The records cannot be read: ${await response.text()}`);
  return ((await response.json()) as { records: Found[] }).records;
}

const WRITTEN = new Set(['CREATED', 'UPDATED', 'LINKED', 'REKEYED']);

/** Everything that is wrong, in words; empty when no race was lost. */
export function findViolations(sent: readonly SentRow[], contacts: readonly StoredContact[]): string[] {
  return [...lostRows(sent), ...duplicates(contacts), ...wrongContent(sent, contacts)];
}

function lostRows(sent: readonly SentRow[]): string[] {
  const lost = sent.filter((item) => item.outcome === null);
  return lost.map(({ row }) => `lost row: ${row.externalId ?? ''} version ${row.sourceVersion ?? ''} has no outcome`);
}

function duplicates(contacts: readonly StoredContact[]): string[] {
  const problems: string[] = [];
  for (const key of ['External_Contact_ID__c', 'Email'] as const) {
    const seen = new Map<string, number>();
    for (const contact of contacts) {
      const value = contact[key]?.toLowerCase();
      if (value) seen.set(value, (seen.get(value) ?? 0) + 1);
    }
    for (const [value, count] of seen)
      if (count > 1) problems.push(`duplicate: ${count} contacts have ${key} ${value}`);
  }
  return problems;
}

function wrongContent(sent: readonly SentRow[], contacts: readonly StoredContact[]): string[] {
  const problems: string[] = [];
  const byId = new Map(contacts.map((contact) => [contact.External_Contact_ID__c, contact]));
  const newest = new Map<string, OutgoingRow>();
  for (const { row, outcome } of sent) {
    if (!row.externalId || !outcome || !WRITTEN.has(outcome.outcome)) continue;
    const known = newest.get(row.externalId);
    if (!known || Number(row.sourceVersion) > Number(known.sourceVersion)) newest.set(row.externalId, row);
  }
  for (const [externalId, row] of newest) {
    const contact = byId.get(externalId);
    if (!contact) problems.push(`lost row: ${externalId} was written and is not there`);
    else if (contact.Source_Version__c !== row.sourceVersion)
      problems.push(
        `lost update: ${externalId} holds version ${contact.Source_Version__c}, newest is ${row.sourceVersion}`
      );
    else if (contact.LastName !== row.fields['LastName'] || contact.Phone !== row.fields['Phone'])
      problems.push(`mixed update: ${externalId} version ${row.sourceVersion} holds fields of another version`);
  }
  return [...problems, ...wrongStale(sent, newest)];
}

/** A row may only be STALE when a newer version of its external id was written. */
function wrongStale(sent: readonly SentRow[], newest: ReadonlyMap<string, OutgoingRow>): string[] {
  return sent
    .filter(({ row, outcome }) => {
      if (outcome?.outcome !== 'STALE') return false;
      return Number(newest.get(row.externalId ?? '')?.sourceVersion ?? 0) <= Number(row.sourceVersion);
    })
    .map(
      ({ row }) => `lost update: ${row.externalId} version ${row.sourceVersion} was called stale without a newer one`
    );
}
