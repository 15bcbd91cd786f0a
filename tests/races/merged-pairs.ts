/** Pairs of contacts that stewards make one of and take apart again, and rows that arrive for both ids meanwhile. */
import { ConsoleDoor } from '../../src/cli/scenarios/console-door.ts';
import { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import type { LocalOrg } from '../../src/org/index.ts';
import type { OutgoingRow, SeededRandom } from '../../src/sync/index.ts';
import type { LaneCalls, Settled } from './lane-calls.ts';

const LANE = 'marketing_contacts';
const CONTROLLER = 'StewardMergeController';
const PAIRS = 24;
const MOST_TRIES = 10;
const WITH_EMAIL = 0.3;
const WRITTEN = new Set(['CREATED', 'UPDATED', 'LINKED', 'REKEYED']);

interface Pair {
  /** External ids; the first is the survivor's. */
  readonly names: readonly [string, string];
  readonly ids: readonly [string, string];
  /** The merge in force, or null. */
  merge: string | null;
}

interface Outcome {
  readonly success: boolean;
  readonly message: string;
  readonly mergeId?: string;
}

interface StoredContact {
  readonly Id: string;
  readonly External_Contact_ID__c: string;
  readonly Source_Version__c: number;
  readonly Phone: string | null;
}

export class MergedPairs {
  readonly #admin: OrgDoor;
  readonly #console: ConsoleDoor;
  readonly #random: SeededRandom;
  readonly #pairs: readonly Pair[];
  #version: number;
  merges = 0;
  undos = 0;
  refusals = 0;

  private constructor(admin: OrgDoor, console: ConsoleDoor, random: SeededRandom, pairs: readonly Pair[]) {
    this.#admin = admin;
    this.#console = console;
    this.#random = random;
    this.#pairs = pairs;
    this.#version = pairs.length * 2;
  }

  static async create(org: LocalOrg, calls: LaneCalls, random: SeededRandom): Promise<MergedPairs> {
    const names = Array.from({ length: PAIRS }, (_, index): [string, string] => [`pair-${index}`, `pair-${index}-old`]);
    const rows = names.flat().map((name, index) => rowOf(name, index + 1, true));
    await calls.sendAtOnce([{ lane: LANE, run: 'alias-start', rows }]);
    const admin = new OrgDoor(org.instanceUrl, org.adminToken);
    const ids = new Map((await contactsOf(admin)).map((contact) => [contact.External_Contact_ID__c, contact.Id]));
    const pairs = names.map((both) => ({
      names: both,
      ids: [ids.get(both[0]) ?? '', ids.get(both[1]) ?? ''] as const,
      merge: null
    }));
    return new MergedPairs(admin, await ConsoleDoor.open(org.consoleUrl), random, pairs);
  }

  /** Rows for distinct ids; both ids of a pair may come in one call. */
  rows(count: number): readonly OutgoingRow[] {
    const names = this.#random.shuffle(this.#pairs.flatMap(({ names: both }) => [...both])).slice(0, count);
    return names.map((name) => rowOf(name, ++this.#version, this.#random.next() < WITH_EMAIL));
  }

  /** As many stewards, each with a pair of their own: what is two becomes one, and what is one becomes two when they undo. */
  async settleSome(stewards: number, undoes: boolean): Promise<void> {
    const free = this.#pairs.filter(({ merge }) => undoes || merge === null);
    const chosen = this.#random.shuffle(free).slice(0, stewards);
    await Promise.all(chosen.map((pair) => (pair.merge === null ? this.#merge(pair) : this.#undo(pair, pair.merge))));
  }

  async #merge(pair: Pair): Promise<void> {
    const members = pair.ids.map((id) => ({ id }));
    const input = { survivorId: pair.ids[0], members, reason: 'One person.' };
    const done = await this.#insist(async () => {
      const preview = await this.#console.call(CONTROLLER, 'previewMerge', { input });
      const seen = (preview as { members: { id: string; version: string }[] }).members;
      const versions = seen.map(({ id, version }) => ({ id, version }));
      return this.#console.call(CONTROLLER, 'mergeRecords', { input: { ...input, members: versions } });
    });
    if (!done) return;
    pair.merge = done.mergeId ?? null;
    this.merges++;
  }

  async #undo(pair: Pair, mergeId: string): Promise<void> {
    const done = await this.#insist(async () => {
      const { mergeVersion, holderVersion } = (await this.#console.call(CONTROLLER, 'previewUndo', {
        mergeId
      })) as Record<string, string>;
      const params = { mergeId, mergeVersion, holderVersion, reason: 'Two people.' };
      return this.#console.call(CONTROLLER, 'undoMerge', params);
    });
    if (!done) return;
    pair.merge = null;
    this.undos++;
  }

  /** A steward who is told that something changed looks again; null when that never ends. */
  async #insist(action: () => Promise<unknown>): Promise<Outcome | null> {
    for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
      const outcome = (await action()) as Outcome;
      if (outcome.success) return outcome;
      this.refusals++;
    }
    return null;
  }

  async violations(settled: readonly Settled[]): Promise<string[]> {
    const contacts = await contactsOf(this.#admin);
    const byId = new Map(contacts.map((contact) => [contact.Id, contact]));
    const aliases = await this.#admin.query(
      `SELECT External_Id__c, Contact__c, Source_Version__c FROM Identity_Alias__c WHERE Active__c = TRUE`
    );
    const problems = contacts
      .filter(({ Id }) => !this.#pairs.some(({ ids }) => ids.includes(Id)))
      .map((contact) => `duplicate: ${contact.External_Contact_ID__c} is a third record`);
    for (const pair of this.#pairs) {
      const [survivor, loser] = pair.ids.map((id) => byId.get(id));
      const alias = aliases.find(({ External_Id__c: id }) => String(id).toLowerCase() === pair.names[1]);
      const newest = newestOf(settled, pair.names[0], pair.ids);
      if (!survivor) problems.push(`lost record: ${pair.names[0]}`);
      else if (survivor.External_Contact_ID__c !== pair.names[0])
        problems.push(`wrong id: the survivor of ${pair.names[0]} is ${survivor.External_Contact_ID__c}`);
      else if (survivor.Source_Version__c !== newest)
        problems.push(`lost update: ${pair.names[0]} holds ${survivor.Source_Version__c}, newest is ${newest}`);
      if (pair.merge === null) problems.push(...apartProblems(pair, loser, alias, settled));
      else problems.push(...mergedProblems(pair, loser, alias, settled));
      if (survivor?.Phone && !phoneIsOf(settled, pair, survivor.Phone))
        problems.push(`mixed update: ${pair.names[0]} holds ${survivor.Phone}`);
    }
    return problems;
  }
}

