/** Shapes of a save: what the runtime and the API ask of the database, and what they get back. */
import type { AccessRights } from './access/rights.ts';
import type { DuplicateRuleHeader, FieldValue, SObject } from './sobject.ts';

export type SaveOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'undelete';

export interface SaveRequest {
  readonly operation: SaveOperation;
  /** All of one object type here; the caller splits a mixed list into runs of one type. */
  readonly records: readonly SObject[];
  /** Canonical name, for upsert; absent: upsert by Id. */
  readonly externalIdField?: string;
  readonly allOrNone: boolean;
  readonly accessMode: 'user' | 'system';
  /**
   * Whether the class that saves runs in the record access of the user; then it counts in system mode too, and duplicate rules run as the user.
   * Absent in the APIs: their user mode applies sharing by itself, their duplicate rules ask the header.
   */
  readonly sharing?: boolean;
  /** Header of the whole call (REST header, DMLOptions); a record's own header wins. */
  readonly duplicateRuleHeader?: DuplicateRuleHeader;
  /**
   * For update: a record that was modified in a later second than this time (milliseconds) is left alone and fails with PRECONDITION_FAILED.
   * Looked at under the row lock that the save holds to its end, so that of two saves the second one sees what the first one wrote.
   */
  readonly unmodifiedSince?: number;
}

export interface MatchedRecord {
  readonly record: SObject;
  readonly matchConfidence: number;
  readonly fieldDiffs: readonly {
    readonly name: string;
    readonly difference: 'SAME' | 'DIFFERENT' | 'NULL' | 'SIMILAR';
  }[];
}

export interface MatchResult {
  readonly entityType: string;
  readonly matchEngine: 'ExactMatchEngine' | 'FuzzyMatchEngine';
  readonly rule: string;
  readonly matchRecords: readonly MatchedRecord[];
}

export interface DuplicateResult {
  readonly allowSave: boolean;
  readonly duplicateRule: string;
  readonly duplicateRuleEntityType: string;
  readonly errorMessage: string;
  readonly matchResults: readonly MatchResult[];
}

export interface SaveError {
  /** Salesforce's StatusCode, e.g. DUPLICATE_VALUE. */
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
  /** Present when statusCode is DUPLICATES_DETECTED. */
  readonly duplicateResult?: DuplicateResult;
  /** Present when the user lacks field-level security on `fields`. */
  readonly inaccessible?: { readonly object: string; readonly hint: string };
}

export interface SaveResult {
  readonly id: string | null;
  readonly success: boolean;
  /** For upsert: whether the record was inserted. */
  readonly created: boolean;
  readonly errors: readonly SaveError[];
}

export interface MergeRequest {
  /** Its values are saved as in an update. */
  readonly master: SObject;
  /** One or two records of the master's type; only their ids are looked at. */
  readonly losers: readonly SObject[];
  readonly accessMode: 'user' | 'system';
  /** In system mode: whether record access counts all the same. */
  readonly sharing?: boolean;
}

export interface MergeResult {
  /** The master's. */
  readonly id: string | null;
  readonly success: boolean;
  readonly errors: readonly SaveError[];
  /** The losers, in the order of the request; empty on failure. */
  readonly mergedRecordIds: readonly string[];
  /** Children that have the master for a parent now. */
  readonly updatedRelatedIds: readonly string[];
}

export type TriggerOperation =
  | 'BEFORE_INSERT'
  | 'BEFORE_UPDATE'
  | 'BEFORE_DELETE'
  | 'AFTER_INSERT'
  | 'AFTER_UPDATE'
  | 'AFTER_DELETE'
  | 'AFTER_UNDELETE';

export interface TriggerInvocation {
  readonly object: string;
  readonly operation: TriggerOperation;
  /** Trigger.new; empty for delete. At most 200 records: the database cuts larger saves into chunks. */
  readonly newRecords: readonly SObject[];
  /** Trigger.old, in the order of newRecords; empty for insert. */
  readonly oldRecords: readonly SObject[];
}

/** The runtime's side: runs the deployed triggers of an object; errors land on the records (`addError`) or as a thrown Apex exception. */
export interface TriggerRunner {
  hasTriggers(object: string, operation: TriggerOperation): boolean;
  run(invocation: TriggerInvocation): void;
}

/** Who is saving: what formulas and duplicate rule filters may ask of the running user. */
export interface RunningUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly profileId: string;
  /** Object, field, class and user permissions. */
  readonly access: AccessRights;
  readonly hasCustomPermission: (name: string) => boolean;
  /** A field of the User record by its API name, for duplicate rule filters (`table` User). */
  readonly field: (name: string) => FieldValue;
}
