import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import type { FeedRow, UnreadableLine } from './read-feed.ts';
import { FeedError, readFeed } from './read-feed.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-'));
after(() => rmSync(folder, { recursive: true }));

async function read(text: string): Promise<(FeedRow | UnreadableLine)[]> {
  const file = join(folder, 'feed.csv');
  writeFileSync(file, text);
  const rows = [];
  for await (const row of readFeed(file)) rows.push(row);
  return rows;
}

function ids(rows: readonly (FeedRow | UnreadableLine)[]): string[] {
  return rows.map((row) => (row.kind === 'row' ? (row.values.get('id') ?? '') : `!${row.line}`));
}

test('reads rows with their line numbers, skipping empty lines and a byte order mark', async () => {
  const rows = await read('\uFEFFid,name\n1,Ann\n\n2,"Lee, Bo"\r\n');
  assert.deepEqual(
    rows.map((row) => (row.kind === 'row' ? [row.line, row.values.get('id'), row.values.get('name')] : row)),
    [
      [2, '1', 'Ann'],
      [4, '2', 'Lee, Bo']
    ]
  );
});

test('a quoted value may span lines', async () => {
  const [row] = await read('id,name\n1,"Ann\nLee"\n');
  assert.equal(row?.kind === 'row' && row.values.get('name'), 'Ann\nLee');
});

test('a line with the wrong number of values is reported and the next ones are read', async () => {
  const rows = await read('id,name\n1\n2,b\n3,c,d\n4,e\n');
  assert.deepEqual(ids(rows), ['!2', '2', '!4', '4']);
  assert.match(rows[0]?.kind === 'unreadable' ? rows[0].message : '', /has 1 values; the header names 2 columns/);
});

test('a quote that is never closed loses only its own line', async () => {
  assert.deepEqual(ids(await read('id,name\n1,"open\n2,b\n3,c\n')), ['!2', '2', '3']);
});

test('two unclosed quotes do not swallow the rows between them', async () => {
  assert.deepEqual(ids(await read('id,name\n1,"open\n2,b\n3,"x"\n4,"open\n5,e\n')), ['!2', '2', '3', '!5', '5']);
});

test('an unclosed quote early in a long feed is found out without reading to the end', async () => {
  const lines = Array.from({ length: 500 }, (_, index) => `${index},n`);
  lines.splice(3, 0, 'open,"n');
  const rows = await read(`id,name\n${lines.join('\n')}\n`);
  assert.equal(rows.filter((row) => row.kind === 'row').length, 500);
  assert.deepEqual(
    rows.filter((row) => row.kind === 'unreadable').map((row) => row.line),
    [5]
  );
});

test('a feed without header, with a nameless or a repeated column, or that is not there, is refused', async () => {
  await assert.rejects(read(''), FeedError);
  await assert.rejects(read('id,,x\n'), /a column has no name/);
  await assert.rejects(read('id,name,id\n'), /"id" is named twice/);
  await assert.rejects(async () => {
    for await (const row of readFeed(join(folder, 'missing.csv'))) assert.ok(row);
  }, /there is no such file/);
});
