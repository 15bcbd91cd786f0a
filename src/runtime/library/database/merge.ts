/** Merge as Apex sees it: the statement, Database.merge and Database.MergeResult (salesforce-facts 3.3). */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { DatabaseError, EntityAccessDenied, SObject, type MergeResult } from '../../../database/index.ts';
import { currentContext } from '../../execution/context.ts';
import { checkBeforeDml } from '../../execution/limits.ts';
import { ApexList, raise } from '../../values/index.ts';
import { recordOfId } from '../sobject/new-record.ts';
import { AccessLevel } from './access-level.ts';
import { dmlException, recordsOf } from './dml.ts';
import { securityException } from './query.ts';
import { errorList } from './results.ts';

const TYPE_NAME = 'Database.MergeResult';

/** `merge master loser` and `merge master losers`: a failure is thrown. */
export function runMerge(master: unknown, losers: unknown, accessMode: 'user' | 'system' | null): void {
  mergeRecords(master, recordsOf(losers), { allOrNone: true, accessMode });
}

interface MergeOptions {
  readonly allOrNone: boolean;
  readonly accessMode: 'user' | 'system' | null;
}

function mergeRecords(master: unknown, losers: readonly SObject[], options: MergeOptions): MergeResult {
  if (!(master instanceof SObject)) return raise('NullPointerException', 'Attempt to de-reference a null object');
  const { allOrNone, accessMode } = options;
  const context = currentContext();
  checkBeforeDml(context, 1 + losers.length);
  let result: MergeResult;
  try {
    const { defaultMode, sharing } = context;
    result = context.transaction.merge({ master, losers, accessMode: accessMode ?? defaultMode, sharing });
  } catch (error) {
    if (error instanceof EntityAccessDenied) throw securityException(error);
    if (!(error instanceof DatabaseError)) throw error;
    const errors = [{ statusCode: error.code, message: error.message, fields: [] }];
    result = { id: master.id, success: false, errors, mergedRecordIds: [], updatedRelatedIds: [] };
  }
  if (allOrNone && !result.success) throw dmlException('merge', [master.id], [result]);
  return result;
}

/** A result as Apex holds it. */
class MergeOutcome {
  readonly typeName = TYPE_NAME;
  readonly result: MergeResult;
  /** "If no error occurred, returns null" (Apex Reference, "MergeResult Class"), unlike the results of the other operations. */
  readonly errors: ApexList | null;

  constructor(result: MergeResult) {
    this.result = result;
    this.errors = result.success ? null : errorList(result.errors);
  }

  toString(): string {
    const { id, success, mergedRecordIds, updatedRelatedIds } = this.result;
    const errors = this.errors === null ? 'null' : `(${this.errors.items.map(String).join(', ')})`;
    return (
      `${TYPE_NAME}[getErrors=${errors};getId=${id};getMergedRecordIds=(${mergedRecordIds.join(', ')});` +
      `getUpdatedRelatedIds=(${updatedRelatedIds.join(', ')});isSuccess=${success};]`
    );
  }
}

export const mergeResultClass: PlatformClass = {
  name: TYPE_NAME,
  kind: 'class',
  members: {
    'Id getId()': (self: MergeOutcome) => self.result.id,
    'Boolean isSuccess()': (self: MergeOutcome) => self.result.success,
    'List<Database.Error> getErrors()': (self: MergeOutcome) => self.errors,
    'List<String> getMergedRecordIds()': (self: MergeOutcome) =>
      new ApexList('String', [...self.result.mergedRecordIds]),
    'List<String> getUpdatedRelatedIds()': (self: MergeOutcome) =>
      new ApexList('String', [...self.result.updatedRelatedIds])
  },
  isInstance: (value) => value instanceof MergeOutcome
};

/**
 * The overloads of Database.merge. One record or id answers one result, a list answers a list with one result for the whole call: the
 * documented example expects every result to name the children of all merged records (Apex Developer Guide, "Merging Records").
 */
export function mergeMembers(): PlatformMembers {
  const members: Record<string, (...values: unknown[]) => unknown> = {};
  const add = (result: string, parameter: string, losersOf: (value: unknown) => SObject[]): void => {
    for (const middle of ['', ', Boolean allOrNone'])
      for (const end of ['', ', AccessLevel accessLevel'])
        members[`static ${result} merge(SObject masterRecord, ${parameter}${middle}${end})`] = (
          master,
          losers,
          ...options
        ) => {
          const outcome = new MergeOutcome(mergeRecords(master, losersOf(losers), optionsOf(options)));
          return losers instanceof ApexList ? new ApexList(TYPE_NAME, [outcome]) : outcome;
        };
  };
  add(TYPE_NAME, 'SObject duplicateRecord', recordsOf);
  add(
    `List<${TYPE_NAME}>`,
    'List<SObject> duplicateRecords',
    listOf((item) => recordsOf(item)[0])
  );
  add(TYPE_NAME, 'Id duplicateId', (id) => [recordOfId(id as string | null)]);
  add(
    `List<${TYPE_NAME}>`,
    'List<Id> duplicateIds',
    listOf((id) => recordOfId(id as string | null))
  );
  return members;
}

function listOf(recordOf: (item: unknown) => SObject | undefined): (value: unknown) => SObject[] {
  return (value) => {
    if (!(value instanceof ApexList)) return raise('NullPointerException', 'Attempt to de-reference a null object');
    return value.items.flatMap((item) => recordOf(item) ?? []);
  };
}

function optionsOf(options: readonly unknown[]): MergeOptions {
  let allOrNone = true;
  let accessMode: 'user' | 'system' | null = null;
  for (const option of options) {
    if (typeof option === 'boolean') allOrNone = option;
    else if (option instanceof AccessLevel) accessMode = option.mode;
  }
  return { allOrNone, accessMode };
}
