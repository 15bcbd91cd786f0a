/** The standard objects that we wrote down against the describes that npm `@jsforce/jsforce-node` generated from a real org. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { emptyOrgSchema } from '../../src/metadata/index.ts';

const jsforce = createRequire(import.meta.url).resolve('@jsforce/jsforce-node/package.json');
const declarations = readFileSync(join(dirname(jsforce), 'lib', 'types', 'standard-schema.d.ts'), 'utf8');

/** Not switched on in that org, or newer than its release, or a lookup to several objects. Source: Object Reference, the objects' pages. */
const NOT_IN_THAT_ORG: ReadonlySet<string> = new Set([
  ...['AccountNumber', 'Sic', 'Ownership', 'TickerSymbol', 'Rating', 'Site'].map((name) => `Account.${name}`),
  ...['MobilePhone', 'Fax', 'HasOptedOutOfEmail', 'HasOptedOutOfFax', 'DoNotCall'].map((name) => `Lead.${name}`),
  'Group.Description',
  'GroupMember.UserOrGroupId',
  'CronTrigger.LastModifiedDate',
  'CronTrigger.OwnerId',
  'CustomPermission.IsLicensed',
  'SetupEntityAccess.SetupEntityId'
]);

/** Newer than that org. Source: Object Reference, the objects' pages. */
const OBJECTS_NOT_IN_THAT_ORG: ReadonlySet<string> = new Set(['CustomNotificationType']);

function membersOf(type: string): Map<string, string> {
  const body = new RegExp(`^type ${type.replace('$', '\\$')} = \\{([^]*?)^\\};`, 'm').exec(declarations)?.[1] ?? '';
  return new Map([...body.matchAll(/^ {4}(\w+): (.+);$/gm)].map(([, name, text]) => [name!, text!]));
}

const TYPESCRIPT_TYPES: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  currency: 'number',
  date: 'DateString',
  datetime: 'DateString'
};

describe('standard objects', () => {
  for (const object of emptyOrgSchema().objects.values()) {
    if (OBJECTS_NOT_IN_THAT_ORG.has(object.name)) continue;
    test(`${object.name} has only fields, types and relationships that Salesforce has`, () => {
      const fields = membersOf(`Fields$${object.name}`);
      const parents = membersOf(`ParentReferences$${object.name}`);
      const children = membersOf(`ChildRelationships$${object.name}`);
      assert.ok(fields.size > 0, `no ${object.name} in the describes`);
      const problems: string[] = [];
      for (const field of object.fields.values()) {
        const name = `${object.name}.${field.name}`;
        if (NOT_IN_THAT_ORG.has(name)) continue;
        const known = fields.get(field.name)?.replace(' | null', '');
        if (known !== (TYPESCRIPT_TYPES[field.type] ?? 'string')) problems.push(`${name} is ${known ?? 'unknown'}`);
        if (field.relationshipName !== undefined && !parents.has(field.relationshipName)) {
          problems.push(`${name} has no relationship ${field.relationshipName}`);
        }
      }
      assert.deepEqual(problems, []);
      for (const { relationshipName, childSObject } of object.childRelationships.values()) {
        assert.equal(children.get(relationshipName)?.replace('SObjectDefinition$', ''), childSObject, relationshipName);
      }
    });
  }
});
