/** System.Database (Apex Reference, "Database Class"): saves with results, dynamic queries, savepoints. */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { SObject, type SaveOperation } from '../../../database/index.ts';
import { currentContext } from '../../execution/context.ts';
import { checkBeforeDml } from '../../execution/limits.ts';
import { ApexList, type ApexMap, raise } from '../../values/index.ts';
import { executeBatchMembers } from '../async/batch.ts';
import type { SObjectFieldToken } from '../schema/tokens.ts';
import { recordOfId } from '../sobject/new-record.ts';
import { AccessLevel } from './access-level.ts';
import { DmlOptions, headerOf } from './dml-options.ts';
import { recordsOf, saveRecords } from './dml.ts';
import { runDynamicCount, runDynamicQuery } from './dynamic-query.ts';
import { mergeMembers } from './merge.ts';
import { queryLocatorMembers } from './query-locator.ts';
import { OperationResult, type ResultClass } from './results.ts';

const RESULTS: Record<Exclude<SaveOperation, never>, ResultClass> = {
  insert: 'Database.SaveResult',
  update: 'Database.SaveResult',
  upsert: 'Database.UpsertResult',
  delete: 'Database.DeleteResult',
  undelete: 'Database.UndeleteResult'
};

/** Optional parameters, told apart by their types: a method's overloads differ by which of them it has. */
const OPTION = {
  allOrNone: 'Boolean allOrNone',
  options: 'Database.DMLOptions options',
  field: 'Schema.SObjectField externalIdField',
  access: 'AccessLevel accessLevel'
} as const;

/** What the overloads of an operation may have between the records and the access level. */
const MIDDLE: Record<SaveOperation, readonly (readonly string[])[]> = {
  insert: [[], [OPTION.allOrNone], [OPTION.options]],
  update: [[], [OPTION.allOrNone], [OPTION.options]],
  // No DMLOptions here: `record.setOptions` (salesforce-facts 3.2).
  upsert: [[], [OPTION.allOrNone], [OPTION.field], [OPTION.field, OPTION.allOrNone]],
  delete: [[], [OPTION.allOrNone]],
  undelete: [[], [OPTION.allOrNone]]
};

function saveMembers(): PlatformMembers {
  const members: Record<string, (...values: unknown[]) => unknown> = {};
  for (const operation of Object.keys(MIDDLE) as SaveOperation[]) {
    const result = RESULTS[operation];
    const byId = operation === 'delete' || operation === 'undelete';
    for (const middle of MIDDLE[operation]) {
      for (const end of [[], [OPTION.access]]) {
        const rest = [...middle, ...end].map((parameter) => `, ${parameter}`).join('');
        members[`static ${result} ${operation}(SObject record${rest})`] = (record, ...options) =>
          save(operation, record, options);
        members[`static List<${result}> ${operation}(List<SObject> records${rest})`] = (records, ...options) =>
          save(operation, records, options);
        if (!byId) continue;
        members[`static ${result} ${operation}(Id recordId${rest})`] = (id, ...options) =>
          save(operation, recordOfId(id as string), options);
        members[`static List<${result}> ${operation}(List<Id> recordIds${rest})`] = (ids, ...options) =>
          save(
            operation,
            new ApexList(
              'SObject',
              (ids as ApexList).items.map((id) => recordOfId(id as string))
            ),
            options
          );
      }
    }
  }
  return members;
}

function save(operation: SaveOperation, target: unknown, options: readonly unknown[]): unknown {
  const typeName = RESULTS[operation];
  let allOrNone = true;
  let accessMode: 'user' | 'system' | null = null;
  let externalIdField: string | null = null;
  let dmlOptions: DmlOptions | null = null;
  for (const option of options) {
    if (typeof option === 'boolean') allOrNone = option;
    else if (option instanceof AccessLevel) accessMode = option.mode;
    else if (option instanceof DmlOptions) dmlOptions = option;
    else if (option !== null) externalIdField = (option as SObjectFieldToken).field.name;
  }
  // With DMLOptions the default is partial success (salesforce-facts 3.2).
  if (dmlOptions) allOrNone = dmlOptions.optAllOrNone ?? false;
  const results = saveRecords({
    operation,
    records: recordsOf(target),
    allOrNone,
    accessMode,
    externalIdField,
    duplicateRuleHeader: dmlOptions ? headerOf(dmlOptions) : null
  }).map((result) => new OperationResult(typeName, result));
  return target instanceof SObject ? results[0] : new ApexList(typeName, results);
}

class Savepoint {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Setting and rolling back to a savepoint each count as one DML statement and no rows (salesforce-facts 1.8). */
function countedAsStatement<T>(body: () => T): T {
  const context = currentContext();
  checkBeforeDml(context, 0);
  const { usage } = context.transaction;
  const before = usage.dmlStatements;
  const value = body();
  usage.dmlStatements = before + 1;
  return value;
}

function savepointOf(value: Savepoint | null): Savepoint {
  return value ?? raise('NullPointerException', 'Attempt to de-reference a null object');
}

export const savepointClass: PlatformClass = {
  name: 'System.Savepoint',
  kind: 'class',
  members: {},
  isInstance: (value) => value instanceof Savepoint
};

export const databaseClass: PlatformClass = {
  name: 'System.Database',
  kind: 'class',
  members: {
    ...saveMembers(),
    ...mergeMembers(),
    ...queryLocatorMembers,
    ...executeBatchMembers,
    'static List<SObject> query(String soql)': (soql: string) => runDynamicQuery(soql, null, null),
    'static List<SObject> query(String soql, AccessLevel accessLevel)': (soql: string, access: AccessLevel) =>
      runDynamicQuery(soql, null, access),
    'static List<SObject> queryWithBinds(String soql, Map<String, Object> binds, AccessLevel accessLevel)': (
      soql: string,
      binds: ApexMap,
      access: AccessLevel
    ) => runDynamicQuery(soql, binds, access),
    'static Integer countQuery(String soql)': (soql: string) => runDynamicCount(soql, null, null),
    'static Integer countQuery(String soql, AccessLevel accessLevel)': (soql: string, access: AccessLevel) =>
      runDynamicCount(soql, null, access),
    'static Integer countQueryWithBinds(String soql, Map<String, Object> binds, AccessLevel accessLevel)': (
      soql: string,
      binds: ApexMap,
      access: AccessLevel
    ) => runDynamicCount(soql, binds, access),
    'static System.Savepoint setSavepoint()': () =>
      countedAsStatement(() => new Savepoint(currentContext().transaction.setSavepoint())),
    // Ids of records in memory stay as they are (salesforce-facts 3.5).
    'static void rollback(System.Savepoint savepoint)': (savepoint: Savepoint | null) =>
      countedAsStatement(() => currentContext().transaction.rollbackTo(savepointOf(savepoint).name)),
    'static void releaseSavepoint(System.Savepoint savepoint)': (savepoint: Savepoint | null) =>
      currentContext().transaction.releaseSavepoint(savepointOf(savepoint).name)
  }
};