/**
 * An alias knows at least the version that its record had when it was merged away, and no other than a row with its id had. What came by
 * the alias stays with the survivor when the merge is undone, and so does its version.
 */
function mergedProblems(
  { names, ids }: Pair,
  loser: StoredContact | undefined,
  alias: Readonly<Record<string, unknown>> | undefined,
  settled: readonly Settled[]
): string[] {
  if (loser) return [`half merge: ${names[1]} is still there`];
  if (alias?.['Contact__c'] !== ids[0]) return [`lost alias: ${names[1]} points to ${String(alias?.['Contact__c'])}`];
  const stored = Number(alias['Source_Version__c']);
  const own = newestOf(settled, names[1], [ids[1]]);
  const known = settled.some(({ row }) => row.externalId === names[1] && row.sourceVersion === stored);
  return stored >= own && known ? [] : [`lost version: the alias ${names[1]} holds ${stored}, its record had ${own}`];
}

function apartProblems(
  { names, ids }: Pair,
  loser: StoredContact | undefined,
  alias: unknown,
  settled: readonly Settled[]
): string[] {
  if (!loser) return [`lost record: ${names[1]}`];
  if (alias) return [`half undo: the alias ${names[1]} is in force`];
  if (loser.External_Contact_ID__c !== names[1])
    return [`wrong id: ${names[1]} came back as ${loser.External_Contact_ID__c}`];
  const own = newestOf(settled, names[1], [ids[1]]);
  return loser.Source_Version__c === own
    ? []
    : [`lost update: ${names[1]} holds ${loser.Source_Version__c}, newest is ${own}`];
}

/** The newest version of an external id that was written into one of the records. */
function newestOf(settled: readonly Settled[], name: string, ids: readonly string[]): number {
  const versions = settled
    .filter(({ row, outcome }) => row.externalId === name && WRITTEN.has(outcome ?? ''))
    .filter(({ recordId }) => ids.includes(recordId ?? ''))
    .map(({ row }) => Number(row.sourceVersion));
  return Math.max(0, ...versions);
}

function phoneIsOf(settled: readonly Settled[], { names }: Pair, phone: string): boolean {
  return settled.some(
    ({ row, outcome }) =>
      names.includes(row.externalId ?? '') && WRITTEN.has(outcome ?? '') && row.fields['Phone'] === phone
  );
}

function rowOf(externalId: string, version: number, withEmail: boolean): OutgoingRow {
  return {
    externalId,
    sourceVersion: version,
    sourceRow: version,
    attempt: 1,
    fields: {
      LastName: `Version ${version}`,
      Phone: `+1 555 ${version}`,
      ...(withEmail ? { Email: `${externalId}@example.com` } : {})
    }
  };
}

async function contactsOf(admin: OrgDoor): Promise<readonly StoredContact[]> {
  const fields = 'Id, External_Contact_ID__c, Source_Version__c, Phone';
  const records = await admin.query(`SELECT ${fields} FROM Contact WHERE LastName LIKE 'Version %'`);
  return records as unknown as readonly StoredContact[];
}
