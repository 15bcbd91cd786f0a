/** Reads `docs/rules.md`: the rules of the product, and the tests that prove each. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import ts from 'typescript';

export const PROJECT = resolve(import.meta.dirname, '../..');

/** An Apex test has a class and a method, a test of node:test a file and a title. */
export type NamedTest =
  | { readonly kind: 'apex'; readonly className: string; readonly method: string }
  | { readonly kind: 'node'; readonly file: string; readonly title: string };

export interface Rule {
  /** Section of the product and number within it, e.g. `4.3`. */
  readonly id: string;
  readonly section: number;
  readonly words: string;
  readonly tests: readonly NamedTest[];
  /** What looks like the name of a test and is none. */
  readonly unreadable: readonly string[];
}

const ENTRY = /^- \*\*(\d+)\.(\d+)\*\* ([^]*?)(?=\n- \*\*|\n#|\n*$(?![^]))/gm;
const APEX_TEST = /^(\w+Test)\.(\w+)$/;
const NODE_TEST = /^((?:tests|src)\/\S+\.test\.ts): (.+)$/;

/** @param text the document; rules are list entries that begin with a bold number, tests are code spans on lines of their own */
export function readRules(text: string): Rule[] {
  return [...text.matchAll(ENTRY)].map(([, section, number, body]) => {
    const [words = '', ...rest] = body!.split(/\n\s*\n|\n(?=\s+`)/);
    const spans = [...rest.join('\n').matchAll(/`([^`]+)`/g)].map(([, span]) => span!.replace(/\s+/g, ' '));
    const tests: NamedTest[] = [];
    const unreadable: string[] = [];
    for (const span of spans) {
      const apex = APEX_TEST.exec(span);
      const node = NODE_TEST.exec(span);
      if (apex) tests.push({ kind: 'apex', className: apex[1]!, method: apex[2]! });
      else if (node) tests.push({ kind: 'node', file: node[1]!, title: node[2]! });
      else unreadable.push(span);
    }
    return { id: `${section}.${number}`, section: Number(section), words: words.trim(), tests, unreadable };
  });
}

export function readCatalogue(): Rule[] {
  return readRules(readFileSync(join(PROJECT, 'docs/rules.md'), 'utf8'));
}

/** The name of a test as the document writes it. */
export function nameOf(named: NamedTest): string {
  return named.kind === 'apex' ? `${named.className}.${named.method}` : `${named.file}: ${named.title}`;
}

/** Every test that the project has, by the name of `nameOf`. */
export function existingTests(): Set<string> {
  const names = new Set<string>();
  for (const file of globSync('force-app/**/*Test.cls', { cwd: PROJECT })) {
    const source = readFileSync(join(PROJECT, file), 'utf8');
    for (const [, method] of source.matchAll(/@IsTest\s+static\s+void\s+(\w+)\s*\(/gi))
      names.add(`${basename(file, '.cls')}.${method}`);
  }
  for (const file of globSync('{src,tests}/**/*.test.ts', { cwd: PROJECT }))
    for (const title of titlesOf(file)) names.add(`${file}: ${title}`);
  return names;
}

/** Titles of the tests of a file; those that are put together when the file runs cannot be named. */
function titlesOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(PROJECT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      ['test', 'it'].includes(node.expression.text)
    ) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title)) titles.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}
