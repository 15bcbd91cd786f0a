/** The package is deployed to orgs whose class names we do not know: all its Apex names the platform's classes with their namespace. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { loadPackage, type ApexSource } from '../../src/metadata/index.ts';
import { standardObjects } from '../../src/metadata/standard-objects/index.ts';
import { platformClasses } from '../../src/runtime/library/index.ts';
import { PlatformNames } from './platform-names.ts';

const names = new PlatformNames(
  platformClasses.map(({ name }) => name),
  standardObjects.map(({ name }) => name)
);

test('Apex of the package names no class or object of the platform without its namespace', () => {
  const { apex } = loadPackage(resolve(import.meta.dirname, '../..'));
  assert.ok(apex.length > 200, 'The package was not read.');

  const found = apex.flatMap((source) =>
    names
      .unqualifiedIn(source)
      .map(({ at, name, qualified }) => `${source.file}:${at.line}:${at.column} ${name}: write ${qualified}`)
  );

  assert.deepEqual(found, []);
});

test('A bare name of the platform is found wherever Apex may write one', () => {
  const body = `
    private final QueueableContext context;
    private static JSONException last(List<Contact> contacts) {
      String text = JSON.serialize(contacts);
      for (Lead lead : (List<Lead>) Database.query(text, AccessLevel.USER_MODE)) {
        Datetime now = Datetime.now();
        Integer size = text.length();
      }
      try {
        return new JSONException(Account.Name.toString());
      } catch (Exception error) {
        return null;
      }
    }`;

  assert.deepEqual(qualifiedNames(body).sort(), [
    'Schema.Account',
    'Schema.Contact',
    'Schema.Lead',
    'Schema.Lead',
    'System.AccessLevel',
    'System.Database',
    'System.Datetime',
    'System.Exception',
    'System.JSON',
    'System.JSONException',
    'System.JSONException',
    'System.QueueableContext'
  ]);
});

test('Names with a namespace, types of other namespaces, primitives and variables are let be', () => {
  const body = `
    private static Database.SaveResult save(Schema.Contact contact, System.QueueableContext context) {
      List<Database.SaveResult> results = System.Database.insert(new List<SObject>{ contact }, System.AccessLevel.USER_MODE);
      Map<Id, Datetime> dates = new Map<Id, Datetime>();
      String name = String.valueOf(contact.LastName) + Schema.SObjectType.Contact.getLabel();
      return results[0];
    }`;

  assert.deepEqual(qualifiedNames(body), []);
});

function qualifiedNames(body: string): string[] {
  const source: ApexSource = {
    kind: 'class',
    name: 'Example',
    file: 'Example.cls',
    apiVersion: '67.0',
    source: `public class Example {${body}\n}`
  };
  return names.unqualifiedIn(source).map(({ qualified }) => qualified);
}
