import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { FeedError } from '../feed/read-feed.ts';
import { ManifestParts } from './manifest-parts.ts';

function collect(ids: Iterable<string>, expected: number): Map<string, readonly string[]> {
  const parts = new ManifestParts(expected);
  try {
    for (const id of ids) parts.add(id);
    return new Map([...parts.parts()].map(({ name, ids: own }) => [name, own]));
  } finally {
    parts.close();
  }
}

function* numbered(count: number): Generator<string> {
  for (let index = 0; index < count; index++) yield `ID-${index}`;
}

test('a small manifest is one part; an id is there once, however it is written', () => {
  const parts = collect(['A-1', ' a-1 ', 'B-2'], 3);
  assert.deepEqual([...parts], [['all', ['a-1', 'b-2']]]);
});

for (const [expected, digits] of [
  [20_001, 1],
  [320_001, 2]
] as const)
  test(`${expected} ids make parts of ${digits} digits, with every id in its own`, () => {
    const parts = collect(numbered(expected), expected);
    assert.equal(parts.size, 16 ** digits);
    let total = 0;
    for (const [name, ids] of parts) {
      total += ids.length;
      const strange = ids.find((id) => !createHash('sha256').update(id).digest('hex').startsWith(name));
      assert.equal(strange, undefined, `${strange} is in the part ${name}`);
    }
    assert.equal(total, expected);
  });

test('parts without ids are parts too', () => {
  const parts = collect(['a-1'], 20_001);
  assert.equal(parts.size, 16);
  assert.equal([...parts.values()].filter((ids) => ids.length === 0).length, 15);
});

test('more ids than a manifest holds are refused before anything is read', () => {
  assert.throws(() => new ManifestParts(5_120_001), FeedError);
});
