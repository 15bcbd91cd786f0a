/** What the REST API answers when its user lacks a permission on an object, or on the API itself. */
import type { EntityAccessDenied, RunningUser } from '../../database/index.ts';
import { lacks } from '../../database/index.ts';
import type { ApiError } from '../../protocol/index.ts';
import { ApiException } from '../../protocol/index.ts';

/**
 * "entity type cannot be inserted: Contact" and "… updated …" are observed on orgs, for users without Create or Edit; the form for a delete
 * follows them. An object that cannot be read is not supported, to a query.
 */
export function accessError({ describe, right, hint }: EntityAccessDenied): ApiError {
  if (right === 'create' || right === 'edit' || right === 'delete') {
    const verb = { create: 'inserted', edit: 'updated', delete: 'deleted' }[right];
    return {
      errorCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      message: `entity type cannot be ${verb}: ${describe.label} ${hint}`
    };
  }
  return { errorCode: 'INVALID_TYPE', message: `sObject type '${describe.name}' is not supported. ${hint}` };
}

/** Observed for users without "API Enabled"; the words speak of the org all the same. */
export function requireApi(user: RunningUser): void {
  if (user.access.hasUserPermission('ApiEnabled')) return;
  const hint = lacks(user, 'the user permission ApiEnabled');
  throw new ApiException(403, 'API_DISABLED_FOR_ORG', `The REST API is not enabled for this Organization. ${hint}`);
}

/** Source: Apex Developer Guide, "Executing Anonymous Apex through the API and the Author Apex Permission"; Salesforce Help, "Run Apex Tests". */
export function requireAuthorApex(user: RunningUser, what = 'Running anonymous Apex'): void {
  if (user.access.hasUserPermission('AuthorApex')) return;
  const hint = lacks(user, 'the user permission AuthorApex');
  throw new ApiException(403, 'INSUFFICIENT_ACCESS', `${what} requires Author Apex. ${hint}`);
}
