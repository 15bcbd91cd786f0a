/** Statements at random at the doors that take SOQL: each is answered, or refused with a code and words. Never a failure, never a hang. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SeededRandom } from '../../src/sync/sample-feed/random.ts';
import { attackedOrg, encoded, LONGEST_ADDRESS } from './attacked-org.ts';
import { assertAnswered, DATA } from './callers.ts';
import { describedObjects } from './org-schema.ts';
import { QueryGrammar } from './query-grammar.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const statements = Number(process.env['FUZZ_STATEMENTS'] ?? 600);

const { admin, lane, canaries } = await attackedOrg();
const objects = await describedObjects(admin);

test('a statement at random is answered or refused', async (context) => {
  context.diagnostic(`seed ${seed}; repeat with FUZZ_SEED=${seed}, more with FUZZ_STATEMENTS`);
  const random = new SeededRandom(seed);
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
