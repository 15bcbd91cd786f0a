import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { buildComponents, ComponentBuildError } from './build.ts';

const AGE = `export function ageInWords(hours: number): string {
  return String(hours);
}
`;
const QUEUE = `import { LightningElement, api, wire } from 'lwc';
import { ageInWords } from 'c/queueAge';
import type { Question } from './question';
import ask from '@salesforce/apex/Queue.ask';

export default class Queue extends LightningElement {
  @api hours = 1;
  @wire(ask, { hours: '$hours' }) answer: Question | undefined;

  get age(): string {
    return ageInWords(this.hours);
  }
}
`;
const TYPES = `declare module 'lwc' {
  export class LightningElement {}
  export function api(target: unknown, context: unknown): void;
  export function wire(adapter: unknown, config: object): (target: unknown, context: unknown) => void;
}
declare module '@salesforce/apex/Queue.ask' {
  const ask: unknown;
  export default ask;
}
`;

describe('buildComponents', () => {
  let packageFolder: string;

  beforeEach(() => {
    packageFolder = mkdtempSync(join(tmpdir(), 'components-'));
    write('main/queue/lwc/queueAge/queueAge.ts', AGE);
    write('main/queue/lwc/queue/queue.ts', QUEUE);
    write('main/queue/lwc/queue/question.ts', 'export interface Question { readonly reason: string }\n');
    write('main/queue/lwc/queue/queue.html', '<template></template>');
    write('types.d.ts', TYPES);
    writePaths(['queue', 'queueAge']);
  });

  afterEach(() => rmSync(packageFolder, { recursive: true }));

  function path(file: string): string {
    return join(packageFolder, file);
  }

  function write(file: string, text: string): void {
    mkdirSync(join(path(file), '..'), { recursive: true });
    writeFileSync(path(file), text);
  }

  function writePaths(names: readonly string[]): void {
    const paths = Object.fromEntries(names.map((name) => [`c/${name}`, [`./main/queue/lwc/${name}/${name}.ts`]]));
    const compilerOptions = {
      target: 'ESNext',
      module: 'ESNext',
      moduleResolution: 'bundler',
      // Without the DOM the checker has a fifth of the work.
      lib: ['ES2022'],
      types: [],
      strict: true,
      noEmit: true,
      paths
    };
    write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['main/**/*.ts', 'types.d.ts'] }));
  }

  function problems(check: boolean): readonly string[] {
    try {
      buildComponents({ packageFolder, check });
    } catch (error) {
      assert.ok(error instanceof ComponentBuildError, String(error));
      return error.problems;
    }
    return [];
  }

  test('emits each file beside its source, without types and with its decorators', () => {
    const result = buildComponents({ packageFolder });

    assert.equal(result.components, 2);
    assert.equal(result.written.length, 3);
    const emitted = readFileSync(path('main/queue/lwc/queue/queue.js'), 'utf8');
    assert.match(emitted, /@api\s+hours = 1;/);
    assert.match(emitted, /@wire\(ask, \{ hours: '\$hours' \}\)\s+answer;/);
    assert.match(emitted, /get age\(\) \{/);
    assert.doesNotMatch(emitted, /question|: string/);
  });

  test('writes nothing that is already current', () => {
    buildComponents({ packageFolder });

    assert.deepEqual(buildComponents({ packageFolder }).written, []);
  });

  test('accepts in a check what it has just built', () => {
    buildComponents({ packageFolder });

    assert.deepEqual(problems(true), []);
  });

  test('refuses a missing file in a check and does not write it', () => {
    const [first = ''] = problems(true);

    assert.match(first, /\.js is missing: build the components\.$/);
    assert.equal(existsSync(path('main/queue/lwc/queue/queue.js')), false);
  });

  test('refuses a stale file in a check, whichever of the two was changed', () => {
    buildComponents({ packageFolder });
    write('main/queue/lwc/queueAge/queueAge.ts', AGE.replace('String(hours)', "hours + ' h'"));
    assert.match(problems(true).join(), /queueAge\.js was not made from the present TypeScript/);

    buildComponents({ packageFolder });
    write('main/queue/lwc/queue/queue.js', 'export default class {}');
    assert.match(problems(true).join(), /queue\.js was not made from the present TypeScript/);
  });

  test('deletes JavaScript whose source is gone, and refuses it in a check', () => {
    buildComponents({ packageFolder });
    write('main/queue/lwc/queue/renamed.js', 'export {}');

    assert.match(problems(true).join(), /renamed\.js has no TypeScript source/);
    assert.deepEqual(buildComponents({ packageFolder }).deleted, [path('main/queue/lwc/queue/renamed.js')]);
    assert.equal(existsSync(path('main/queue/lwc/queue/renamed.js')), false);
  });

  test('names file and line of a type error and writes nothing', () => {
    write('main/queue/lwc/queueAge/queueAge.ts', AGE.replace('String(hours)', 'hours'));

    assert.match(problems(false).join(), /queueAge\.ts\(2,3\): error TS2322/);
    assert.equal(existsSync(path('main/queue/lwc/queueAge/queueAge.js')), false);
  });

  test('refuses TypeScript that has to be more than stripped', () => {
    write('main/queue/lwc/queueAge/queueAge.ts', 'export enum Age { New }\n');

    assert.match(problems(false).join(), /queueAge\.ts\(1,13\): error TS1294/);
  });

  test('says which path a new bundle needs', () => {
    writePaths(['queueAge']);

    assert.match(problems(false).join(), /add "c\/queue": \["\.\/main\/queue\/lwc\/queue\/queue\.ts"\]/);
  });

  test('refuses a bundle without a source and a name used twice', () => {
    write('main/other/lwc/queue/queue.ts', AGE);
    assert.throws(() => buildComponents({ packageFolder }), /Two component bundles are named queue/);

    rmSync(path('main/other/lwc/queue/queue.ts'));
    assert.throws(() => buildComponents({ packageFolder }), /has no queue\.ts/);
  });

  test('leaves tests out', () => {
    write('main/queue/lwc/queue/__tests__/queue.test.ts', 'this is no TypeScript');
    writePaths(['queue', 'queueAge']);
    const config = JSON.parse(readFileSync(path('tsconfig.json'), 'utf8')) as object;
    write('tsconfig.json', JSON.stringify({ ...config, exclude: ['main/**/__tests__/**'] }));

    assert.deepEqual(problems(false), []);
    assert.equal(existsSync(path('main/queue/lwc/queue/__tests__/queue.test.js')), false);
  });
});
