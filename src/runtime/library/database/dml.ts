/**
 * DML as Apex sees it: the DML statements and the methods of Database share this. The database's `save` takes records of one type; here
 * mixed lists are cut into runs of one type, governor limits are applied, ids are put on the records in memory, and failures become a
 * DmlException or results.
 */
import {
  DatabaseError,
  EntityAccessDenied,
  SObject,
  type DuplicateRuleHeader,
  type SaveError,
  type SaveOperation,
  type SaveResult
} from '../../../database/index.ts';
import { currentContext, type ExecutionContext } from '../../execution/context.ts';
import { checkBeforeDml } from '../../execution/limits.ts';
import { ApexDmlException, type ApexException, ApexList, raise, type DmlRow } from '../../values/index.ts';
import { securityException } from './query.ts';

export interface DmlRequest {
  readonly operation: SaveOperation;
  readonly records: readonly SObject[];
  readonly allOrNone: boolean;
  readonly accessMode: 'user' | 'system' | null;
  /** For upsert: name of the field of the records' type; null: by Id. */
  readonly externalIdField: string | null;
  readonly duplicateRuleHeader?: DuplicateRuleHeader | null;
}

/** Salesforce-facts 1.8: the documented bound of types in one call. */
const MAXIMUM_CHUNKS = 10;

/** A DML statement: all or none. */
export function runDml(
  operation: string,
  value: unknown,
  accessMode: 'user' | 'system' | null,
  externalIdField: string | null
): void {
  saveRecords({
    operation: operation as SaveOperation,
    records: recordsOf(value),
    allOrNone: true,
    accessMode,
    externalIdField
  });
}

/** Results in the order of the records. With `allOrNone` a failure is thrown. */
export function saveRecords(request: DmlRequest): SaveResult[] {
  const { operation, records, allOrNone } = request;
  // An empty list is no statement: it counts against no limit.
  if (records.length === 0) return [];
  refuseEvents(operation, records);
  const context = currentContext();
  assertDistinct(operation, records);
  const chunks = chunksByType(records);
  if (request.externalIdField !== null && chunks.length > 1)
    raise('TypeException', 'Upsert with a field specification requires a concrete SObject type');
  checkBeforeDml(context, records.length);

  const idsBefore = records.map((record) => record.id);
  const results = saveChunks(context, request, chunks);
  results.forEach((result, index) => takeOverId(records[index], idsBefore[index] ?? null, result));
  if (allOrNone && results.some((result) => !result.success)) throw dmlException(operation, idsBefore, results);
  return results;
}

function saveChunks(
  context: ExecutionContext,
  request: DmlRequest,
  chunks: readonly (readonly SObject[])[]
): SaveResult[] {
  const { transaction } = context;
  const whole = chunks.length > 1 && request.allOrNone;
  const statementsBefore = transaction.usage.dmlStatements;
  const savepoint = whole ? transaction.setSavepoint() : null;
  // One DML statement of Apex, however many types: what a savepoint or a further chunk counted is taken back.
  transaction.usage.dmlStatements = statementsBefore;

  const results: SaveResult[] = [];
  let failed = false;
  for (const [number, records] of chunks.entries()) {
    if (failed && whole) {
      results.push(...records.map((record) => rolledBack(record.id)));
      continue;
    }
    const chunkResults = saveChunk(context, request, records);
    if (number > 0) transaction.usage.dmlStatements -= 1;
    if (chunkResults.some((result) => !result.success)) failed = true;
    results.push(...chunkResults);
  }
  if (savepoint === null) return results;
  const statements = transaction.usage.dmlStatements;
  if (failed) transaction.rollbackTo(savepoint);
  transaction.releaseSavepoint(savepoint);
  transaction.usage.dmlStatements = statements;
  return failed ? results.map((result) => (result.success ? rolledBack(result.id) : result)) : results;
}

function saveChunk(context: ExecutionContext, request: DmlRequest, records: readonly SObject[]): SaveResult[] {
  const { operation, allOrNone, accessMode, externalIdField, duplicateRuleHeader } = request;
  const mode = accessMode ?? context.defaultMode;
  try {
    return context.transaction.save({
      operation,
      records,
      allOrNone,
      accessMode: mode,
      sharing: context.sharing || mode === 'user',
      ...(externalIdField === null ? {} : { externalIdField }),
      ...(duplicateRuleHeader ? { duplicateRuleHeader } : {})
    });
  } catch (error) {
    if (error instanceof EntityAccessDenied) throw securityException(error);
    if (!(error instanceof DatabaseError)) throw error;
    // The save failed as a whole (e.g. a lock that never came): every row says so, as the platform's results do.
    const failure: SaveError = { statusCode: error.code, message: error.message, fields: [] };
    return records.map((record) => ({ id: record.id, success: false, created: false, errors: [failure] }));
  }
}

