/** Each numbered diagnostic of @InvocableMethod and @InvocableVariable. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlatformClass } from '../platform/platform-class.ts';
import { apexSources, schemaOf } from '../testing/sources.ts';
import { compileProgram } from './compile-program.ts';

const platform: readonly PlatformClass[] = [
  ...['Object', 'String', 'Integer', 'Id', 'Type', 'SObject'].map((name): PlatformClass => ({
    name: `System.${name}`,
    kind: 'class',
    members: {}
  })),
  ...['List', 'Set'].map((name): PlatformClass => ({
    name: `System.${name}`,
    kind: 'class',
    typeParameters: ['T'],
    members: {}
  }))
];

/** Codes of a class with these members beside a type that may go in and out. */
function codes(members: string): string[] {
  const source = `public class Subject {
    public class Input { @InvocableVariable(label='Name' required=true) public String name; }
    public class Silent { public String name; }
    public class Closed { @InvocableVariable public String name; public Closed(String name) { } }
    ${members}
  }`;
  const { diagnostics } = compileProgram(apexSources(source), schemaOf(), platform, { coverage: false });
  return diagnostics.map(({ code }) => code);
}

const method = (input: string, output: string): string =>
  `@InvocableMethod(label='Do it') public static ${output} run(${input}) { ${output === 'void' ? '' : 'return null;'} }`;

test('lists of primitives, records, lists and user objects go in and out', () => {
  for (const type of ['List<String>', 'List<List<Id>>', 'List<SObject>', 'List<Input>', 'List<List<Input>>']) {
    assert.deepEqual(codes(method(`${type} values`, type)), [], type);
  }
  assert.deepEqual(codes(method('', 'void')), []);
});

test('what an invocable method cannot be', () => {
  assert.deepEqual(codes(`${method('', 'void')} @InvocableMethod public static void other() { }`), ['APX2541']);
  assert.deepEqual(codes('@InvocableMethod static void run() { }'), ['APX2542']);
  assert.deepEqual(codes('@InvocableMethod public void run() { }'), ['APX2538']);
  assert.deepEqual(codes('public class Inner { @InvocableMethod public void run() { } }').includes('APX2542'), true);
  assert.deepEqual(codes('@AuraEnabled @InvocableMethod public static void run() { }'), ['APX2543']);
});

test('what cannot go in or out', () => {
  for (const type of ['String', 'List<Object>', 'Set<String>', 'List<Silent>', 'List<Closed>']) {
    assert.deepEqual(codes(method(`${type} values`, 'void')), ['APX2544'], type);
    assert.deepEqual(codes(method('', type)), ['APX2545'], type);
  }
  assert.deepEqual(codes(method('List<String> one, List<String> two', 'void')), ['APX2544']);
});

test('what a variable cannot be', () => {
  assert.deepEqual(codes('@InvocableVariable String name;'), ['APX2546']);
  assert.deepEqual(codes('@InvocableVariable public static String name;'), ['APX2546']);
  assert.deepEqual(codes('@InvocableVariable public final String name;'), ['APX2546']);
  assert.deepEqual(codes('@InvocableVariable public Object name;'), ['APX2547']);
});
