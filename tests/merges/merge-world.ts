/** A few contacts, accounts and tasks of their own in a local org, on which random merges, edits, deletions and undos are made over HTTP. */
import assert from 'node:assert/strict';

import type { LocalOrg } from '../../src/org/index.ts';
import { SeededRandom } from '../../src/sync/sample-feed/random.ts';
import type { Cell, ModelMerge } from './merge-model.ts';
import { LOOKUPS, MergeModel, UNIQUE } from './merge-model.ts';
import type { Outcome } from './merge-org.ts';
import { MergeOrg } from './merge-org.ts';

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  Contact: ['Phone', 'Title', 'Department'],
  Account: ['Phone', 'Site'],
  Task: ['Description']
};
/** The objects that a lookup may be moved to by a person. */
const TARGETS: Readonly<Record<string, string>> = {
  AccountId: 'Account',
  ReportsToId: 'Contact',
  ParentId: 'Account',
  WhoId: 'Contact',
  WhatId: 'Account'
};
const CHOOSABLE: Readonly<Record<string, readonly string[]>> = {
  Contact: ['Phone', 'Title', 'Department', 'AccountId', 'ReportsToId', 'Email', 'External_Contact_ID__c'],
  Account: ['Phone', 'Site', 'ParentId']
};
/** Fields that people do not edit here: what follows from them is compared with how it began. */
const FIXED = new Set([UNIQUE, 'Email']);
const LANE = 'marketing_contacts';

interface Setting {
  readonly size: { readonly contacts: number; readonly accounts: number; readonly tasks: number };
  readonly mostLosers: number;
  /** How often a merge chooses whose external id stays. */
  readonly uniqueChoice: number;
  readonly deletions: number;
  /** Whether a source sends rows meanwhile: then versions are its own. */
  readonly isFed?: boolean;
}

/** Few records meet each other more often: chains of merges of the same ones, values that many of them wait for. */
const SETTINGS: readonly [Setting, ...Setting[]] = [
  { size: { contacts: 16, accounts: 9, tasks: 16 }, mostLosers: 6, uniqueChoice: 0.5, deletions: 0 },
  { size: { contacts: 6, accounts: 4, tasks: 6 }, mostLosers: 3, uniqueChoice: 0.8, deletions: 0 },
  { size: { contacts: 7, accounts: 4, tasks: 8 }, mostLosers: 3, uniqueChoice: 0.7, deletions: 0.06 }
];

/** What one steward does. */
interface Step {
  /** As its audit names it. */
  readonly action: string;
  /** Reads the versions that there are, and answers what carries out the step for them. */
  readonly look: () => Promise<() => Promise<Outcome>>;
  /** Does it in the model. */
  readonly apply: (mergeId: string) => void;
}

/** Of stewards who act at the same moment. */
const MOST_TRIES = 4;
export const RACED: Setting = {
  size: { contacts: 7, accounts: 4, tasks: 5 },
  mostLosers: 2,
  uniqueChoice: 0.6,
  deletions: 0
};
/** The version of a record that is gone. */
const LONG_AGO = '2000-01-01T00:00:00.000Z';

export class MergeWorld {
  readonly #org: MergeOrg;
  readonly #random: SeededRandom;
  readonly name: string;
  readonly #setting: Setting;
  readonly #model = new MergeModel();
  readonly #merges = new Map<number, string>();
  readonly story: string[] = [];
  #texts = 0;
  merges = 0;
  undos = 0;
  edits = 0;
  readonly refusals: string[] = [];

  constructor(org: LocalOrg, seed: number, setting = SETTINGS[seed % SETTINGS.length] ?? SETTINGS[0]) {
    this.#org = new MergeOrg(org);
    this.#random = new SeededRandom(seed);
    this.name = `w${seed}`;
    this.#setting = setting;
  }

