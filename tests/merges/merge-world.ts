/** A few contacts, accounts and tasks of their own in a local org, on which random merges, edits, deletions and undos are made over HTTP. */
import assert from 'node:assert/strict';

import type { LocalOrg } from '../../src/org/index.ts';
import { SeededRandom } from '../../src/sync/sample-feed/random.ts';
import { rest } from '../clients/local-org-fixture.ts';
import type { Cell, ModelMerge } from './merge-model.ts';
import { LOOKUPS, MergeModel, UNIQUE } from './merge-model.ts';

const API = '/services/data/v67.0';
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
}

/** Few records meet each other more often: chains of merges of the same ones, values that many of them wait for. */
const SETTINGS: readonly [Setting, ...Setting[]] = [
  { size: { contacts: 16, accounts: 9, tasks: 16 }, mostLosers: 6, uniqueChoice: 0.5, deletions: 0 },
  { size: { contacts: 6, accounts: 4, tasks: 6 }, mostLosers: 3, uniqueChoice: 0.8, deletions: 0 },
  { size: { contacts: 7, accounts: 4, tasks: 8 }, mostLosers: 3, uniqueChoice: 0.7, deletions: 0.06 }
];

interface Outcome {
  readonly success: boolean;
  readonly message: string;
  readonly mergeId: string;
}

export class MergeWorld {
  readonly #org: LocalOrg;
  readonly #random: SeededRandom;
  readonly #name: string;
  readonly #setting: Setting;
  readonly #model = new MergeModel();
  readonly #merges = new Map<number, string>();
  readonly story: string[] = [];
  #texts = 0;
  #cookie: string | undefined;
  merges = 0;
  undos = 0;
  edits = 0;

  constructor(org: LocalOrg, seed: number) {
    this.#org = org;
    this.#random = new SeededRandom(seed);
    this.#name = `w${seed}`;
    this.#setting = SETTINGS[seed % SETTINGS.length] ?? SETTINGS[0];
  }

