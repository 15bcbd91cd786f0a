/** The plan of the house against what the code really imports: floors of src, features of force-app, paths that documents name. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, test } from 'node:test';
import ts from 'typescript';

const projectFolder = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(projectFolder, file), 'utf8');
const find = (pattern: string): string[] => globSync(pattern, { cwd: projectFolder }).sort();

/** Floor -> the floors that it may import, from the table in ARCHITECTURE.md. */
function readFloors(architecture: string): Map<string, Set<string>> {
  const floors = new Map<string, Set<string>>();
  for (const [, floor, allowed] of architecture.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)) {
    const named = [...allowed!.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
    floors.set(floor!, new Set(/all of the above/.test(allowed!) ? floors.keys() : named));
  }
  return floors;
}

interface Import {
  readonly from: string;
  readonly to: string;
  /** False for `import type`, which is gone when the code runs. */
  readonly runs: boolean;
}

/** Imports of our own files, also dynamic ones, as paths from the project folder. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const add = (specifier: ts.Expression | undefined, runs: boolean): void => {
    if (!specifier || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return;
    imports.push({
      from: file,
      to: relative(projectFolder, resolve(projectFolder, dirname(file), specifier.text)),
      runs
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, !onlyTypes(node));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, !node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], true);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal as ts.Expression, false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

function onlyTypes({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  const { namedBindings } = importClause;
  if (importClause.isTypeOnly) return true;
  if (importClause.name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

/** A circle of a graph as the list of its nodes, or null. */
function findCircle(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): string[] | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return null;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    path.pop();
    done.add(node);
    return null;
  };
  for (const node of graph.keys()) {
    const circle = visit(node);
    if (circle) return circle;
  }
  return null;
}

/** Floors whose folders may name each other, and why. The floors themselves never do. */
const MUTUAL = new Map([
  [
    'runtime',
    'classes of the platform name each other: a List answers its SObjectType, a describe makes records, a record saves'
  ],
  ['database', 'a save queries, a query and a formula plan against the tables of the transaction that saves']
]);

describe('floors of src', () => {
  const floors = readFloors(read('ARCHITECTURE.md'));
  const imports = find('src/**/*.ts').flatMap(importsOf);
  const floorOf = (file: string): string => file.split('/')[1]!;

  test('ARCHITECTURE.md names every folder of src, and each only floors above itself', () => {
    const folders = new Set(find('src/**/*.ts').map(floorOf));
    assert.deepEqual(
      [...folders].filter((folder) => !floors.has(folder)),
      []
    );
    assert.equal(findCircle(floors), null);
  });

  test('no arrow runs up', () => {
    const wrong = imports.filter(({ from, to }) => {
      const [source, target] = [floorOf(from), floorOf(to)];
      return !to.startsWith('src/') || (source !== target && !floors.get(source)?.has(target));
    });
    assert.deepEqual(
      wrong.map(({ from, to }) => `${from} imports ${to}`),
      []
    );
  });

  test('every file that is imported exists', () => {
    assert.deepEqual(
      imports.filter(({ to }) => !existsSync(join(projectFolder, to))).map(({ from, to }) => `${from}: ${to}`),
      []
    );
  });

  test('folders of a floor import each other in no circle when they run', () => {
    const graph = new Map<string, Set<string>>();
    const arrows = new Map<string, string>();
    for (const { from, to, runs } of imports) {
      const [source, target] = [dirname(from), dirname(to)];
      // A folder and the folders inside it are one thing, told apart for reading; tests are on nobody's way.
      const nested = `${source}/`.startsWith(`${target}/`) || `${target}/`.startsWith(`${source}/`);
      if (!runs || nested || /\.test\.ts$/.test(from) || MUTUAL.has(floorOf(from))) continue;
      graph.set(source, (graph.get(source) ?? new Set()).add(target));
      arrows.set(`${source} -> ${target}`, `${from} imports ${to}`);
    }
    const circle = findCircle(graph) ?? [];
    assert.deepEqual(
      circle.slice(1).map((target, index) => arrows.get(`${circle[index]} -> ${target}`)),
      []
    );
  });
});

/** Features from the ground up; those of one rank do not name each other. `access` names everything and is named by nothing. */
const FEATURES = [
  ['foundation'],
  ['matching'],
  ['exceptions', 'audit'],
  ['intake'],
  ['stewardship', 'reconciliation'],
  ['console'],
  ['access']
];

describe('features of force-app', () => {
  const rank = new Map(FEATURES.flatMap((names, index) => names.map((name) => [name, index] as const)));
  const featureOf = (file: string): string => file.split('/')[2]!;
  const files = find('force-app/main/**/*.{cls,trigger}');
  const classes = new Map(
    files
      .filter((file) => file.endsWith('.cls'))
      .map((file) => [file.replace(/.*\/|\.cls$/g, '').toLowerCase(), featureOf(file)])
  );

  test('every folder of force-app/main is a feature of the plan', () => {
    const folders = new Set(find('force-app/main/*/*').map(featureOf));
    assert.deepEqual(
      [...folders].filter((folder) => !rank.has(folder)),
      []
    );
  });

  test('Apex of a feature names only classes of features below it', () => {
    const wrong = files.flatMap((file) => {
      const feature = featureOf(file);
      const names = new Set(apexNames(read(file)));
      return [...classes].flatMap(([name, target]) =>
        names.has(name) && target !== feature && rank.get(target)! >= rank.get(feature)!
          ? [`${file} (${feature}) names ${name} (${target})`]
          : []
      );
    });
    assert.deepEqual(wrong, []);
  });
});

/** Names in Apex code in lower case, without comments and strings. */
function apexNames(source: string): string[] {
  const code = source.replace(/\/\*[^]*?\*\/|\/\/.*|'(?:\\.|[^'\\])*'/g, ' ');
  return [...code.matchAll(/[A-Za-z_]\w*/g)].map(([name]) => name.toLowerCase());
}

describe('documents', () => {
  const documents = [...find('*.md'), ...find('{docs,config,scripts,tests,src}/**/*.md'), ...find('force-app/**/*.md')];

  test('name no file that is not there', () => {
    const dead = documents.flatMap((document) => {
      const text = read(document).replace(/^```[^]*?^```/gm, '');
      const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!.split('#')[0]!);
      const fromHere = links
        .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
        .map((target) => join(dirname(document), target));
      // A path in code style that starts at the top of the project; patterns and placeholders are left alone.
      const paths = [...text.matchAll(/`((?:src|force-app|config|scripts|tests|docs|\.ci|\.github)\/[\w./-]+)`/g)].map(
        ([, path]) => path!
      );
      return [...fromHere, ...paths]
        .filter((path) => !existsSync(join(projectFolder, path)))
        .map((path) => `${document}: ${path}`);
    });
    assert.deepEqual(dead, []);
  });
});
