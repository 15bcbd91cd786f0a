import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassInfo, CompiledProgram, CompiledUnit } from '../../apex/linkage.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { apexExceptionOf } from '../linkage/index.ts';
import { ApexException } from '../values/index.ts';
import { loadProgram } from './index.ts';

const schema: OrgSchema = {
  objects: new Map(),
  validationRules: [],
  matchingRules: [],
  duplicateRules: [],
  customMetadata: [],
  customPermissions: [],
  permissionSets: [],
  queues: []
};

const info: ClassInfo = {
  name: 'Foo',
  kind: 'class',
  abstract: false,
  superclass: null,
  supertypes: [],
  sharing: 'with',
  annotations: [],
  isTest: false,
  fields: [],
  methods: [
    {
      name: 'runIt',
      key: 'runit',
      static: true,
      returnType: 'void',
      parameters: [],
      annotations: [],
      line: 2,
      isTest: false
    }
  ],
  constructors: [],
  enumValues: []
};

const unit: CompiledUnit = {
  name: 'Foo',
  kind: 'class',
  file: '/classes/Foo.cls',
  code: `(function ($, $unit) { class Foo {
static runit() { $.line($unit, 2);
  $.n(null); }
static forever() { return Foo.forever() + 1; }
static caught(body) { try { body(); return 'ran'; } catch (thrown) { return $.caught(thrown); } }
static get $s() { $.staticsInitialised(Foo); return Foo.$static ??= { f$count: 0 }; } }
Foo.$static = null;
return { 'Foo': Foo }; })`,
  executableLines: [2, 4],
  classes: [info],
  trigger: null,
  apiVersion: '67.0'
};

interface Foo {
  runit(): void;
  forever(): number;
  caught(body: () => void): unknown;
  readonly $s: { f$count: number };
}

const program: CompiledProgram = { units: [unit] };
const loaded = loadProgram(program, schema);
const foo = loaded.userClass('foo') as unknown as Foo;

test('an exception knows its Apex line and place', () => {
  assert.throws(
    () => foo.runit(),
    (error: unknown) => {
      assert.ok(error instanceof ApexException);
      assert.equal(error.typeName, 'System.NullPointerException');
      assert.equal(error.getmessage(), 'Attempt to de-reference a null object');
      assert.equal(error.getstacktracestring(), 'Class.Foo.runIt: line 3, column 1');
      assert.equal(error.getlinenumber(), 3);
      return true;
    }
  );
});

test('catch clauses see Apex exceptions, but neither assertion failures nor errors of the runtime', () => {
  const exception = new ApexException('System.MathException', 'Divide by 0');
  assert.equal(
    foo.caught(() => {
      throw exception;
    }),
    exception
  );
  for (const hidden of [new ApexException('System.AssertException', 'x'), new TypeError('a bug')]) {
    assert.equal(
      foo.caught(() => {
        throw hidden;
      }),
      null
    );
  }
});

test('an endless recursion is a LimitException', () => {
  try {
    foo.forever();
    assert.fail('the recursion ended');
  } catch (error) {
    const exception = apexExceptionOf(error);
    assert.equal(exception?.typeName, 'System.LimitException');
    assert.match(exception?.getmessage() ?? '', /^Maximum stack depth reached/);
    assert.match(exception?.getstacktracestring() ?? '', /^Class\.Foo\.forever: line 4, column 1/);
  }
});

test('statics are forgotten when the transaction ends', () => {
  foo.$s.f$count = 5;
  assert.equal(foo.$s.f$count, 5);
  loaded.resetStatics();
  assert.equal(foo.$s.f$count, 0);
});

test('coverage counts the lines that ran', () => {
  assert.deepEqual(loaded.coverage.report(), [
    { name: 'Foo', file: '/classes/Foo.cls', coveredLines: [2], uncoveredLines: [4] }
  ]);
});
