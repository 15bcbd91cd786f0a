/**
 * Every query and save of the package says in which mode it runs. Since API 67.0 a statement that says nothing runs in user mode: it works for
 * the administrator who wrote it and fails for the lane user. The check reads the syntax trees of the compiler, tests included.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { treeOf } from '../package/apex-trees.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Methods of Database that read or write records, and take an AccessLevel. */
const METHODS = new Set(
  ['query', 'queryWithBinds', 'countQuery', 'countQueryWithBinds', 'getQueryLocator', 'getQueryLocatorWithBinds']
    .concat(['insert', 'update', 'upsert', 'delete', 'undelete', 'merge'])
    .map((name) => name.toLowerCase())
);

interface Node {
  readonly kind?: string;
  readonly at?: { readonly line: number };
  readonly [key: string]: unknown;
}

/** Lines of statements that do not name a mode. */
function silentStatements(tree: unknown): number[] {
  const lines: number[] = [];
  walk(tree, (node) => {
    if (isSilent(node)) lines.push(node.at?.line ?? 0);
  });
  return lines;
}

function isSilent(node: Node): boolean {
  if (node.kind === 'soql') return (node['query'] as { accessMode?: string }).accessMode === undefined;
  if (node.kind === 'dml') return !node['accessMode'];
  if (node.kind !== 'call' || !METHODS.has(String(node['name']).toLowerCase()) || !isDatabase(node['target']))
    return false;
  const text = JSON.stringify(node['arguments']);
  // An inline query inside of getQueryLocator says it itself.
  return !/AccessLevel|accessMode"?:"/i.test(text);
}

/** `Database` or `System.Database`. */
function isDatabase(target: unknown): boolean {
  return /"(name|field)":"Database"/i.test(JSON.stringify(target ?? null));
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const item of node) walk(item, visit);
  else if (typeof node === 'object' && node !== null) {
    visit(node as Node);
    for (const value of Object.values(node)) walk(value, visit);
  }
}

function silentIn(source: string, file: string): string[] {
  const kind = file.endsWith('.trigger') ? 'trigger' : 'class';
  const { declaration, diagnostics } = treeOf({ kind, file, source });
  assert.deepEqual(diagnostics, [], file);
  return silentStatements(declaration).map((line) => `${file}:${line}`);
}

test('the check finds what says no mode', () => {
  const source = `public class Silent {
    void run(Contact one, String text) {
        List<Contact> found = [SELECT Id FROM Contact];
        insert one;
        Database.update(one, false);
        System.Database.query(text);
        found = [SELECT Id FROM Contact WITH USER_MODE];
        insert as system one;
        Database.update(one, false, System.AccessLevel.SYSTEM_MODE);
    }
}`;
  assert.deepEqual(silentIn(source, 'Silent.cls'), ['Silent.cls:3', 'Silent.cls:4', 'Silent.cls:5', 'Silent.cls:6']);
});

test('every query and save of force-app says in which mode it runs', () => {
  const files = globSync('force-app/**/*.{cls,trigger}', { cwd: ROOT });
  assert.ok(files.length > 100, `${files.length} files`);
  assert.deepEqual(
    files.flatMap((file) => silentIn(readFileSync(resolve(ROOT, file), 'utf8'), file)),
    []
  );
});
