/** What a script learns from the exit code, also when a database was started and its exit hook ran. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts');

function exitCode(...words: string[]): number | null {
  return spawnSync(process.execPath, [MAIN, ...words], { stdio: 'ignore' }).status;
}

test('Apex tests of which none ran are not a success', () => {
  assert.equal(exitCode('test-apex', 'no test is called this'), 1);
});

test('a lane that does not exist cannot be sent to', () => {
  assert.equal(exitCode('sync', 'no_such_lane', 'feed.csv', '--instance-url', 'http://localhost:1', '--token', 't'), 2);
});

test('a wrong option or value is not done, and help is', () => {
  const address = ['--instance-url', 'http://localhost:1', '--token', 't'];
  assert.equal(exitCode('sync', 'marketing_contacts', 'feed.csv', ...address, '--without-apex', 'soap'), 2);
  assert.equal(exitCode('sync', 'marketing_contacts', 'feed.csv', ...address, '--rows-per-call', '0'), 2);
  assert.equal(exitCode('sync', 'marketing_contacts', 'feed.csv', ...address, '--all-keys'), 2);
  assert.equal(exitCode('sync', '--no-such-option'), 2);
  assert.equal(exitCode('no-such-command'), 2);
  assert.equal(exitCode('sync', '--help'), 0);
});
