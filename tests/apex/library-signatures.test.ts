import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlatformLibrary } from '../../src/apex/platform/library.ts';
import type { PlatformClass } from '../../src/apex/platform/platform-class.ts';
import { testSchema } from '../../src/apex/types/fixtures/schema.ts';
import { ProgramSymbols } from '../../src/apex/types/index.ts';
import { platformClasses } from '../../src/runtime/index.ts';

const COMPILER_NEEDS = [
  'System.Object',
  'System.Enum',
  'System.SObject',
  'System.List',
  'System.Set',
  'System.Map',
  'System.Exception',
  'System.Type',
  'System.Trigger',
  'Schema.AggregateResult',
  'System.CustomMetadataType',
  'Schema.SObjectType',
  'Schema.SObjectField'
];

/** What is wrong with the signatures of a library, and how many types were looked up. */
function faults(classes: readonly PlatformClass[]): { readonly messages: readonly string[]; readonly types: number } {
  const library = new PlatformLibrary(classes);
  const symbols = new ProgramSymbols(library, testSchema);
  const messages: string[] = [];
  let types = 0;
  for (const declared of library.classes) {
    const written = [
      ...declared.interfaces,
      ...[...declared.properties.values()].map((property) => property.type),
      ...declared.constructors.flatMap(({ parameters }) => parameters.map(({ type }) => type)),
      ...[...declared.methods.values()]
        .flat()
        .flatMap((method) => [method.returnType, ...method.parameters.map(({ type }) => type)])
    ];
    if (declared.superclass !== null && !library.find(declared.superclass))
      messages.push(`Unknown superclass ${declared.superclass} of ${declared.name}`);
    for (const name of written) {
      types++;
      try {
        symbols.resolvePlatform(name, declared);
      } catch (problem) {
        messages.push(String(problem));
      }
    }
  }
  return { messages, types };
}

test('every signature of the library can be read and names types that exist', () => {
  const { messages, types } = faults(platformClasses);

  assert.deepEqual(messages, []);
  assert.ok(types > 500, `only ${types} types were looked up`);
});

test('a signature with an unknown type is found', () => {
  const broken: PlatformClass = { name: 'System.Broken', kind: 'class', members: { 'Nothing get()': () => null } };

  assert.equal(faults([broken]).messages.length, 1);
});

test('the library declares every class that the compiler asks for by name', () => {
  const library = new PlatformLibrary(platformClasses);

  assert.deepEqual(
    COMPILER_NEEDS.filter((name) => !library.find(name)),
    []
  );
});
