/** Records that no test sends anything to: whatever happens, they stay as they are, no record beside them appears unasked, and nobody reads them back. */
import assert from 'node:assert/strict';

import type { Caller, Reply } from './callers.ts';
import { DATA } from './callers.ts';

/** In every text of a canary; an answer that holds it has read a record that the call was not about. */
const MARK = 'canary-7f3a9c';
const WATCHED: Readonly<Record<string, string>> = {
  Contact: 'FirstName, LastName, Email, Phone, Title, Department, External_Contact_ID__c, OwnerId, SystemModstamp',
  Lead: 'FirstName, LastName, Company, Email, Title, Country, External_Lead_ID__c, OwnerId, SystemModstamp',
  Account: 'Name, Business_Key__c, External_Customer_Id__c, OwnerId, SystemModstamp'
};
/** Nothing that is sent through a door of rows makes one of these. */
const UNTOUCHED = [
  'User',
  'PermissionSetAssignment',
  'GroupMember',
  'Record_Merge__c',
  'Identity_Alias__c WHERE Contact__c != NULL',
  'CronTrigger'
];

/** Source: REST API Developer Guide, "Composite": at most 5 subrequests of a call are queries. */
const MOST_QUERIES = 5;

export class Canaries {
  readonly #admin: Caller;
  #before: Readonly<Record<string, unknown>> = {};

  private constructor(admin: Caller) {
    this.#admin = admin;
  }

  static async placed(admin: Caller): Promise<Canaries> {
    const people = { FirstName: MARK, LastName: MARK, Email: `${MARK}@example.com`, Phone: '+1 555 0100', Title: MARK };
    const records: Readonly<Record<string, Record<string, string>>> = {
      Contact: { ...people, Department: MARK, External_Contact_ID__c: MARK },
      Lead: { ...people, Company: MARK, Email: `lead-${MARK}@example.com`, External_Lead_ID__c: MARK },
      Account: { Name: MARK, Business_Key__c: MARK, External_Customer_Id__c: MARK }
    };
    for (const [object, fields] of Object.entries(records)) {
      const made = await admin.call('POST', `${DATA}/sobjects/${object}`, fields);
      assert.equal(made.status, 201, made.text);
    }
    const canaries = new Canaries(admin);
    canaries.#before = await canaries.#look();
    return canaries;
  }

  /** Nothing of a canary is in an answer to a call that is about something else. */
  assertNotRead(story: string, reply: Reply): void {
    assert.ok(!reply.text.includes(MARK), `${story}: reads a record that it is not about: ${reply.text.slice(0, 500)}`);
  }

  /** As they were, no more and no fewer; two calls. */
  async assertUntouched(story: string): Promise<void> {
    assert.deepEqual(await this.#look(), this.#before, story);
  }

  async #look(): Promise<Readonly<Record<string, unknown>>> {
    const questions = [
      ...Object.entries(WATCHED).map(
        ([object, fields]) =>
          `SELECT ${fields} FROM ${object} WHERE ${object === 'Account' ? 'Name' : 'LastName'} = '${MARK}'`
      ),
      ...UNTOUCHED.map((object) => `SELECT COUNT() FROM ${object}`)
    ];
    const answers: Record<string, unknown> = {};
    for (let first = 0; first < questions.length; first += MOST_QUERIES) {
      const compositeRequest = questions.slice(first, first + MOST_QUERIES).map((soql, index) => ({
        method: 'GET',
        url: `${DATA}/query?q=${encodeURIComponent(soql)}`,
        referenceId: `question${index}`
      }));
      const reply = await this.#admin.call('POST', `${DATA}/composite`, { allOrNone: false, compositeRequest });
      const { compositeResponse } = reply.body as {
        compositeResponse: { httpStatusCode: number; body: { totalSize: number; records: unknown } }[];
      };
      for (const { httpStatusCode, body } of compositeResponse) assert.equal(httpStatusCode, 200, JSON.stringify(body));
      for (const [index, { body }] of compositeResponse.entries()) {
        answers[questions[first + index] ?? ''] = [body.totalSize, body.records];
      }
    }
    return answers;
  }
}
