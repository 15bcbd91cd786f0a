/** Save errors in the two shapes of the REST API. Source: salesforce-facts 1.5. */
import { jsonValue } from '../../base/index.ts';
import type { DuplicateResult, SaveError, SaveResult } from '../../database/index.ts';
import { ApiException } from '../../protocol/index.ts';
import { recordUrl } from './record-json.ts';
import type { JsonObject, RestSession } from './request.ts';

/** Single-record calls spell the key `duplicateResut` (observed on v50 to v56); row calls spell it `duplicateResult`. */
const SINGLE_RECORD_DUPLICATE_KEY = 'duplicateResut';

export class SaveException extends ApiException {
  readonly body: readonly JsonObject[];

  constructor(status: number, errors: readonly SaveError[], session: RestSession, version: number) {
    const [first] = errors;
    super(status, first?.statusCode ?? 'UNKNOWN_EXCEPTION', first?.message ?? 'The record was not saved.');
    this.body = errors.map((error) => singleRecordError(error, session, version));
  }
}

function singleRecordError(error: SaveError, session: RestSession, version: number): JsonObject {
  if (error.duplicateResult) {
    return {
      [SINGLE_RECORD_DUPLICATE_KEY]: duplicateResultJson(error.duplicateResult, session, version),
      errorCode: error.statusCode,
      message: error.message
    };
  }
  return { message: error.message, errorCode: error.statusCode, fields: error.fields };
}

/**
 * HTTP status of a failed single-record save. ENTITY_IS_DELETED is 404 on the platform, a missing right on the record 403, a record that was
 * modified meanwhile 412, the rest 400.
 */
export function saveErrorStatus(errors: readonly SaveError[]): number {
  if (errors.some((error) => error.statusCode === 'INSUFFICIENT_ACCESS_OR_READONLY')) return 403;
  if (errors.some((error) => error.statusCode === 'PRECONDITION_FAILED')) return 412;
  return errors.some((error) => error.statusCode === 'ENTITY_IS_DELETED') ? 404 : 400;
}

/** Throws when the only row of a single-record call failed; otherwise its result. */
export function requireSaved(results: readonly SaveResult[], session: RestSession, version: number): SaveResult {
  const [result] = results;
  if (!result) throw new Error('A save of one record returned no result.');
  if (!result.success) throw new SaveException(saveErrorStatus(result.errors), result.errors, session, version);
  return result;
}

export function rowResultJson(result: SaveResult, upsert: boolean, session: RestSession, version: number): JsonObject {
  const errors = result.errors.map((error) => ({
    statusCode: error.statusCode,
    message: error.message,
    fields: error.fields,
    ...(error.duplicateResult ? { duplicateResult: duplicateResultJson(error.duplicateResult, session, version) } : {})
  }));
  return {
    ...(result.success ? { id: result.id } : {}),
    success: result.success,
    errors,
    ...(upsert && result.success ? { created: result.created } : {})
  };
}

function duplicateResultJson(result: DuplicateResult, session: RestSession, version: number): JsonObject {
  const details = session.duplicateRuleHeader?.includeRecordDetails ?? false;
  return {
    allowSave: result.allowSave,
    duplicateRule: result.duplicateRule,
    duplicateRuleEntityType: result.duplicateRuleEntityType,
    errorMessage: result.errorMessage,
    matchResults: result.matchResults.map((match) => ({
      entityType: match.entityType,
      errors: [],
      matchEngine: match.matchEngine,
      matchRecords: match.matchRecords.map((matched) => {
        const { record } = matched;
        const id = record.id ?? '';
        const shown: Record<string, unknown> = {
          attributes: { type: record.describe.name, url: recordUrl(version, record.describe.name, id) },
          Id: id
        };
        if (details) for (const [name, value] of record.fields) shown[name] = jsonValue(value);
        return {
          additionalInformation: [],
          fieldDiffs: matched.fieldDiffs,
          matchConfidence: matched.matchConfidence,
          record: shown
        };
      }),
      rule: match.rule,
      size: match.matchRecords.length,
      success: true
    }))
  };
}
