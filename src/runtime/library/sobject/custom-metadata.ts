/**
 * `Sync_Lane__mdt.getAll()` and `getInstance(name or id)`. Source: Apex Reference, "Custom Metadata Type Methods": all fields, no SOQL
 * counted. The records lie in the database, where the deploy put them, and are read once.
 */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import type { FieldValue, SObject } from '../../../database/index.ts';
import type { OrgSchema } from '../../../metadata/index.ts';
import type { SoqlQuery } from '../../../soql/index.ts';
import { currentContext } from '../../execution/context.ts';
import { ApexMap } from '../../values/index.ts';
import { execute } from '../database/query.ts';
import { describeOf } from '../schema/tokens.ts';

/** Custom metadata changes by deploy only, and a deploy makes a new schema: one read per object, worker and deploy. */
const recordsBySchema = new WeakMap<OrgSchema, Map<string, readonly SObject[]>>();

function recordsOf(objectName: string): readonly SObject[] {
  const { schema } = currentContext();
  let known = recordsBySchema.get(schema);
  if (!known) recordsBySchema.set(schema, (known = new Map()));
  const { name, fields } = describeOf(objectName);
  let records = known.get(name);
  if (!records) {
    const query: SoqlQuery = {
      from: name,
      select: [...fields.values()].map((field) => ({ kind: 'field', path: [field.name] })),
      groupBy: [],
      orderBy: [{ field: { kind: 'field', path: ['DeveloperName'] }, descending: false }],
      accessMode: 'system',
      forUpdate: false,
      allRows: false
    };
    records = execute(query, []).records;
    known.set(name, records);
  }
  return records;
}

/** Map of developer name to record. */
export function customMetadataRecords(objectName: string): ApexMap {
  const describe = describeOf(objectName);
  return new ApexMap(
    'String',
    describe.name,
    recordsOf(objectName).map((record) => [record.fields.get('DeveloperName'), record.clone()] as const)
  );
}

/** The record by developer name (without case), qualified name or id; null when there is none. */
export function customMetadataRecord(objectName: string, nameOrId: string | null): SObject | null {
  if (nameOrId === null) return null;
  const wanted = nameOrId.toLowerCase();
  const says = (value: FieldValue | undefined) => typeof value === 'string' && value.toLowerCase() === wanted;
  const found = recordsOf(objectName).find(
    ({ fields }) =>
      says(fields.get('DeveloperName')) || says(fields.get('QualifiedApiName')) || fields.get('Id') === nameOrId
  );
  return found?.clone() ?? null;
}

/**
 * The static methods that every custom metadata type has. The compiler finds `Sync_Lane__mdt.getAll()` here, passes the object's name as
 * first argument, and knows SObject to be that object.
 */
export const customMetadataClass: PlatformClass = {
  name: 'System.CustomMetadataType',
  kind: 'class',
  members: {
    'static Map<String, SObject> getAll(String objectName)': customMetadataRecords,
    'static SObject getInstance(String objectName, String nameOrId)': customMetadataRecord
  }
};
