/** `/sobjects` and `/sobjects/<Object>[/describe]`. Source: REST API Developer Guide, "Describe Global", "sObject Describe". */
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { describeObject } from './record-json.ts';
import type { JsonObject, RestRequest, RestResponse, RestSession } from './request.ts';

export function describeGlobal(request: RestRequest, session: RestSession): RestResponse {
  const sobjects = [...session.schema.objects.values()].map((describe) => summary(describe, request.version));
  return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects } };
}

export function describeSObject(request: RestRequest, session: RestSession): RestResponse {
  const describe = describeObject(session.schema, request.segments[1] ?? '');
  if (request.segments.length === 2) {
    return { status: 200, body: { objectDescribe: summary(describe, request.version), recentItems: [] } };
  }
  return {
    status: 200,
    body: {
      ...summary(describe, request.version),
      childRelationships: [...describe.childRelationships.values()].map((child) => ({
        childSObject: child.childSObject,
        field: child.field,
        relationshipName: child.relationshipName
      })),
      fields: [...describe.fields.values()].map(fieldJson),
      recordTypeInfos: []
    }
  };
}

function summary(describe: SObjectDescribe, version: number): JsonObject {
  const base = `/services/data/v${version}.0/sobjects/${describe.name}`;
  const writable = describe.kind !== 'customMetadata';
  return {
    name: describe.name,
    label: describe.label,
    labelPlural: describe.labelPlural,
    keyPrefix: describe.keyPrefix,
    custom: describe.kind !== 'standard',
    createable: writable,
    updateable: writable,
    deletable: writable,
    queryable: true,
    urls: { sobject: base, describe: `${base}/describe`, rowTemplate: `${base}/{ID}` }
  };
}

function fieldJson(field: FieldDescribe): JsonObject {
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    length: field.length,
    precision: field.precision,
    scale: field.scale,
    custom: field.custom,
    nillable: field.nillable,
    externalId: field.externalId,
    idLookup: field.externalId || field.type === 'id',
    unique: field.unique,
    caseSensitive: field.caseSensitive,
    createable: field.createable,
    updateable: field.updateable,
    autoNumber: field.autoNumberFormat !== undefined,
    defaultValue: field.defaultValue ?? null,
    picklistValues: (field.picklistValues ?? []).map((value) => ({
      active: true,
      defaultValue: value === field.defaultValue,
      label: value,
      value
    })),
    restrictedPicklist: field.restrictedPicklist ?? false,
    referenceTo: field.referenceTo ?? [],
    relationshipName: field.relationshipName ?? null
  };
}
