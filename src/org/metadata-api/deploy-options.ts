/** Reads the options of a deploy as they come over REST (JSON) and SOAP (text), and refuses those that are not carried out. */
import { ApiException } from '../../protocol/index.ts';
import { jsonText } from '../rest/request.ts';
import { TEST_LEVELS, type DeployOptions, type TestLevel } from './deploy-result.ts';

/** Values are booleans or the texts `true` and `false`; `runTests` a list or one name. */
export function readDeployOptions(given: Readonly<Record<string, unknown>>): DeployOptions {
  const flag = (name: string, otherwise: boolean): boolean =>
    given[name] === undefined || given[name] === null || given[name] === ''
      ? otherwise
      : jsonText(given[name]) === 'true';
  const listed = given['runTests'];
  const runTests = (Array.isArray(listed) ? listed : listed ? [listed] : []).map(jsonText);
  return {
    checkOnly: flag('checkOnly', false),
    ignoreWarnings: flag('ignoreWarnings', false),
    rollbackOnError: flag('rollbackOnError', false),
    singlePackage: flag('singlePackage', false),
    purgeOnDelete: flag('purgeOnDelete', false),
    testLevel: testLevelOf(given['testLevel'], runTests),
    runTests
  };
}

/** Nothing asked: no tests, as in an org that is not a production org. */
function testLevelOf(given: unknown, runTests: readonly string[]): TestLevel {
  if (given === undefined || given === null || given === '') {
    return runTests.length > 0 ? 'RunSpecifiedTests' : 'NoTestRun';
  }
  const level = TEST_LEVELS.find((candidate) => candidate === given);
  if (!level) throw refused(`testLevel ${jsonText(given)} is not one of ${TEST_LEVELS.join(', ')}.`);
  if (level === 'RunSpecifiedTests' && runTests.length === 0) {
    throw refused('runTests must name at least one test class when testLevel is RunSpecifiedTests.');
  }
  if (level !== 'RunSpecifiedTests' && runTests.length > 0) {
    throw refused(`runTests may be given with the testLevel RunSpecifiedTests only, not with ${level}.`);
  }
  return level;
}

function refused(message: string): ApiException {
  return new ApiException(400, 'INVALID_OPERATION', message);
}