  /** Merges, with edits and undos in between, then undoes the rest in random order. */
  async live(merges: number): Promise<void> {
    await this.#create();
    while (this.merges < merges) {
      const dice = this.#random.next();
      if (dice < 0.5) await this.#merge();
      else if (dice < 0.75) await this.#edit();
      else if (this.#model.inForce.size > 0) await this.#undo();
      if (this.#random.next() < this.#setting.deletions) await this.#delete();
    }
    await this.check();
    while (this.#model.inForce.size > 0) {
      await this.#undo();
      if (this.#random.next() < 0.2) await this.#edit();
    }
    await this.check();
  }

  /** Every record, field by field, and nothing else. */
  async check(): Promise<void> {
    for (const object of ['Contact', 'Account', 'Task']) {
      const expected = this.#model.live(object).sort();
      const fields = expected[0] === undefined ? [] : this.#model.fields(expected[0]);
      const stored = await this.#query(
        `SELECT ${['Id', ...fields].join(', ')} FROM ${object} WHERE ${object === 'Task' ? 'Subject' : 'Fax'} = '${this.#name}' ORDER BY Id`
      );
      assert.deepEqual(
        stored.map(({ Id }) => Id),
        expected,
        `${this.#name}: ${object} records that are there`
      );
      for (const record of stored) {
        for (const field of fields)
          assert.equal(
            record[field] ?? null,
            this.#model.value(String(record['Id']), field),
            `${this.#name}: ${object} ${String(record['Id'])} ${field}\n${this.story.join('\n')}`
          );
      }
    }
    await this.#checkWhatFollows();
    if (this.#setting.deletions === 0) await this.#checkExternalIds();
  }

  /** What a source said goes with its external id, and the identity key with the e-mail. */
  async #checkWhatFollows(): Promise<void> {
    const stored = await this.#query(
      `SELECT Id, Normalized_Email__c, Identity_Key__c, External_Contact_ID__c, Sync_Lane__c, Source_Version__c FROM Contact WHERE Fax = '${this.#name}'`
    );
    const keys = new Set(stored.map(({ Identity_Key__c }) => Identity_Key__c));
    for (const contact of stored) {
      const { Id, Normalized_Email__c, Identity_Key__c, External_Contact_ID__c } = contact;
      const whose = `of ${String(Id)}\n${this.story.join('\n')}`;
      if (Identity_Key__c !== null)
        assert.equal(Identity_Key__c, Normalized_Email__c, `${this.#name}: the key ${whose}`);
      // A record may wait for a key that is free since another one was deleted.
      if (this.#setting.deletions === 0)
        assert.ok(keys.has(Normalized_Email__c), `${this.#name}: nobody holds the key ${whose}`);
      if (External_Contact_ID__c === null) continue;
      const version = this.#versionOf(External_Contact_ID__c);
      assert.equal(contact['Source_Version__c'], version, `${this.#name}: the version ${whose}`);
      assert.equal(contact['Sync_Lane__c'], version % 2 === 0 ? LANE : null, `${this.#name}: the lane ${whose}`);
    }
  }

  #versionOf(externalId: unknown): number {
    return Number(String(externalId).split('-')[1]) + 1;
  }

  /** The next row of a source finds a record by every external id that there ever was; without that it would create a duplicate. */
  async #checkExternalIds(): Promise<void> {
    const aliases = await this.#query(
      `SELECT External_Id__c, Contact__c, Merge__c, Source_Version__c FROM Identity_Alias__c WHERE Active__c = TRUE AND Contact__r.Fax = '${this.#name}'`
    );
    const pointers = new Map(aliases.map(({ External_Id__c, Contact__c }) => [String(External_Id__c), Contact__c]));
    for (let index = 0; index < this.#setting.size.contacts; index++) {
      const externalId = `${this.#name}-${index}`;
      const shows = this.#model.live('Contact').some((id) => this.#model.value(id, UNIQUE) === externalId);
      const pointer = pointers.get(externalId);
      assert.ok(
        shows || (pointer !== undefined && this.#model.isLive(String(pointer))),
        `${this.#name}: no record answers to ${externalId}\n${this.story.join('\n')}`
      );
    }
    for (const { External_Id__c, Contact__c, Merge__c, Source_Version__c } of aliases) {
      assert.equal(Source_Version__c, this.#versionOf(External_Id__c), `${this.#name}: the version of an alias`);
      const [number] = [...this.#merges].find(([, id]) => id === Merge__c) ?? [];
      const merge = this.#model.inForce.get(number ?? 0);
      const contact = String(Contact__c);
      // An alias of a merge that is undone serves a record that waits for the id, or one that got it in a merge since.
      if (merge) assert.equal(contact, this.#model.holder(merge.survivor), `${this.#name}: whom an alias points to`);
      else
        assert.ok(
          this.#model.isWaiting(contact) || this.#model.value(contact, UNIQUE) === External_Id__c,
          `${this.#name}: an alias of a merge that is undone leads ${String(External_Id__c)} to ${contact}\n${this.story.join('\n')}`
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
      const marker = object === 'Task' ? { Subject: this.#name } : { Fax: this.#name };
      const named = { Contact: 'LastName', Account: 'Name' }[object];
      const records = values.map((fields, index) => ({
        attributes: { type: object },
        ...marker,
        ...(named && { [named]: `${this.#name} ${object} ${index}` }),
        ...fields
      }));
      const body = { allOrNone: true, records };
      const headers = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };
      const reply = await rest(this.#org, 'POST', `${API}/composite/sobjects`, body, headers);
      const saved = reply.body as { id: string; success: boolean }[];
      assert.ok(
        saved.every?.(({ success }) => success),
        JSON.stringify(reply.body).slice(0, 500)
      );
      saved.forEach(({ id }, index) => this.#model.add(id, object, values[index] ?? {}));
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
      Email: `${this.#name}-${index}@example.com`,
      External_Contact_ID__c: `${this.#name}-${index}`
    }));
    const known = this.#model.live('Contact').map((id, index) => ({
      attributes: { type: 'Contact' },
      id,
      Identity_Key__c: `${this.#name}-${index}@example.com`,
      Source_Version__c: index + 1,
      Sync_Lane__c: (index + 1) % 2 === 0 ? LANE : null
    }));
    await this.#update(known);
    await make('Task', size.tasks, () => ({ ...texts('Task'), WhoId: some('Contact'), WhatId: some('Account') }));
  }

  async #merge(): Promise<void> {
    const object = this.#random.next() < 0.65 ? 'Contact' : 'Account';
    const live = this.#random.shuffle(this.#model.live(object));
    const members = live.slice(0, 2 + this.#random.integer(this.#setting.mostLosers));
    const [survivor, ...losers] = members;
    if (survivor === undefined || losers.length === 0) return;
    const choices = new Map<string, string>();
    for (const field of CHOOSABLE[object] ?? [])
      if (this.#random.next() < (field === UNIQUE ? this.#setting.uniqueChoice : 0.5))
        choices.set(field, this.#random.pick(members));
    const versions = await this.#versions(object, members);
    const outcome = await this.#call<Outcome>('mergeRecords', {
      input: {
        survivorId: survivor,
        members: members.map((id) => ({ id, version: versions.get(id) })),
        choices: [...choices].map(([field, memberId]) => ({ field, memberId })),
        reason: 'random'
      }
    });
    assert.ok(outcome.success, `${this.#name}: ${outcome.message}`);
    const merge = this.#model.merge(survivor, losers, choices);
    this.#merges.set(merge.number, outcome.mergeId);
    this.story.push(`merge ${merge.number}: ${losers.join(' ')} into ${survivor}, ${JSON.stringify([...choices])}`);
    this.merges++;
  }

  async #undo(): Promise<void> {
    const merge: ModelMerge = this.#random.pick([...this.#model.inForce.values()]);
    const mergeId = this.#merges.get(merge.number) ?? '';
    const holder = this.#model.holder(merge.survivor);
    const mergeVersion = (await this.#versions('Record_Merge__c', [mergeId])).get(mergeId);
    const holderVersion = (await this.#versions(merge.object, [holder])).get(holder) ?? null;
    const outcome = await this.#call<Outcome>('undoMerge', { mergeId, mergeVersion, holderVersion, reason: 'random' });
    assert.ok(outcome.success, `${this.#name}: ${outcome.message}\n${this.story.join('\n')}`);
    this.#model.undo(merge);
    this.story.push(`undo ${merge.number}: ${merge.losers.join(' ')} out of ${merge.survivor}`);
    this.undos++;
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
      if (records.length > 0) await this.#update(records);
    }
    const [task] = this.#random.next() < 0.1 ? this.#random.shuffle(this.#model.live('Task')) : [];
    if (task !== undefined && this.#model.live('Task').length > 4) {
      assert.equal((await rest(this.#org, 'DELETE', `${API}/sobjects/Task/${task}`)).status, 204);
      this.#model.remove(task);
    }
  }

  /** A contact or an account, with what goes along. */
  async #delete(): Promise<void> {
    const object = this.#random.next() < 0.7 ? 'Contact' : 'Account';
    const live = this.#random.shuffle(this.#model.live(object));
    const [id] = live;
    if (id === undefined || live.length < 4 || !this.#model.mayBeRemoved(id)) return;
    assert.equal((await rest(this.#org, 'DELETE', `${API}/sobjects/${object}/${id}`)).status, 204);
    this.#model.remove(id);
    this.story.push(`delete: ${id}`);
  }

  async #update(records: readonly unknown[]): Promise<void> {
    const headers = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };
    const reply = await rest(this.#org, 'PATCH', `${API}/composite/sobjects`, { allOrNone: true, records }, headers);
    const saved = reply.body as { success: boolean }[];
    assert.ok(
      saved.every?.(({ success }) => success),
      JSON.stringify(reply.body)
    );
  }

  #newTarget(id: string, field: string): string | undefined {
    const candidates = this.#model
      .live(TARGETS[field] ?? '')
      .filter((target) => target !== id && !this.#model.wasEverAt(id, field, target));
    return candidates.length === 0 ? undefined : this.#random.pick(candidates);
  }

  /** Never the same twice: an edit that ends where a merge had ended could not be told from no edit. */
  #text(): string {
    return `${this.#name}-${++this.#texts}`;
  }

  async #versions(object: string, ids: readonly string[]): Promise<Map<string, string>> {
    const found = await this.#query(
      `SELECT Id, SystemModstamp FROM ${object} WHERE Id IN (${ids.map((id) => `'${id}'`).join(', ')})`
    );
    return new Map(found.map(({ Id, SystemModstamp }) => [String(Id), String(SystemModstamp)]));
  }

  async #query(soql: string): Promise<Record<string, unknown>[]> {
    const reply = await rest(this.#org, 'GET', `${API}/query?q=${encodeURIComponent(soql)}`);
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    return (reply.body as { records: Record<string, unknown>[] }).records;
  }

  /** As a browser does: the address of the console is answered with the cookie of its session. */
  async #signIn(): Promise<string> {
    const response = await fetch(this.#org.consoleUrl, { redirect: 'manual' });
    const [cookie] = response.headers.getSetCookie();
    return cookie?.split(';')[0] ?? '';
  }

  async #call<T>(method: string, params: unknown): Promise<T> {
    const body = { class: 'StewardMergeController', method, params };
    this.#cookie ??= await this.#signIn();
    const reply = await rest(this.#org, 'POST', '/local-org/aura', body, { cookie: this.#cookie });
    assert.equal(reply.status, 200, `${JSON.stringify(reply.body)}\n${this.story.join('\n')}`);
    return (reply.body as { returnValue: T }).returnValue;
  }
}
