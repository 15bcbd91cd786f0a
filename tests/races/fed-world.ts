/** Rows that a source sends about the contacts of a world while stewards merge and undo them: by their own ids, and by ids that merges took out of use. */
import { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import type { LocalOrg } from '../../src/org/index.ts';
import type { OutgoingRow, SeededRandom } from '../../src/sync/index.ts';
import type { MergeWorld } from '../merges/merge-world.ts';
import type { LaneCalls, Settled } from './lane-calls.ts';

const LANE = 'marketing_contacts';
const CALLS = 2;
const ROWS_A_CALL = 4;
/** Above those that the records of a world begin with. */
const FIRST_VERSION = 1000;
const WRITTEN = new Set(['CREATED', 'UPDATED', 'LINKED', 'REKEYED']);

export class FedWorld {
  readonly #admin: OrgDoor;
  readonly #calls: LaneCalls;
  readonly #world: MergeWorld;
  readonly #random: SeededRandom;
  readonly #contacts: number;
  #version = FIRST_VERSION;
  #round = 0;

  constructor(org: LocalOrg, calls: LaneCalls, world: MergeWorld, random: SeededRandom, contacts: number) {
    this.#admin = new OrgDoor(org.instanceUrl, org.adminToken);
    this.#calls = calls;
    this.#world = world;
    this.#random = random;
    this.#contacts = contacts;
  }

  async feed(): Promise<void> {
    const round = ++this.#round;
    const calls = Array.from({ length: CALLS }, (_, index) => {
      const names = Array.from({ length: this.#contacts }, (__, contact) => `${this.#world.name}-${contact}`);
      const rows = this.#random.shuffle(names).slice(0, ROWS_A_CALL);
      return { lane: LANE, run: `${this.#world.name}-${round}-${index}`, rows: rows.map((name) => this.#row(name)) };
    });
    await this.#calls.sendAtOnce(calls);
  }

  #row(externalId: string): OutgoingRow {
    const version = ++this.#version;
    return {
      externalId,
      sourceVersion: version,
      sourceRow: version,
      attempt: 1,
      fields: { LastName: `${this.#world.name} row ${version}` }
    };
  }

  /** Once everything is undone: no third record, and each holds what a row brought that was written into it, the newest of its id. */
  async violations(settled: readonly Settled[]): Promise<string[]> {
    const fields = 'Id, LastName, Fax, External_Contact_ID__c, Source_Version__c';
    const contacts = await this.#admin.query(
      `SELECT ${fields} FROM Contact WHERE LastName LIKE '${this.#world.name} %'`
    );
    const problems: string[] = [];
    for (const { Id, LastName, Fax, External_Contact_ID__c, Source_Version__c } of contacts) {
      const name = String(External_Contact_ID__c);
      if (Fax === null) problems.push(`duplicate: ${name} is a third record`);
      const written = settled.filter(({ recordId, outcome }) => recordId === Id && WRITTEN.has(outcome ?? ''));
      const shown = written.find(({ row }) => row.fields['LastName'] === LastName);
      if (!shown && written.length > 0)
        problems.push(`lost update: ${name} holds ${String(LastName)}, no row of its own`);
      if (shown && shown.row.sourceVersion !== newest(written, shown.row.externalId))
        problems.push(`lost update: ${name} holds ${String(LastName)}, a newer row of ${shown.row.externalId} came`);
      const versions = written.filter(({ row }) => row.externalId === name).map(({ row }) => row.sourceVersion);
      if (Number(Source_Version__c) > FIRST_VERSION && !versions.includes(Number(Source_Version__c)))
        problems.push(`wrong version: ${name} holds ${String(Source_Version__c)}, which no row of its id brought`);
    }
    return problems;
  }
}

/** The newest version of an external id among rows; 0 without one. */
function newest(rows: readonly Settled[], externalId: string | null): number {
  return Math.max(
    0,
    ...rows.filter(({ row }) => row.externalId === externalId).map(({ row }) => Number(row.sourceVersion))
  );
}
