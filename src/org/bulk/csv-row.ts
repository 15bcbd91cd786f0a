/** One line of a Bulk API 2.0 CSV as a record. Source: Bulk API 2.0 Developer Guide, "Prepare CSV Files". */
import { isIdText, toId18 } from '../../base/index.ts';
import type { SObject } from '../../database/index.ts';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { ApiException } from '../../protocol/index.ts';
import { readRecord } from '../rest/record-json.ts';
import type { RestSession } from '../rest/request.ts';

/** Clears a field; an empty value leaves it as it is. */
const NULL_TEXT = '#N/A';

/** Source: Bulk API 2.0 Developer Guide, "Valid Date Format in Records", "Boolean" (no regard to case). */
const TRUE_TEXTS = new Set(['true', 'yes', 'y', 'on', '1']);
const FALSE_TEXTS = new Set(['false', 'no', 'n', 'off', '0']);

/** A value that its field cannot hold: the row fails, the others go on. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';
}

/**
 * @param columns field names as the header has them, in the order of `values`.
 * @param idUse whether the row addresses a record by its id: always (update, delete), when it has one (upsert by Id), or never.
 */
export function recordOf(
  session: RestSession,
  describe: SObjectDescribe,
  columns: readonly string[],
  values: readonly string[],
  idUse: 'required' | 'optional' | 'none'
): SObject {
  if (values.length !== columns.length) {
    throw new RowRefused(
      `INVALID_FIELD:The row has ${values.length} values, the header names ${columns.length} columns:--`
    );
  }
  const json: Record<string, unknown> = {};
  let id = '';
  for (const [index, column] of columns.entries()) {
    const value = values[index] ?? '';
    if (column.toLowerCase() === 'id') id = value;
    else if (value !== '') json[column] = value === NULL_TEXT ? null : typed(describe, column, value);
  }
  const record = readFields(session, describe, json, columns);
  if (idUse !== 'none' && id !== '') {
    if (!isIdText(id)) throw new RowRefused(`MALFORMED_ID:malformed id ${id}:Id --`);
    record.id = toId18(id);
  } else if (id !== '') {
    throw new RowRefused('INVALID_FIELD_FOR_INSERT_UPDATE:cannot specify Id in an insert call:Id --');
  } else if (idUse === 'required') throw new RowRefused('MISSING_ARGUMENT:Id not specified:Id --');
  return record;
}

function typed(describe: SObjectDescribe, column: string, value: string): unknown {
  const field = describe.fields.get(column.toLowerCase());
  if (field?.type !== 'boolean') return value;
  if (TRUE_TEXTS.has(value.toLowerCase())) return true;
  if (FALSE_TEXTS.has(value.toLowerCase())) return false;
  return value;
}

/** Read field by field only when something is wrong, to name the column. */
function readFields(
  session: RestSession,
  describe: SObjectDescribe,
  json: Readonly<Record<string, unknown>>,
  columns: readonly string[]
): SObject {
  try {
    return readRecord(session, describe, json);
  } catch (error) {
    for (const [column, value] of Object.entries(json)) {
      try {
        readRecord(session, describe, { [column]: value });
      } catch (problem) {
        const [first] = problem instanceof ApiException ? problem.errors : [];
        if (first && first.errorCode !== 'JSON_PARSER_ERROR') {
          throw new RowRefused(`${first.errorCode}:${first.message}:${column} --`);
        }
        throw new RowRefused(wrongValue(describe.fields.get(column.toLowerCase()), columns.indexOf(column), value));
      }
    }
    throw error;
  }
}

/** As the platform words it (reported by users of Data Loader; not in the guide). */
function wrongValue(field: FieldDescribe | undefined, column: number, value: unknown): string {
  const type = field?.type === 'datetime' ? 'dateTime' : (field?.type ?? 'string');
  return `INVALID_FIELD:Failed to deserialize field at col ${column}. Due to, '${String(value)}' is not a valid value for the type xsd:${type}:${field?.name ?? ''} --`;
}
