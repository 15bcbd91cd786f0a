/**
 * Custom metadata of the project: the lanes. An org without Apex need not hold them, and the contract that counts is the one that the client's
 * own Apex was compiled with. References keep the developer name that the file has, which the package reads as well as an id.
 */
import { SObject, type FieldValue } from '../../database/index.ts';
import type { OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import { valueOf } from './records.ts';

export function customMetadataRecords(describe: SObjectDescribe, schema: OrgSchema): SObject[] {
  return schema.customMetadata
    .filter(({ object }) => object === describe.name)
    .sort((left, right) => (left.developerName < right.developerName ? -1 : 1))
    .map(({ developerName, label, values }) => {
      const record = new SObject(describe);
      record.queried = true;
      for (const { name } of describe.fields.values()) record.fields.set(name, null);
      for (const name of ['DeveloperName', 'QualifiedApiName']) record.fields.set(name, developerName);
      for (const name of ['MasterLabel', 'Label']) record.fields.set(name, label);
      for (const [name, value] of values) {
        const field = describe.fields.get(name.toLowerCase());
        if (field) record.fields.set(field.name, typed(field.type, value));
      }
      return record;
    });
}

function typed(type: Parameters<typeof valueOf>[0], value: unknown): FieldValue {
  // A relationship's developer name is no id; it must not be read as one.
  return type === 'reference' ? String(value) : valueOf(type, value);
}
