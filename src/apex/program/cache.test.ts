import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PlatformClass } from '../platform/platform-class.ts';
import { apexSources, schemaOf } from '../testing/sources.ts';
import { compileProgram } from './compile-program.ts';

const platform: readonly PlatformClass[] = [{ name: 'System.Object', kind: 'class', members: {} }];

function withFolder(body: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'apex-cache-'));
  try {
    body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compile(folder: string, text: string, coverage = false): string {
  const { program, diagnostics } = compileProgram(apexSources(text), schemaOf(), platform, {
    coverage,
    cacheFolder: folder
  });
  assert.deepEqual(diagnostics, []);
  return program.units[0]?.code ?? '';
}

const one = 'public class Subject { Integer a() { return 1; } }';

test('the second compilation of the same sources gives the same program', () =>
  withFolder((folder) => {
    const first = compile(folder, one);
    const files = readdirSync(folder);
    assert.equal(compile(folder, one), first);
    assert.deepEqual(readdirSync(folder), files);
  }));

test('what differs in a source or an option is compiled anew', () =>
  withFolder((folder) => {
    const first = compile(folder, one);
    assert.notEqual(compile(folder, one.replace('1', '2')), first);
    assert.notEqual(compile(folder, one, true), first);
    assert.equal(compile(folder, one), first);
  }));

test('a damaged file of the cache is made again', () =>
  withFolder((folder) => {
    const first = compile(folder, one);
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{"program": {');
    assert.equal(compile(folder, one), first);
  }));

test('diagnostics come from the cache too', () =>
  withFolder((folder) => {
    const wrong = apexSources('public class Subject { Integer a() { } }');
    const compileWrong = () =>
      compileProgram(wrong, schemaOf(), platform, { coverage: false, cacheFolder: folder }).diagnostics;
    const first = compileWrong();
    assert.equal(first.length, 1);
    assert.deepEqual(compileWrong(), first);
  }));

test('a syntax tree is found again under another path, but a problem is told at the path that was asked for', () =>
  withFolder((folder) => {
    const treesAfter = (text: string, file: string): { trees: number; files: string[] } => {
      const sources = apexSources(text).map((source) => ({ ...source, file }));
      const { diagnostics } = compileProgram(sources, schemaOf(), platform, { coverage: false, cacheFolder: folder });
      const trees = readdirSync(folder).filter((name) => name.startsWith('tree-')).length;
      return { trees, files: diagnostics.map((diagnostic) => diagnostic.file) };
    };
    assert.deepEqual(treesAfter(one, 'project/Subject.cls'), { trees: 1, files: [] });
    assert.deepEqual(treesAfter(one, 'classes/Subject.cls'), { trees: 1, files: [] });
    const broken = 'public class Subject { Integer a( { } }';
    for (const file of ['project/Subject.cls', 'classes/Subject.cls']) {
      const { trees, files } = treesAfter(broken, file);
      assert.equal(trees, 1);
      assert.deepEqual(new Set(files), new Set([file]));
    }
  }));
