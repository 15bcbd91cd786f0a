/** Salesforce's words for queries that cannot be carried out (texts as the SOAP and REST APIs answer them). */
import type { FieldDescribe } from '../../metadata/index.ts';
import { DatabaseError } from '../transaction.ts';

const REFERENCE = 'Please reference your WSDL or the describe call for the appropriate names.';

export function noSuchColumn(field: string, object: string): DatabaseError {
  return new DatabaseError(
    'INVALID_FIELD',
    `No such column '${field}' on entity '${object}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${REFERENCE}`
  );
}

export function noSuchRelationship(name: string): DatabaseError {
  return new DatabaseError(
    'INVALID_FIELD',
    `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${REFERENCE}`
  );
}

export function noSuchChildRelationship(name: string): DatabaseError {
  return new DatabaseError(
    'INVALID_FIELD',
    `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${REFERENCE}`
  );
}

export function noSuchObject(name: string): DatabaseError {
  return new DatabaseError(
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${REFERENCE}`
  );
}

/** Event messages cannot be queried (Platform Events Developer Guide, "Considerations for Publishing and Subscribing"). */
export function notQueryable(name: string): DatabaseError {
  return new DatabaseError('INVALID_TYPE_FOR_OPERATION', `entity type ${name} does not support query`);
}

export function cannotFilter(field: string): DatabaseError {
  return new DatabaseError('INVALID_FIELD', `field '${field}' can not be filtered in a query call`);
}

/** As public posts show it of ids and of multi-select picklists; which word other types have there was not seen. */
export function invalidOperator({ type }: FieldDescribe): DatabaseError {
  return new DatabaseError(
    'INVALID_QUERY_FILTER_OPERATOR',
    `invalid operator on ${type === 'reference' ? 'id' : type} field`
  );
}

export function notGrouped(field: string): DatabaseError {
  return malformed(`Field must be grouped or aggregated: ${field}`);
}

export function malformed(message: string): DatabaseError {
  return new DatabaseError('MALFORMED_QUERY', message);
}

/** Apex: "System.QueryException: Record Currently Unavailable: …" when FOR UPDATE waited 10 s in vain. */
export function recordUnavailable(): DatabaseError {
  return new DatabaseError(
    'UNABLE_TO_LOCK_ROW',
    'Record Currently Unavailable: The record you are attempting to edit, or one of its related records, is currently being modified by another user. Please try again.'
  );
}
