/** Statements at random at the doors that take SOQL: each is answered, or refused with a code and words. Never a failure, never a hang. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SeededRandom } from '../../src/sync/sample-feed/random.ts';
import { attackedOrg, encoded, LONGEST_ADDRESS } from './attacked-org.ts';
import { assertAnswered, DATA } from './callers.ts';
import { describedObjects } from './org-schema.ts';
import { QueryGrammar } from './query-grammar.ts';
import { RecordGrammar } from './record-grammar.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const statements = Number(process.env['FUZZ_STATEMENTS'] ?? 600);

const { admin, lane, canaries } = await attackedOrg();
const objects = await describedObjects(admin);

/** Records with strange values, so that conditions and sorting meet some. */
async function saveSome(random: SeededRandom): Promise<void> {
  const records = new RecordGrammar(random, []);
  for (const name of ['Account', 'Contact', 'Lead', 'Contact_Sync_Exception__c', 'Sync_Run__c', 'Product2']) {
    const object = objects.find((candidate) => candidate.name === name);
    assert.ok(object, name);
    for (let number = 0; number < 12; number++)
      assertAnswered(await admin.call('POST', `${DATA}/sobjects/${name}`, records.record(object)), `FUZZ_SEED=${seed}`);
  }
}

test('a statement at random is answered or refused', async (context) => {
  context.diagnostic(`seed ${seed}; repeat with FUZZ_SEED=${seed}, more with FUZZ_STATEMENTS`);
  const random = new SeededRandom(seed);
  await saveSome(random);
  const grammar = new QueryGrammar(random, objects);
  let answered = 0;
  for (let number = 1; number <= statements; number++) {
    const statement = grammar.statement();
    const caller = random.pick([admin, admin, lane]);
    const resource = random.pick(['query', 'query', 'query', 'queryAll', 'query?columns=true']);
    const address = `${DATA}/${resource}${resource.includes('?') ? '&' : '?'}q=${encoded(statement)}`;
    const url = address.length > LONGEST_ADDRESS ? null : address;
    const reply = url
      ? await caller.call('GET', url)
      : await caller.call('POST', `${DATA}/jobs/query`, { operation: 'query', query: statement });
    assertAnswered(reply, `FUZZ_SEED=${seed}, statement ${number}, ${resource}: ${JSON.stringify(statement)}`);
    if (reply.status === 200) answered++;
  }
  assert.ok(answered > statements / 10, `only ${answered} of ${statements} statements mean something`);
  await canaries.assertUntouched(`FUZZ_SEED=${seed}`);
});

test('a statement that is long or nests deep is refused before it costs anything', async () => {
  const nested = (depth: number): string => '('.repeat(depth);
  for (const query of [
    `SELECT Id FROM Contact WHERE ${nested(3000)}Id = null${')'.repeat(3000)}`,
    `SELECT Id FROM Contact WHERE ${'Id IN (SELECT Id FROM Contact WHERE '.repeat(500)}Id = null${')'.repeat(500)}`,
    `SELECT ${'(SELECT '.repeat(2000)}Id${' FROM Contacts)'.repeat(2000)} FROM Account`,
    `SELECT Id FROM Contact WHERE Id = :${'new A{'.repeat(5000)}`,
    `SELECT Id FROM Contact WHERE Name = '${'x'.repeat(1_000_000)}'`
  ]) {
    const url = `${DATA}/query?q=${encodeURIComponent(query)}`;
    const composite = { compositeRequest: [{ method: 'GET', url, referenceId: 'q' }] };
    const reply = await admin.call('POST', `${DATA}/composite`, composite);
    assert.equal(reply.status, 200, reply.text.slice(0, 300));
    assert.match(reply.text, /"errorCode":"MALFORMED_QUERY"/);
    const job = await admin.call('POST', `${DATA}/jobs/query`, { operation: 'query', query });
    assert.equal(job.status, 400);
    assertAnswered(job, query.slice(0, 60));
  }
});

interface Person {
  readonly Title: string | null;
  readonly AnnualRevenue: number | null;
}

/** Annual revenue has no decimal places. */
const PEOPLE: readonly Person[] = [
  { Title: null, AnnualRevenue: null },
  { Title: 'a', AnnualRevenue: 0 },
  { Title: 'A%', AnnualRevenue: -2 },
  { Title: 'ab', AnnualRevenue: 2 },
  { Title: 'a_b', AnnualRevenue: 99999999999999 },
  { Title: 'B\\', AnnualRevenue: 3 },
  { Title: "it's", AnnualRevenue: null },
  { Title: '\u00c9clair', AnnualRevenue: 1e7 }
];

/** What a filter says of a value, told apart from the query: text without case, null only of !=, NOT IN and null itself. */
function holds(value: string | number | null, operator: string, wanted: readonly (string | number | null)[]): boolean {
  const fold = (item: string | number | null): string | number | null =>
    typeof item === 'string' ? item.toLowerCase() : item;
  const [left, right] = [fold(value), fold(wanted[0] ?? null)];
  if (operator === 'IN') return wanted.map(fold).includes(left);
  if (operator === 'NOT IN') return !wanted.map(fold).includes(left);
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  if (left === null || right === null) return false;
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}

test('comparisons find what a straight reading of them says', async () => {
  const random = new SeededRandom(seed);
  for (const person of PEOPLE) {
    const lead = { LastName: 'fuzz-model', Company: `Model ${PEOPLE.indexOf(person)}`, ...person };
    const made = await admin.call('POST', `${DATA}/sobjects/Lead`, lead);
    assert.equal(made.status, 201, made.text);
  }
  const literal = (value: string | number | null): string =>
    typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : String(value);
  for (let number = 1; number <= statements / 6; number++) {
    const field = random.pick(['Title', 'AnnualRevenue'] as const);
    const operator = random.pick(
      field === 'Title' ? ['=', '!=', 'IN', 'NOT IN'] : ['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN']
    );
    const size = operator.endsWith('IN') ? 1 + random.integer(4) : 1;
    const wanted = Array.from({ length: size }, () =>
      field === 'AnnualRevenue' && random.next() < 0.2 ? 2.5 : random.pick(PEOPLE)[field]
    );
    const right = operator.endsWith('IN') ? `(${wanted.map(literal).join(', ')})` : literal(wanted[0] ?? null);
    const statement = `SELECT Company FROM Lead WHERE LastName = 'fuzz-model' AND ${field} ${operator} ${right}`;
    const expected = PEOPLE.flatMap((person, index) =>
      holds(person[field], operator, wanted) ? [`Model ${index}`] : []
    );
    const found = (await admin.query(statement)).map(({ Company }) => String(Company));
    assert.deepEqual(found.sort(), expected.sort(), `FUZZ_SEED=${seed}: ${statement}`);
  }
});
