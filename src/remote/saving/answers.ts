/** Errors of saves as the API writes them, as the database does. Source: salesforce-facts 1.5. */
import { toId18 } from '../../base/index.ts';
import {
  SObject,
  type DuplicateResult,
  type MatchedRecord,
  type SaveError,
  type SaveRow
} from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { STATUS_CODES } from '../../runtime/index.ts';
import { isJson, typeOf, type Json } from '../query/records.ts';

/** Both spellings of the platform (salesforce-facts 8, item 5). */
const DUPLICATE_KEYS = ['duplicateResult', 'duplicateResut'];
/** How the message of the validation rule Source_Version_Only_Grows begins. */
const OLDER_VERSION = 'SOURCE_VERSION_OLDER:';
const LOCKED = 'UNABLE_TO_LOCK_ROW';
/** Of a row among others; of a whole call they let the call be tried again. */
const PASSING = new Set(['SERVER_UNAVAILABLE', 'SERVICE_UNAVAILABLE', 'QUERY_TIMEOUT', 'REQUEST_LIMIT_EXCEEDED']);
const KNOWN_CODES = new Set(STATUS_CODES);
const NOT_FOUND = 404;
const PRECONDITION_FAILED = 412;

/** Of a call for one record: an array of `{errorCode, message, fields?}`. */
export function errorsOf(text: string, schema: OrgSchema): SaveError[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [{ statusCode: 'UNKNOWN_EXCEPTION', message: text.slice(0, 500), fields: [] }];
  }
  return rowErrors(body, schema);
}

/** Of one row of a call for several: `{statusCode, message, fields}`. */
export function rowErrors(body: unknown, schema: OrgSchema): SaveError[] {
  const errors = (Array.isArray(body) ? body : [body]).filter(isJson).map((json) => errorOf(json, schema));
  return errors.length > 0
    ? errors
    : [{ statusCode: 'UNKNOWN_EXCEPTION', message: 'The org named no reason.', fields: [] }];
}

/**
 * A record that was changed since it was read, holds a newer version than the row by now, or is locked, be it for the org's own automation, is what Apex
 * knows as a lock that did not come: the row is decided again in another try, with the record as it is then. A code that Apex has no word for
 * travels in the message.
 */
export function failAll(row: SaveRow, errors: readonly SaveError[]): void {
  for (const error of errors) {
    const { statusCode, message } = error;
    if (
      message.startsWith(OLDER_VERSION) ||
      isVersionRule(error) ||
      message.includes(LOCKED) ||
      PASSING.has(statusCode)
    )
      row.errors.push({ ...error, statusCode: LOCKED });
    else if (KNOWN_CODES.has(statusCode)) row.errors.push(error);
    else row.errors.push({ ...error, statusCode: 'UNKNOWN_EXCEPTION', message: `${statusCode}: ${message}` });
  }
}

/** What the status of a call for one record says comes first. Only a record that was there can be gone. */
export function failAnswer(row: SaveRow, status: number, errors: readonly SaveError[]): void {
  if (status === PRECONDITION_FAILED) failChanged(row);
  else if (status === NOT_FOUND && !row.created) row.fail('ENTITY_IS_DELETED', 'entity is deleted');
  else if (status >= 500) row.fail(LOCKED, `The org could not save the record at this moment (HTTP ${status}).`);
  else failAll(row, errors);
}

/** Where an org has translated the message: our own rule is the only one that shows its error at the version. */
function isVersionRule({ statusCode, fields }: SaveError): boolean {
  return statusCode === 'FIELD_CUSTOM_VALIDATION_EXCEPTION' && fields.length === 1 && fields[0] === 'Source_Version__c';
}

export function failChanged(row: SaveRow): void {
  row.fail(LOCKED, 'The record was changed after it was read.');
}

function errorOf(json: Json, schema: OrgSchema): SaveError {
  const code = json['statusCode'] ?? json['errorCode'];
  const fields = json['fields'];
  const duplicate = DUPLICATE_KEYS.map((key) => json[key]).find(isJson);
  return {
    statusCode: typeof code === 'string' ? code : 'UNKNOWN_EXCEPTION',
    message: typeof json['message'] === 'string' ? json['message'] : '',
    fields: Array.isArray(fields) ? fields.map(String) : [],
    ...(duplicate ? { duplicateResult: duplicateOf(duplicate, schema) } : {})
  };
}

function duplicateOf(json: Json, schema: OrgSchema): DuplicateResult {
  return {
    allowSave: json['allowSave'] === true,
    duplicateRule: String(json['duplicateRule'] ?? ''),
    duplicateRuleEntityType: String(json['duplicateRuleEntityType'] ?? ''),
    errorMessage: String(json['errorMessage'] ?? ''),
    matchResults: listOf(json['matchResults']).map((match) => ({
      entityType: String(match['entityType'] ?? ''),
      matchEngine: match['matchEngine'] === 'FuzzyMatchEngine' ? 'FuzzyMatchEngine' : 'ExactMatchEngine',
      rule: String(match['rule'] ?? ''),
      matchRecords: listOf(match['matchRecords']).flatMap((matched) => matchedOf(matched, schema))
    }))
  };
}

/** Records of objects that the package does not know are left out: no lane can do anything about them. */
function matchedOf(json: Json, schema: OrgSchema): MatchedRecord[] {
  const { record } = json;
  const describe = isJson(record) ? schema.objects.get(typeOf(record).toLowerCase()) : undefined;
  if (!isJson(record) || !describe || typeof record['Id'] !== 'string') return [];
  const matched = new SObject(describe);
  matched.id = toId18(record['Id']);
  return [{ record: matched, matchConfidence: Number(json['matchConfidence'] ?? 0), fieldDiffs: [] }];
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}
