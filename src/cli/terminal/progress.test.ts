import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCount } from './progress.ts';

/** What a count writes to a terminal, or to a log. */
function written(isTTY: boolean, work: (count: ReturnType<typeof startCount>) => void): string {
  let text = '';
  const out = { isTTY, write: (part: string) => (text += part) !== '' } as unknown as NodeJS.WriteStream;
  work(startCount(out));
  return text;
}

test('a log gets a line whenever a count has doubled, and none of short work', () => {
  const text = written(false, (count) => {
    for (let visited = 500; visited <= 20_000; visited += 500) count.update('Fill', visited, visited - 1);
    count.update('Compare', 1999, 0);
    count.update('Compare', 2000, 3);
    count.stop();
  });
  assert.deepEqual(text.split('\n'), [
    'Fill: 2000 looked at, 1999 written',
    'Fill: 4000 looked at, 3999 written',
    'Fill: 8000 looked at, 7999 written',
    'Fill: 16000 looked at, 15999 written',
    'Compare: 2000 looked at, 3 written',
    ''
  ]);
});

test('a terminal gets one line that changes, and is clean afterwards', () => {
  const text = written(true, (count) => {
    count.update('Fill', 1, 1);
    count.update('Fill', 2, 1);
    count.stop();
  });
  assert.deepEqual(text.split('\r\u001b[K'), ['', 'Fill: 1 looked at, 1 written', 'Fill: 2 looked at, 1 written', '']);
});

test('a terminal on which nothing was counted stays as it was', () => {
  assert.equal(
    written(true, (count) => count.stop()),
    ''
  );
});
