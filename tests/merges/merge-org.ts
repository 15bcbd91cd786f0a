/** A local org as random merges use it: records as an administrator saves them, merges and undos as the console asks for them. */
import assert from 'node:assert/strict';

import { ConsoleDoor } from '../../src/cli/scenarios/console-door.ts';
import { OrgDoor } from '../../src/cli/scenarios/org-door.ts';
import type { LocalOrg } from '../../src/org/index.ts';

const API = '/services/data/v67.0';
const PAST_DUPLICATE_RULES = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };

export interface Outcome {
  readonly success: boolean;
  readonly message: string;
  readonly mergeId: string;
}

export class MergeOrg {
  readonly #admin: OrgDoor;
  readonly #org: LocalOrg;
  #console: Promise<ConsoleDoor> | undefined;

  constructor(org: LocalOrg) {
    this.#org = org;
    this.#admin = new OrgDoor(org.instanceUrl, org.adminToken);
  }

  /** Ids in the order of the records. */
  async create(records: readonly unknown[]): Promise<readonly string[]> {
    return this.#save('POST', records);
  }

  async update(records: readonly unknown[]): Promise<void> {
    await this.#save('PATCH', records);
  }

  async #save(method: string, records: readonly unknown[]): Promise<readonly string[]> {
    const body = { allOrNone: true, records };
    const reply = await this.#admin.call(method, `${API}/composite/sobjects`, body, PAST_DUPLICATE_RULES);
    const saved = reply as { id: string; success: boolean }[];
    assert.ok(
      saved.every(({ success }) => success),
      JSON.stringify(reply).slice(0, 500)
    );
    return saved.map(({ id }) => id);
  }

  async delete(object: string, id: string): Promise<void> {
    await this.#admin.call('DELETE', `${API}/sobjects/${object}/${id}`);
  }

  async query(soql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return this.#admin.query(soql);
  }

  async versions(object: string, ids: readonly string[]): Promise<Map<string, string>> {
    const found = await this.query(`SELECT Id, SystemModstamp FROM ${object} WHERE Id IN (${listOf(ids)})`);
    return new Map(found.map(({ Id, SystemModstamp }) => [String(Id), String(SystemModstamp)]));
  }

  /** A method of the console's merge controller. */
  async call<T>(method: string, params: Readonly<Record<string, unknown>>): Promise<T> {
    this.#console ??= ConsoleDoor.open(this.#org.consoleUrl);
    return (await (await this.#console).call('StewardMergeController', method, params)) as T;
  }

  /** What was done to merges, as `<action> <merge id>`, in the order of its audits. */
  async auditedSteps(mergeIds: readonly string[]): Promise<readonly string[]> {
    if (mergeIds.length === 0) return [];
    const merges = await this.query(`SELECT Id, Name FROM Record_Merge__c WHERE Id IN (${listOf(mergeIds)})`);
    const ids = new Map(merges.map(({ Id, Name }) => [Name, String(Id)]));
    const audits = await this.query(
      `SELECT Rule__c, Action__c FROM Duplicate_Audit__c WHERE Rule__c IN (${listOf([...ids.keys()].map(String))}) ORDER BY Name`
    );
    // A merge has an audit for each record.
    return [...new Set(audits.map(({ Action__c, Rule__c }) => `${String(Action__c)} ${ids.get(Rule__c)}`))];
  }
}

function listOf(texts: readonly string[]): string {
  return texts.map((text) => `'${text}'`).join(', ');
}