/** Events are published with EventBus.publish (Platform Events Developer Guide, "Publish Event Messages with Apex"). */
function refuseEvents(operation: SaveOperation, records: readonly SObject[]): void {
  const [event] = records.filter(({ describe }) => describe.kind === 'platformEvent');
  if (event) raise('TypeException', `DML operation ${operation} not allowed on ${event.describe.name}`);
}

/** Records of an Apex value: one record, or a list of them. */
export function recordsOf(value: unknown): SObject[] {
  const items: readonly unknown[] = value instanceof ApexList ? value.items : [value];
  return items.map((item) => {
    if (item instanceof SObject) return item;
    return raise('NullPointerException', 'Attempt to de-reference a null object');
  });
}

/**
 * Sources: the messages of System.ListException that Apex answers when one record stands twice in a list (observed in public Apex logs).
 */
function assertDistinct(operation: SaveOperation, records: readonly SObject[]): void {
  if (records.length < 2) return;
  if (operation === 'insert' || operation === 'upsert') {
    if (new Set(records).size < records.length)
      raise('ListException', 'Before Insert or Upsert list must not have two identically equal elements');
  }
  if (operation === 'insert') return;
  const ids = new Set<string>();
  for (const { id } of records) {
    if (id === null) continue;
    if (ids.has(id)) raise('ListException', `Duplicate id in list: ${id}`);
    ids.add(id);
  }
}

function chunksByType(records: readonly SObject[]): SObject[][] {
  const chunks: SObject[][] = [];
  for (const record of records) {
    const last = chunks.at(-1);
    if (last?.[0]?.describe === record.describe) last.push(record);
    else chunks.push([record]);
  }
  // Source: Apex Developer Guide, "Creating Records for Multiple Object Types", chunks.
  if (chunks.length > MAXIMUM_CHUNKS)
    raise(
      'TypeException',
      `Cannot have more than ${MAXIMUM_CHUNKS} chunks in a single operation. Please rearrange the data to reduce chunking.`
    );
  return chunks;
}

/** A saved record carries its id; one that was not inserted carries none, as on the platform. */
function takeOverId(record: SObject | undefined, idBefore: string | null, result: SaveResult): void {
  if (!record) return;
  if (result.success) {
    if (result.id !== null && record.id === null) record.id = result.id;
  } else if (idBefore === null) {
    record.fields.delete('Id');
  }
}

function rolledBack(id: string | null): SaveResult {
  const error: SaveError = {
    statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
    fields: []
  };
  return { id, success: false, created: false, errors: [error] };
}

/**
 * Form: `Upsert failed. First exception on row 0 with id 003…; first error: DUPLICATE_VALUE, duplicate value found: …: [Field__c]`, the id
 * only when the record had one (observed in many public Apex logs). Rows that were only rolled back are not counted as failed.
 */
export function dmlException(
  operation: SaveOperation | 'merge',
  idsBefore: readonly (string | null)[],
  results: readonly Pick<SaveResult, 'errors'>[]
): ApexException {
  const rows: DmlRow[] = [];
  let inaccessible: SaveError['inaccessible'];
  results.forEach((result, index) => {
    for (const error of result.errors) {
      if (error.statusCode === 'ALL_OR_NONE_OPERATION_ROLLED_BACK') continue;
      const { statusCode, message, fields } = error;
      inaccessible ??= error.inaccessible;
      rows.push({ index, id: idsBefore[index] ?? null, statusCode, message, fields });
    }
  });
  const [first] = rows;
  if (!first) throw new Error(`The database rolled back a save of ${results.length} records and named no reason.`);
  if (inaccessible) {
    // Instead of naming a row (observed in public deployments and logs); `getDmlFieldNames` has the fields.
    const text = `Operation failed due to fields being inaccessible on Sobject ${inaccessible.object}, check errors on Exception or Result!`;
    return new ApexDmlException('System.DmlException', `${text} ${inaccessible.hint}`, rows);
  }
  const withId = first.id === null ? '' : ` with id ${first.id}`;
  const verb = operation.charAt(0).toUpperCase() + operation.slice(1);
  const text =
    `${verb} failed. First exception on row ${first.index}${withId}; first error: ` +
    `${first.statusCode}, ${first.message}: [${first.fields.join(', ')}]`;
  return new ApexDmlException('System.DmlException', text, rows);
}
