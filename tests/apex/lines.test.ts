/** The package's own Apex: it compiles without a diagnostic, and each statement of the emitted code is on its Apex line. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { Script } from 'node:vm';
import { test } from 'node:test';
import { compileProgram } from '../../src/apex/index.ts';
import { formatDiagnostic } from '../../src/base/index.ts';
import { loadPackage } from '../../src/metadata/index.ts';
import { platformClasses } from '../../src/runtime/library/index.ts';

const { apex, schema } = loadPackage(resolve(import.meta.dirname, '../..'));
const compilation = compileProgram(apex, schema, platformClasses, { coverage: true });

test('the package compiles', () => {
  assert.ok(apex.length > 0);
  assert.deepEqual(compilation.diagnostics.map(formatDiagnostic), []);
});

test('emitted code is JavaScript', () => {
  for (const { code, file } of compilation.program.units) assert.doesNotThrow(() => new Script(code), file);
});

test('what marks a line stands on that line', () => {
  let marks = 0;
  for (const { code, file, executableLines } of compilation.program.units) {
    const found = new Set<number>();
    code.split('\n').forEach((text, index) => {
      for (const [, line] of text.matchAll(/\$\.line\(\$unit,(\d+)\)/g)) {
        assert.equal(index + 1, Number(line), file);
        found.add(Number(line));
        marks++;
      }
    });
    assert.deepEqual([...found], executableLines, file);
  }
  assert.ok(marks > 100);
});
