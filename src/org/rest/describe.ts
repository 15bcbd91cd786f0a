/** `/sobjects` and `/sobjects/<Object>[/describe]`. Source: REST API Developer Guide, "Describe Global", "sObject Describe". */
import { isPermissionable } from '../../database/index.ts';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { describeObject } from './record-json.ts';
import type { JsonObject, RestRequest, RestResponse, RestSession } from './request.ts';

export function describeGlobal(request: RestRequest, session: RestSession): RestResponse {
  const sobjects = [...session.schema.objects.values()]
    .filter((describe) => session.user.access.objectRights(describe).read)
    .map((describe) => summary(describe, request.version, session));
  return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects } };
}

export function describeSObject(request: RestRequest, session: RestSession): RestResponse {
  const describe = describeObject(session, request.segments[1] ?? '');
  if (request.segments.length === 2) {
    return { status: 200, body: { objectDescribe: summary(describe, request.version, session), recentItems: [] } };
  }
  return {
    status: 200,
    body: {
      ...summary(describe, request.version, session),
      childRelationships: [...describe.childRelationships.values()].map((child) => ({
        childSObject: child.childSObject,
        field: child.field,
        relationshipName: child.relationshipName
      })),
      fields: visibleFields(describe, session),
      recordTypeInfos: []
    }
  };
}

function visibleFields(describe: SObjectDescribe, { user }: RestSession): JsonObject[] {
  const hidden = user.access.hiddenFields(describe);
  const locked = user.access.lockedFields(describe);
  const { create, edit } = user.access.objectRights(describe);
  return [...describe.fields.values()]
    .filter((field) => !hidden.has(field.name))
    .map((field) => ({
      ...fieldJson(field),
      createable: field.createable && create && !locked.has(field.name),
      updateable: field.updateable && edit && !locked.has(field.name),
      permissionable: isPermissionable(describe, field)
    }));
}

function summary(describe: SObjectDescribe, version: number, { user }: RestSession): JsonObject {
  const rights = user.access.objectRights(describe);
  const base = `/services/data/v${version}.0/sobjects/${describe.name}`;
  return {
    name: describe.name,
    label: describe.label,
    labelPlural: describe.labelPlural,
    keyPrefix: describe.keyPrefix,
    custom: describe.kind !== 'standard',
    createable: rights.create,
    updateable: rights.edit,
    deletable: rights.delete,
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
