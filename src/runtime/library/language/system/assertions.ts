/**
 * System.Assert, and the assert methods of System. Sources: Apex Reference, "Assert Class" and "System Class"; the messages are the ones
 * of debug logs ("Assertion Failed: Expected: 1, Actual: 2"; with a message of the test: "Assertion Failed: message: Expected: …").
 */
import type { PlatformClass, PlatformMembers } from '../../../../apex/platform/platform-class.ts';
import { currentProgram } from '../../../program/program.ts';
import { equalValues, isOfType, raise, textOf, type RuntimeType } from '../../../values/index.ts';

/** `undefined`: the method was called without a message. */
function failed(finding: string, message?: unknown): never {
  const parts = ['Assertion Failed'];
  if (message !== undefined && message !== null) parts.push(textOf(message));
  if (finding !== '') parts.push(finding);
  return raise('AssertException', parts.join(': '));
}

function areEqual(expected: unknown, actual: unknown, message?: unknown): void {
  if (!equalValues(expected, actual)) failed(`Expected: ${textOf(expected)}, Actual: ${textOf(actual)}`, message);
}

function areNotEqual(notExpected: unknown, actual: unknown, message?: unknown): void {
  if (equalValues(notExpected, actual)) failed(`Same value: ${textOf(notExpected)}`, message);
}

/** null counts as false. */
function assert(condition: boolean | null, message?: unknown): void {
  if (condition !== true) failed('', message);
}

function isInstance(value: unknown, type: RuntimeType): boolean {
  return isOfType(value, type, currentProgram().types);
}

export const systemAssertions: PlatformMembers = {
  'static void assert(Boolean condition)': assert,
  'static void assert(Boolean condition, Object message)': assert,
  'static void assertEquals(Object expected, Object actual)': areEqual,
  'static void assertEquals(Object expected, Object actual, Object message)': areEqual,
  'static void assertNotEquals(Object notExpected, Object actual)': areNotEqual,
  'static void assertNotEquals(Object notExpected, Object actual, Object message)': areNotEqual
};

/** Each method with and without a message. */
function withMessage(
  methods: Readonly<Record<string, readonly [parameters: string, check: (...values: never[]) => void]>>
): PlatformMembers {
  const members: Record<string, (...values: never[]) => void> = {};
  for (const [name, [parameters, check]] of Object.entries(methods)) {
    members[`static void ${name}(${parameters})`] = check;
    members[`static void ${name}(${parameters === '' ? '' : `${parameters}, `}String message)`] = check;
  }
  return members;
}

export const assertClass: PlatformClass = {
  name: 'System.Assert',
  kind: 'class',
  members: withMessage({
    areEqual: ['Object expected, Object actual', areEqual],
    areNotEqual: ['Object notExpected, Object actual', areNotEqual],
    fail: ['', (message?: string) => failed('', message)],
    isFalse: [
      'Boolean condition',
      (condition: boolean | null, message?: string) => assert(condition === false, message)
    ],
    isTrue: ['Boolean condition', assert],
    isNull: ['Object value', (value: unknown, message?: string) => areEqual(null, value, message)],
    isNotNull: ['Object value', (value: unknown, message?: string) => areNotEqual(null, value, message)],
    isInstanceOfType: [
      'Object instance, Type expectedType',
      (instance: unknown, type: RuntimeType, message?: string) => {
        if (!isInstance(instance, type)) failed(`Expected an instance of: ${type.text}`, message);
      }
    ],
    isNotInstanceOfType: [
      'Object instance, Type notExpectedType',
      (instance: unknown, type: RuntimeType, message?: string) => {
        if (isInstance(instance, type)) failed(`Expected no instance of: ${type.text}`, message);
      }
    ]
  })
};
