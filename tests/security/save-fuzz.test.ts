/** Records at random through every door that saves them: each is saved, or refused with a code and words. Never a failure, never a hang. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SeededRandom } from '../../src/sync/sample-feed/random.ts';
import { attackedOrg, encoded } from './attacked-org.ts';
import { assertAnswered, DATA, type Reply } from './callers.ts';
import { describedObjects, type DescribedObject } from './org-schema.ts';
import { RecordGrammar } from './record-grammar.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const calls = Number(process.env['FUZZ_CALLS'] ?? 300);
const VERSIONS = ['v67.0', 'v60.0', 'v45.0'];
/** Of no record. */
const NOBODY = '003000000009999AAA';
/** What an answer, a result or an outcome says of a failure that is nobody's but the local org's. */
const DEFECT = /LOCAL_ORG_DEFECT|UNKNOWN_EXCEPTION|TypeError|RangeError|SqlError|DecimalError/;

const { org, admin, lane, canaries } = await attackedOrg();
const objects = await describedObjects(admin);
const writable = objects.filter(({ createable, updateable }) => createable || updateable);

function assertNoDefect(reply: Reply, story: string): void {
  // Several records with one external id are told by their addresses.
  if (reply.status !== 300) assertAnswered(reply, story);
  assert.doesNotMatch(reply.text, DEFECT, story);
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

class RandomCalls {
  readonly #random: SeededRandom;
  readonly #records: RecordGrammar;
  readonly #ids: readonly string[];

  constructor(random: SeededRandom, ids: readonly string[]) {
    this.#random = random;
    this.#records = new RecordGrammar(random, ids);
    this.#ids = ids;
  }

  next(): Call {
    const random = this.#random;
    const object = random.next() < 0.95 ? random.pick(writable) : random.pick(objects);
    const data = `/services/data/${random.pick(VERSIONS)}`;
    return random.pick([
      () => ({ method: 'POST', path: `${data}/sobjects/${object.name}`, body: this.#records.record(object) }),
      () => ({
        method: 'PATCH',
        path: `${data}/sobjects/${object.name}/${this.#id()}`,
        body: this.#records.record(object)
      }),
      () => this.#upsert(data, object),
      () => this.#collection(data, object),
      () => ({
        method: 'GET',
        path: `${data}/composite/sobjects/${object.name}?ids=${this.#id()},${this.#id()}&fields=${random.pick(object.fields).name},${random.pick(['Id', 'Nope', ''])}`
      }),
      () => ({ method: 'DELETE', path: `${data}/composite/sobjects?ids=${this.#id()},${this.#id()}` }),
      () => this.#composite(data)
    ])();
  }

  #upsert(data: string, object: DescribedObject): Call {
    const keys = object.fields.filter(({ externalId }) => externalId);
    if (keys.length === 0) return { method: 'PATCH', path: `${data}/sobjects/${object.name}/Id/x`, body: '{}' };
    const key = this.#random.pick(keys);
    if (this.#random.next() < 0.4) {
      const records = Array.from({ length: 1 + this.#random.integer(3) }, () => this.#records.typedRecord(object));
      const path = `${data}/composite/sobjects/${object.name}/${key.name}`;
      return { method: 'PATCH', path, body: `{"records":[${records.join(',')}]}` };
    }
    const value = encoded(this.#records.plain(key).slice(0, 500));
    return {
      method: 'PATCH',
      path: `${data}/sobjects/${object.name}/${key.name}/${value}`,
      body: this.#records.record(object)
    };
  }

  #collection(data: string, object: DescribedObject): Call {
    const size = this.#random.pick([0, 1, 2, 5, 5, 201]);
    const records = Array.from({ length: size }, () =>
      this.#records.typedRecord(size > 5 ? object : this.#random.pick(writable))
    );
    const allOrNone = this.#random.pick(['true', 'false', 'null', '1']);
    const body = `{"allOrNone":${allOrNone},"records":[${records.join(',')}]}`;
    return { method: this.#random.pick(['POST', 'PATCH']), path: `${data}/composite/sobjects`, body };
  }

  #composite(data: string): Call {
    const random = this.#random;
    const subrequests = Array.from({ length: 1 + random.integer(4) }, (_, number) => {
      const object = random.pick(writable);
      const url = random.pick([
        `${data}/sobjects/${object.name}`,
        `${data}/sobjects/${object.name}/@{r0.id}`,
        `${data}/sobjects/${object.name}/@{r0.records[0].Id}`,
        `${data}/sobjects/${object.name}/@{r0[0].errorCode}`,
        `${data}/sobjects/@{r0.__proto__}`,
        `${data}/query?q=SELECT+Id+FROM+${object.name}+WHERE+Id='@{r0.id}'`,
        `${data}/composite/sobjects`,
        `${data}/composite`,
        `${data}/jobs/ingest`,
        `${data}/sobjects/${object.name}/${this.#id()}`,
        '//example.com/services/data/v67.0/limits',
        ''
      ]);
      const method = random.pick(['POST', 'PATCH', 'GET', 'DELETE', 'PUT', 'get']);
      const name = random.next() < 0.9 ? `"r${number}"` : this.#records.value(random.pick(object.fields));
      const body =
        random.next() < 0.5 ? this.#records.record(object) : '{"LastName":"@{r0.id}","Name":"@{r0.success}"}';
      const headers = random.pick(['{"If-Unmodified-Since":"x"}', '[]', 'null', '{"a":1}', '{"a":{"toString":1}}']);
      return `{"method":"${method}","url":${JSON.stringify(url)},"referenceId":${name},"body":${body || 'null'},"httpHeaders":${headers}}`;
    });
    const body = `{"allOrNone":${random.pick(['true', 'false'])},"compositeRequest":[${subrequests.join(',')}]}`;
    return { method: 'POST', path: `${data}/composite`, body };
  }

  #id(): string {
    const known = this.#ids.length > 0 && this.#random.next() < 0.7;
    return known ? this.#random.pick(this.#ids) : this.#random.pick([NOBODY, 'x', '%00', '000000000000000']);
  }
}

test('a row at random of a lane has an outcome, or its call is refused', async (context) => {
  context.diagnostic(`seed ${seed}; repeat with FUZZ_SEED=${seed}, more with FUZZ_CALLS`);
  const random = new SeededRandom(seed);
  const records = new RecordGrammar(random, []);
  const contact = objects.find(({ name }) => name === 'Contact');
  assert.ok(contact);
  for (let number = 1; number <= calls / 5; number++) {
    const value = (): string => records.value(random.pick(contact.fields));
    const row = (): string => {
      const version = random.next() < 0.7 ? '"2026-01-01T00:00:00Z"' : value();
      const id = random.next() < 0.7 ? `"F-${number}-${random.integer(9)}"` : value();
      const more =
        random.next() < 0.2
          ? `,"${random.pick(['sourceRow', 'attempt', 'deleted', 'parentExternalId'])}":${value()}`
          : '';
      return `{"externalId":${id},"sourceVersion":${version},"fields":${records.record(contact) || 'null'}${more}}`;
    };
    const rows = Array.from({ length: 1 + random.integer(8) }, row).join(',');
    const key = random.next() < 0.9 ? `"fuzz-${number}"` : value();
    const body = `{"runKey":${key},"rows":[${rows}]}`;
    const reply = await lane.call('POST', '/services/apexrest/sync/v1/marketing_contacts', body);
    const story = `FUZZ_SEED=${seed}, call ${number} of the lane: ${body.slice(0, 4000)}`;
    assertNoDefect(reply, `${story}: ${reply.text.slice(0, 2000)}`);
  }
  await canaries.assertUntouched(`FUZZ_SEED=${seed}`);
});

test('a record at random over REST is saved or refused', async () => {
  const random = new SeededRandom(seed);
  const ids: string[] = [];
  const next = new RandomCalls(random, ids);
  for (let number = 1; number <= calls; number++) {
    const { method, path, body } = next.next();
    const reply = await admin.call(method, path, body);
    assertNoDefect(reply, `FUZZ_SEED=${seed}, call ${number}: ${method} ${path} ${body?.slice(0, 2000) ?? ''}`);
    const { id } = (reply.body ?? {}) as { id?: unknown };
    if (reply.status === 201 && typeof id === 'string' && ids.length < 60) ids.push(id);
  }
  assert.ok(ids.length > 0, 'no record was saved');
});

test('a CSV file at random is loaded or refused, row by row', async () => {
  const random = new SeededRandom(seed);
  const records = new RecordGrammar(random, []);
  const loadable = writable.filter(({ name }) => !/__(e|mdt)$/.test(name));
  for (let number = 1; number <= calls / 20; number++) {
    const object = random.pick(loadable);
    const key = random.pick(object.fields.filter(({ externalId, type }) => externalId || type === 'id'));
    const operation = random.pick(['insert', 'insert', 'update', 'upsert', 'delete']);
    const lineEnding = random.pick(['LF', 'CRLF']);
    const asked = {
      object: object.name,
      operation,
      lineEnding,
      ...(operation === 'upsert' && { externalIdFieldName: key.name })
    };
    const file = csvFile(random, records, object, lineEnding === 'LF' ? '\n' : '\r\n');
    const story = `FUZZ_SEED=${seed}, file ${number}: ${JSON.stringify(asked)}: ${JSON.stringify(file.slice(0, 2000))}`;
    const made = await admin.call('POST', `${DATA}/jobs/ingest`, asked);
    assert.equal(made.status, 200, `${story}: ${made.text}`);
    const job = `${DATA}/jobs/ingest/${(made.body as { id: string }).id}`;
    assertNoDefect(await admin.call('PUT', `${job}/batches`, file, 'text/csv'), story);
    assertNoDefect(await admin.call('PATCH', job, { state: 'UploadComplete' }), story);
    await org.jobsIdle();
    const ended = await admin.call('GET', job);
    assertNoDefect(ended, `${story}: ${ended.text}`);
    assert.match(ended.text, /"state":"(JobComplete|Failed|Open)"/, `${story}: ${ended.text}`);
    for (const results of ['failedResults', 'successfulResults'])
      assert.doesNotMatch((await admin.call('GET', `${job}/${results}`)).text, DEFECT, story);
  }
});

function csvFile(random: SeededRandom, records: RecordGrammar, object: DescribedObject, end: string): string {
  const fields = Array.from({ length: 1 + random.integer(4) }, () => random.pick(object.fields));
  const strange = ['Nope', '', 'Owner.Username', 'Account.Name', '__proto__', '"', 'Id', 'Name\u0000'];
  const header = [...fields.map(({ name }) => name), ...(random.next() < 0.2 ? [random.pick(strange)] : [])];
  const cell = (text: string): string =>
    /[",\r\n]/.test(text) && random.next() < 0.95 ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = Array.from({ length: random.integer(8) }, () => {
    const cells = fields.map((field) => cell(records.plain(field)));
    return random.next() < 0.9 ? cells : [...cells, cell(records.plain(random.pick(fields)))];
  });
  const start = random.pick(['', '', '', '\uFEFF', end, '\u0000']);
  return start + [header, ...lines].map((line) => line.join(',')).join(random.next() < 0.95 ? end : '\r');
}