  /** Merges, with edits and undos in between, then undoes the rest in random order. */
  async live(merges: number): Promise<void> {
    await this.#create();
    while (this.merges < merges) {
      const dice = this.#random.next();
      if (dice < 0.5) await this.#carryOut(this.#plannedMerge());
      else if (dice < 0.75) await this.#edit();
      else if (this.#model.inForce.size > 0) await this.#carryOut(this.#plannedUndo());
      if (this.#random.next() < this.#setting.deletions) await this.#delete();
    }
    await this.check();
    while (this.#model.inForce.size > 0) {
      await this.#carryOut(this.#plannedUndo());
      if (this.#random.next() < 0.2) await this.#edit();
    }
    await this.check();
  }

  /** Rounds in which as many stewards merge and undo at the same moment, with edits in between; then all undo what is left. */
  async race(
    rounds: number,
    stewards: number,
    meanwhile: () => Promise<void> | undefined = () => undefined
  ): Promise<void> {
    await this.#create();
    for (let round = 0; round < rounds; round++) {
      await this.#edit();
      const steps = Array.from({ length: stewards }, () =>
        this.#model.inForce.size > 0 && this.#random.next() < 0.45 ? this.#plannedUndo() : this.#plannedMerge()
      );
      await Promise.all([this.#carryOutAtOnce(steps.filter((step) => step !== null)), meanwhile()]);
      await this.check();
    }
    while (this.#model.inForce.size > 0) {
      const last = this.#random.shuffle([...this.#model.inForce.values()]).slice(0, stewards);
      const before = this.undos;
      await Promise.all([this.#carryOutAtOnce(last.map((merge) => this.#plannedUndo(merge))), meanwhile()]);
      assert.ok(this.undos > before, `${this.name}: nobody can undo: ${this.refusals.slice(-stewards).join(' ')}`);
      await this.check();
    }
  }

  #told(): string {
    return `\n${this.story.join('\n')}`;
  }

  /** Every record, field by field, and nothing else. */
  async check(): Promise<void> {
    for (const object of ['Contact', 'Account', 'Task']) {
      const expected = this.#model.live(object).sort();
      const fields = expected[0] === undefined ? [] : this.#model.fields(expected[0]);
      const stored = await this.#org.query(
        `SELECT ${['Id', ...fields].join(', ')} FROM ${object} WHERE ${object === 'Task' ? 'Subject' : 'Fax'} = '${this.name}' ORDER BY Id`
      );
      assert.deepEqual(
        stored.map(({ Id }) => Id),
        expected,
        `${this.name}: ${object} records that are there`
      );
      for (const record of stored) {
        for (const field of fields)
          assert.equal(
            record[field] ?? null,
            this.#model.value(String(record['Id']), field),
            `${this.name}: ${object} ${String(record['Id'])} ${field}${this.#told()}`
          );
      }
    }
    await this.#checkWhatFollows();
    if (this.#setting.deletions === 0) await this.#checkExternalIds();
  }

  /** What a source said goes with its external id, and the identity key with the e-mail. */
  async #checkWhatFollows(): Promise<void> {
    const stored = await this.#org.query(
      `SELECT Id, Normalized_Email__c, Identity_Key__c, External_Contact_ID__c, Sync_Lane__c, Source_Version__c FROM Contact WHERE Fax = '${this.name}'`
    );
    const keys = new Set(stored.map(({ Identity_Key__c }) => Identity_Key__c));
    for (const contact of stored) {
      const { Id, Normalized_Email__c, Identity_Key__c, External_Contact_ID__c } = contact;
      const whose = `of ${String(Id)}${this.#told()}`;
      if (Identity_Key__c !== null)
        assert.equal(Identity_Key__c, Normalized_Email__c, `${this.name}: the key ${whose}`);
      // A record may wait for a key that is free since another one was deleted.
      if (this.#setting.deletions === 0)
        assert.ok(keys.has(Normalized_Email__c), `${this.name}: nobody holds the key ${whose}`);
      if (External_Contact_ID__c === null || this.#setting.isFed) continue;
      const version = this.#versionOf(External_Contact_ID__c);
      assert.equal(contact['Source_Version__c'], version, `${this.name}: the version ${whose}`);
      assert.equal(contact['Sync_Lane__c'], version % 2 === 0 ? LANE : null, `${this.name}: the lane ${whose}`);
    }
  }

  #versionOf(externalId: unknown): number {
    return Number(String(externalId).split('-')[1]) + 1;
  }

  /** The next row of a source finds a record by every external id that there ever was; without that it would create a duplicate. */
  async #checkExternalIds(): Promise<void> {
    const aliases = await this.#org.query(
      `SELECT External_Id__c, Contact__c, Merge__c, Source_Version__c FROM Identity_Alias__c WHERE Active__c = TRUE AND Contact__r.Fax = '${this.name}'`
    );
    const pointers = new Map(aliases.map(({ External_Id__c, Contact__c }) => [String(External_Id__c), Contact__c]));
    for (let index = 0; index < this.#setting.size.contacts; index++) {
      const externalId = `${this.name}-${index}`;
      const shows = this.#model.live('Contact').some((id) => this.#model.value(id, UNIQUE) === externalId);
      const pointer = pointers.get(externalId);
      assert.ok(
        shows || (pointer !== undefined && this.#model.isLive(String(pointer))),
        `${this.name}: no record answers to ${externalId}${this.#told()}`
      );
    }
    for (const { External_Id__c, Contact__c, Merge__c, Source_Version__c } of aliases) {
      if (!this.#setting.isFed)
        assert.equal(Source_Version__c, this.#versionOf(External_Id__c), `${this.name}: the version of an alias`);
      const [number] = [...this.#merges].find(([, id]) => id === Merge__c) ?? [];
      const merge = this.#model.inForce.get(number ?? 0);
      const contact = String(Contact__c);
      // An alias of a merge that is undone serves a record that waits for the id, or one that got it in a merge since.
      if (merge) assert.equal(contact, this.#model.holder(merge.survivor), `${this.name}: whom an alias points to`);
      else
        assert.ok(
          this.#model.isWaiting(contact) || this.#model.value(contact, UNIQUE) === External_Id__c,
          `${this.name}: an alias of a merge that is undone leads ${String(External_Id__c)} to ${contact}${this.#told()}`
        );
    }
  }

  async #create(): Promise<void> {
    const make = async (
      object: string,
      count: number,
      more: (index: number) => Record<string, Cell>
    ): Promise<void> => {
      const values = Array.from({ length: count }, (_, index) => more(index));
      const marker = object === 'Task' ? { Subject: this.name } : { Fax: this.name };
      const named = { Contact: 'LastName', Account: 'Name' }[object];
      const records = values.map((fields, index) => ({
        attributes: { type: object },
        ...marker,
        ...(named && { [named]: `${this.name} ${object} ${index}` }),
        ...fields
      }));
      const ids = await this.#org.create(records);
      ids.forEach((id, index) => this.#model.add(id, object, values[index] ?? {}));
    };
    const some = (object: string): Cell =>
      this.#random.next() < 0.3 ? null : this.#random.pick(this.#model.live(object));
    const texts = (object: string): Record<string, Cell> =>
      Object.fromEntries(
        (TEXTS[object] ?? []).map((field) => [field, this.#random.next() < 0.3 ? null : this.#text()])
      );
    const { size } = this.#setting;
    await make('Account', size.accounts, () => ({ ...texts('Account'), ParentId: null }));
    await make('Contact', size.contacts, (index) => ({
      ...texts('Contact'),
      AccountId: some('Account'),
      ReportsToId: null,
      Email: `${this.name}-${index}@example.com`,
      External_Contact_ID__c: `${this.name}-${index}`
    }));
    const known = this.#model.live('Contact').map((id, index) => ({
      attributes: { type: 'Contact' },
      id,
      Identity_Key__c: `${this.name}-${index}@example.com`,
      Source_Version__c: index + 1,
      Sync_Lane__c: (index + 1) % 2 === 0 ? LANE : null
    }));
    await this.#org.update(known);
    await make('Task', size.tasks, () => ({ ...texts('Task'), WhoId: some('Contact'), WhatId: some('Account') }));
  }

  #plannedMerge(): Step | null {
    const object = this.#random.next() < 0.65 ? 'Contact' : 'Account';
    const live = this.#random.shuffle(this.#model.live(object));
    const members = live.slice(0, 2 + this.#random.integer(this.#setting.mostLosers));
    const [survivor, ...losers] = members;
    if (survivor === undefined || losers.length === 0) return null;
    const choices = new Map<string, string>();
    for (const field of CHOOSABLE[object] ?? [])
      if (this.#random.next() < (field === UNIQUE ? this.#setting.uniqueChoice : 0.5))
        choices.set(field, this.#random.pick(members));
    return {
      action: 'MERGE',
      look: async () => {
        const versions = await this.#org.versions(object, members);
        const input = {
          survivorId: survivor,
          members: members.map((id) => ({ id, version: versions.get(id) ?? LONG_AGO })),
          choices: [...choices].map(([field, memberId]) => ({ field, memberId })),
          reason: 'random'
        };
        return () => this.#org.call<Outcome>('mergeRecords', { input });
      },
      apply: (mergeId) => {
        for (const id of members)
          assert.ok(this.#model.isLive(id), `${id} was merged, and is not there${this.#told()}`);
        const merge = this.#model.merge(survivor, losers, choices);
        this.#merges.set(merge.number, mergeId);
        this.story.push(`merge ${merge.number}: ${losers.join(' ')} into ${survivor}, ${JSON.stringify([...choices])}`);
        this.merges++;
      }
    };
  }

  #plannedUndo(merge: ModelMerge = this.#random.pick([...this.#model.inForce.values()])): Step {
    const mergeId = this.#merges.get(merge.number) ?? '';
    return {
      action: 'UNDO_MERGE',
      look: async () => {
        const seen = await this.#org.call<{ mergeVersion: string; holderVersion?: string }>('previewUndo', { mergeId });
        const { mergeVersion, holderVersion = null } = seen;
        return () => this.#org.call<Outcome>('undoMerge', { mergeId, mergeVersion, holderVersion, reason: 'random' });
      },
      apply: () => {
        assert.ok(this.#model.inForce.has(merge.number), `merge ${merge.number} was undone twice${this.#told()}`);
        this.#model.undo(merge);
        this.story.push(`undo ${merge.number}: ${merge.losers.join(' ')} out of ${merge.survivor}`);
        this.undos++;
      }
    };
  }

  async #carryOut(step: Step | null): Promise<void> {
    if (!step) return;
    const outcome = await (await step.look())();
    assert.ok(outcome.success, `${this.name}: ${outcome.message}${this.#told()}`);
    step.apply(outcome.mergeId);
  }

  /**
   * Stewards who looked at the same moment act at the same moment; who is refused looks again. What they did happened in the order of its
   * audits: each is written while everything is locked that the merge or the undo depends on.
   */
  async #carryOutAtOnce(steps: readonly Step[]): Promise<void> {
    const looks = await Promise.all(steps.map((step) => step.look()));
    const done = new Map<string, { readonly step: Step; readonly mergeId: string }>();
    await Promise.all(
      steps.map(async (step, index) => {
        let act = looks[index];
        for (let attempt = 1; act && attempt <= MOST_TRIES; attempt++) {
          const { success, message, mergeId } = await act();
          if (success) {
            done.set(`${step.action} ${mergeId}`, { step, mergeId });
            return;
          }
          this.refusals.push(message);
          act = await step.look();
        }
      })
    );
    const order = await this.#org.auditedSteps([...done.values()].map(({ mergeId }) => mergeId));
    assert.equal(order.filter((name) => done.has(name)).length, done.size, `${this.name}: every step has its audit`);
    for (const name of order) {
      const { step, mergeId } = done.get(name) ?? {};
      if (step && mergeId !== undefined) step.apply(mergeId);
    }
  }

  /** A few records at once: new texts, lookups moved to where they never were, now and then a task deleted. */
  async #edit(): Promise<void> {
    for (const object of ['Contact', 'Account', 'Task']) {
      const records: Record<string, unknown>[] = [];
      for (const id of this.#random.shuffle(this.#model.live(object)).slice(0, 2)) {
        const field = this.#random.pick(this.#model.fields(id).filter((name) => !FIXED.has(name)));
        const value = LOOKUPS.has(field) ? this.#newTarget(id, field) : this.#text();
        if (value === undefined) continue;
        records.push({ attributes: { type: object }, id, [field]: value });
        this.#model.edit(id, field, value);
        this.story.push(`edit: ${id} ${field} = ${value}`);
        this.edits++;
      }
      if (records.length > 0) await this.#org.update(records);
    }
    const [task] = this.#random.next() < 0.1 ? this.#random.shuffle(this.#model.live('Task')) : [];
    if (task !== undefined && this.#model.live('Task').length > 4) {
      await this.#org.delete('Task', task);
      this.#model.remove(task);
    }
  }

  /** A contact or an account, with what goes along. */
  async #delete(): Promise<void> {
    const object = this.#random.next() < 0.7 ? 'Contact' : 'Account';
    const live = this.#random.shuffle(this.#model.live(object));
    const [id] = live;
    if (id === undefined || live.length < 4 || !this.#model.mayBeRemoved(id)) return;
    await this.#org.delete(object, id);
    this.#model.remove(id);
    this.story.push(`delete: ${id}`);
  }

  #newTarget(id: string, field: string): string | undefined {
    const candidates = this.#model
      .live(TARGETS[field] ?? '')
      .filter((target) => target !== id && !this.#model.wasEverAt(id, field, target));
    return candidates.length === 0 ? undefined : this.#random.pick(candidates);
  }

  /** Never the same twice: an edit that ends where a merge had ended could not be told from no edit. */
  #text(): string {
    return `${this.name}-${++this.#texts}`;
  }
}
