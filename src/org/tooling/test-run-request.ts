/** Reads which tests a run is asked for. Source: Tooling API Developer Guide, "runTestsAsynchronous", "runTestsSynchronous"; bodies as apex-node sends them. */
import type { CompiledProgram } from '../../apex/linkage.ts';
import { ApiException } from '../../protocol/index.ts';
import { isJsonObject, jsonText, type JsonObject } from '../rest/request.ts';
import { selectTests, type TestClass } from '../tests/select-tests.ts';
import type { ApexUnitIds } from './apex-unit-ids.ts';

export interface TestRunRequest {
  /** Never empty. */
  readonly classes: readonly TestClass[];
  readonly collectCoverage: boolean;
}

/** Of an asynchronous run: these take all tests, because nothing is installed from packages here. */
const ALL_TESTS = new Set(['RunLocalTests', 'RunAllTestsInOrg']);

/** Throws 400 for what names no test and for what is not carried out. */
export function readTestRunRequest(asked: JsonObject, program: CompiledProgram, ids: ApexUnitIds): TestRunRequest {
  refuseUnsupported(asked);
  const collectCoverage = asked['skipCodeCoverage'] !== true;
  const names = [...namesOf(asked['tests'], ids), ...textsOf(asked['classNames']), ...idsOf(asked['classids'], ids)];
  if (names.length > 0) return { classes: namedTests(program, names), collectCoverage };
  if (!ALL_TESTS.has(jsonText(asked['testLevel']))) throw nothingAsked();
  const classes = selectTests(program);
  if (classes.length === 0) throw nothingAsked();
  return { classes, collectCoverage };
}

function refuseUnsupported(asked: JsonObject): void {
  const given = (name: string): boolean => textsOf(asked[name]).length > 0;
  if (given('suiteNames') || given('suiteids')) throw refused('The local org has no test suites (ApexTestSuite).');
  if (asked['maxFailedTests'] !== undefined && Number(jsonText(asked['maxFailedTests'])) >= 0) {
    throw refused('maxFailedTests is not supported: a run always runs all of its tests.');
  }
  const categories = textsOf(asked['category']);
  if (categories.length > 0 && !categories.includes('Apex')) throw refused('The local org has Apex tests only.');
}

/** `tests`: class by class, with all of its methods or some. */
function namesOf(tests: unknown, ids: ApexUnitIds): string[] {
  if (!Array.isArray(tests)) return [];
  return tests.filter(isJsonObject).flatMap((item) => {
    const { className, classId, testMethods } = item;
    const name = typeof className === 'string' ? className : nameOf(jsonText(classId), ids);
    const methods = textsOf(testMethods);
    return methods.length > 0 ? methods.map((method) => `${name}.${method}`) : [name];
  });
}

function idsOf(classIds: unknown, ids: ApexUnitIds): string[] {
  return textsOf(classIds).map((id) => nameOf(id, ids));
}

function nameOf(id: string, ids: ApexUnitIds): string {
  const name = ids.nameOf(id);
  if (name === null) throw refused(`This class ID's value is invalid: ${id}.`);
  return name;
}

function namedTests(program: CompiledProgram, names: readonly string[]): TestClass[] {
  const classes = selectTests(program, [], names);
  const known = new Set(
    classes.flatMap(({ className, tests }) => [
      className.toLowerCase(),
      ...tests.map(({ methodName }) => `${className}.${methodName}`.toLowerCase())
    ])
  );
  const missing = names.find((name) => !known.has(name.toLowerCase()));
  // As observed on orgs (tests of salesforcedx-apex, logs of the CLI).
  if (missing !== undefined) {
    throw refused(
      `This class name's value is invalid: ${missing}. Provide the name of an Apex class that has test methods.`
    );
  }
  return classes;
}

/** A list, or texts with commas between them. */
function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value.map(jsonText) : typeof value === 'string' ? value.split(',') : [];
  return list.map((text) => text.trim()).filter((text) => text !== '');
}

/** plugin-apex looks for these words to say that the org has no tests. */
function nothingAsked(): ApiException {
  return refused('Always provide a classes, suites, tests, or testLevel property.');
}

function refused(message: string): ApiException {
  return new ApiException(400, 'INVALID_INPUT', message);
}
