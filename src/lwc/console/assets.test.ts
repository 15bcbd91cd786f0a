import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { buildConsole, consoleAssets, type ConsoleAssets } from './assets.ts';
import { cached, fingerprint } from './cache.ts';

describe('console assets', () => {
  let assets: ConsoleAssets;

  before(async () => {
    assets = await consoleAssets();
  });

  test('the page names only files that are there', () => {
    const named = [...assets.html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');

    assert.ok(named.length >= 5, 'Styles, scripts and the mark.');
    assert.deepEqual(
      named.filter((path) => !assets.files.has(path)),
      []
    );
  });

  test('every file has a type, a body and a place below /console/', () => {
    for (const [path, file] of assets.files) {
      assert.match(path, /^\/console\/[\w.-]+\.(?:js|css|svg)$/);
      assert.ok(file.body.length > 0, path);
      assert.match(file.contentType, /^(?:text\/javascript|text\/css|image\/svg\+xml)/);
    }
  });

  test('the page has a language, a title, a viewport and no script of its own', () => {
    assert.match(assets.html, /<html lang="en">/);
    assert.match(assets.html, /<title>[^<]+<\/title>/);
    assert.match(assets.html, /<meta name="viewport"/);
    assert.doesNotMatch(assets.html, /<script(?![^>]* src=)[^>]*>|\son\w+=/);
    assert.doesNotMatch(assets.contentSecurityPolicy, /script-src|unsafe-eval/);
  });

  test('scripts import nothing but files of the console', () => {
    for (const [path, file] of assets.files) {
      const text = path.endsWith('.js') ? Buffer.from(file.body).toString('utf8') : '';
      const imported = [...text.matchAll(/^import .* from ['"]([^'"]+)['"]/gm)].map(([, from]) => from ?? '');
      assert.deepEqual(
        imported.filter((from) => !assets.files.has(from)),
        [],
        path
      );
    }
  });

  test('the same sources give the same files', async () => {
    const again = await consoleAssets();

    assert.deepEqual([...again.files.keys()], [...assets.files.keys()]);
    assert.equal(again.html, assets.html);
  });

  test('buildConsole writes the page and its files into a folder', async () => {
    const outputFolder = mkdtempSync(join(tmpdir(), 'console-'));
    try {
      await buildConsole({ outputFolder });

      assert.equal(readFileSync(join(outputFolder, 'lightning.html'), 'utf8'), assets.html);
      assert.equal(readdirSync(join(outputFolder, 'console')).length, assets.files.size);
    } finally {
      rmSync(outputFolder, { recursive: true });
    }
  });
});

describe('cache', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cache-'));

  after(() => rmSync(folder, { recursive: true }));

  test('builds once under a name and leaves no unfinished file', async () => {
    let built = 0;
    const build = (): Promise<string> => Promise.resolve(`text ${++built}`);

    assert.equal(await cached(folder, 'a.js', build), 'text 1');
    assert.equal(await cached(folder, 'a.js', build), 'text 1');
    assert.deepEqual(readdirSync(folder), ['a.js']);
  });

  test('keeps nothing of a build that failed', async () => {
    await assert.rejects(cached(folder, 'b.js', () => Promise.reject(new Error('broken'))));

    assert.equal(await cached(folder, 'b.js', () => Promise.resolve('sound')), 'sound');
  });

  test('names content, not its concatenation', () => {
    assert.equal(fingerprint(['ab', 'c']), fingerprint(['ab', 'c']));
    assert.notEqual(fingerprint(['ab', 'c']), fingerprint(['a', 'bc']));
  });
});
