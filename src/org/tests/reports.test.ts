import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { XMLParser } from 'fast-xml-parser';
import type { ClassInfo, CompiledProgram, CompiledUnit, MethodInfo } from '../../apex/linkage.ts';
import type { ApexTestResult, ApexTestRun } from './apex-test-run.ts';
import { coveragePercent, CoverageTotal } from './coverage.ts';
import { junitReport } from './junit-report.ts';
import { selectTests } from './select-tests.ts';
import { textReport } from './text-report.ts';

function result(methodName: string, more: Partial<ApexTestResult> = {}): ApexTestResult {
  return {
    className: 'ContactTest',
    methodName,
    passed: true,
    milliseconds: 12,
    message: null,
    stackTrace: null,
    internalFault: false,
    queries: 1,
    dmlStatements: 1,
    ...more
  };
}

const run: ApexTestRun = {
  results: [
    result('createsAContact'),
    result('refuses<blank>', {
      passed: false,
      message: 'System.AssertException: Assertion Failed: a < b & "c"\u0001',
      stackTrace: 'Class.ContactTest.refuses: line 12, column 1'
    })
  ],
  passed: 1,
  failed: 1,
  milliseconds: 1500,
  workers: 2,
  coverage: [
    {
      name: 'Contact',
      kind: 'class',
      file: 'Contact.cls',
      lines: 4,
      covered: 1,
      coveredLines: [2],
      uncoveredLines: [3, 4, 9]
    }
  ],
  coveragePercent: 25
};

describe('junitReport', () => {
  it('is well-formed XML with the failure and its stack, whatever the message holds', () => {
    const parsed = new XMLParser({ ignoreAttributes: false, processEntities: true }).parse(junitReport(run)) as {
      testsuites: {
        testsuite: { '@_failures': string; testcase: { '@_name': string; failure?: Record<string, string> }[] };
      };
    };
    const suite = parsed.testsuites.testsuite;
    assert.equal(suite['@_failures'], '1');
    const failed = suite.testcase[1];
    assert.equal(failed?.['@_name'], 'refuses<blank>');
    assert.equal(failed?.failure?.['@_message'], 'System.AssertException: Assertion Failed: a < b & "c"');
    assert.equal(failed?.failure?.['#text'], 'Class.ContactTest.refuses: line 12, column 1');
  });
});

describe('textReport', () => {
  it('lists every test with its time, the failures with message and stack, and lines that did not run', () => {
    const text = textReport(run);
    assert.match(text, /pass +12 ms {2}createsAContact/);
    assert.match(text, /1\) ContactTest\.refuses<blank>\n +System\.AssertException/);
    assert.match(text, /Class\.ContactTest\.refuses: line 12, column 1/);
    assert.match(text, /25 % +1\/4 +Contact {2}not run: 3-4, 9/);
    assert.match(text, /1 passed, 1 failed, 25\.0 % of executable lines covered, 1\.5 s on 2 workers/);
  });
});

function method(name: string, isTest: boolean): MethodInfo {
  return {
    name,
    key: name.toLowerCase(),
    static: true,
    returnType: 'void',
    parameters: [],
    annotations: [],
    line: 1,
    isTest
  };
}

function unit(
  name: string,
  isTest: boolean,
  methods: readonly MethodInfo[],
  executableLines: readonly number[]
): CompiledUnit {
  const info: ClassInfo = {
    name,
    kind: 'class',
    abstract: false,
    superclass: null,
    supertypes: [],
    sharing: 'with',
    annotations: [],
    isTest,
    fields: [],
    methods,
    constructors: [],
    enumValues: []
  };
  return {
    name,
    kind: 'class',
    file: `${name}.cls`,
    code: '',
    executableLines,
    classes: [info],
    trigger: null,
    apiVersion: '67.0'
  };
}

const program: CompiledProgram = {
  units: [
    unit('Intake', false, [method('run', false)], [2, 3, 5, 8]),
    unit('IntakeTest', true, [method('creates', true), method('helper', false), method('updates', true)], []),
    unit('AuditTest', true, [method('writes', true)], [])
  ]
};

describe('selectTests', () => {
  it('finds test methods of test classes, by class name or method name', () => {
    assert.deepEqual(
      selectTests(program).map(({ className, tests }) => [className, tests.map(({ methodName }) => methodName)]),
      [
        ['AuditTest', ['writes']],
        ['IntakeTest', ['creates', 'updates']]
      ]
    );
    assert.deepEqual(
      selectTests(program, ['intaketest.UPDATES']).flatMap(({ tests }) => tests),
      [{ className: 'IntakeTest', methodName: 'updates' }]
    );
  });
});

describe('CoverageTotal', () => {
  it('adds the lines of several workers and leaves test classes out', () => {
    const total = new CoverageTotal();
    const counts = (...lines: number[]) => {
      const array = new Uint32Array(9);
      for (const line of lines) array[line] = 1;
      return array;
    };
    total.add(new Map([['Intake', counts(2)]]));
    total.add(new Map([['Intake', counts(2, 8)]]));
    const report = total.of(program);
    assert.deepEqual(
      report.map(({ name, covered, lines, uncoveredLines }) => ({ name, covered, lines, uncoveredLines })),
      [{ name: 'Intake', covered: 2, lines: 4, uncoveredLines: [3, 5] }]
    );
    assert.equal(coveragePercent(report), 50);
  });
});
