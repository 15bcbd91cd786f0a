/** One line of a Bulk API 2.0 CSV as a record. Source: Bulk API 2.0 Developer Guide, "Prepare CSV Files". */
import { isIdText, toId18 } from '../../base/index.ts';
import type { SObject } from '../../database/index.ts';
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { ApiException } from '../../protocol/index.ts';
import { readRecord } from '../rest/record-json.ts';
import { isJsonObject, jsonText } from '../rest/request.ts';
import type { RestSession } from '../rest/request.ts';
import { columnOf, valueField } from './csv-columns.ts';
import type { CsvColumn } from './csv-columns.ts';

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
  const given: Given[] = [];
  let id = '';
  for (const [index, name] of columns.entries()) {
    const value = values[index] ?? '';
    if (name.toLowerCase() === 'id') id = value;
    else if (value !== '') {
      const column = columnOf(session.schema, describe, name);
      if (!column) throw new RowRefused(`INVALID_FIELD:Field name not found : ${name}:--`);
      given.push({ name, index, column, value: value === NULL_TEXT ? null : typed(valueField(column), value) });
    }
  }
  const record = readGiven(session, describe, given);
  if (idUse !== 'none' && id !== '') {
    if (!isIdText(id)) throw new RowRefused(`MALFORMED_ID:malformed id ${id}:Id --`);
    record.id = toId18(id);
  } else if (id !== '') {
    throw new RowRefused('INVALID_FIELD_FOR_INSERT_UPDATE:cannot specify Id in an insert call:Id --');
  } else if (idUse === 'required') throw new RowRefused('MISSING_ARGUMENT:Id not specified:Id --');
  return record;
}

interface Given {
  /** As the header has it. */
  readonly name: string;
  readonly index: number;
  readonly column: CsvColumn;
  readonly value: unknown;
}

function typed(field: FieldDescribe, value: string): unknown {
  if (field.type !== 'boolean') return value;
  if (TRUE_TEXTS.has(value.toLowerCase())) return true;
  if (FALSE_TEXTS.has(value.toLowerCase())) return false;
  return value;
}

/** As the REST API takes it: a parent is an object of its own, with all columns that name it. */
function jsonOf(given: readonly Given[]): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const { column, value } of given) {
    if (column.kind === 'field') json[column.field.name] = value;
    else if (value === null) json[column.relationship] = null;
    else {
      const other = json[column.relationship];
      const attributes = { type: column.parent.name };
      json[column.relationship] = { ...(isJsonObject(other) && other), attributes, [column.key.name]: value };
    }
  }
  return json;
}

/** Read column by column only when something is wrong, to name the one. */
function readGiven(session: RestSession, describe: SObjectDescribe, given: readonly Given[]): SObject {
  try {
    return readRecord(session, describe, jsonOf(given));
  } catch (error) {
    for (const one of given) {
      try {
        readRecord(session, describe, jsonOf([one]));
      } catch (problem) {
        const [first] = problem instanceof ApiException ? problem.errors : [];
        if (first && first.errorCode !== 'JSON_PARSER_ERROR') {
          throw new RowRefused(`${first.errorCode}:${first.message}:${one.name} --`);
        }
        throw new RowRefused(wrongValue(valueField(one.column), one.index, one.value));
      }
    }
    // Every column is good by itself: two of them name one parent.
    const [first] = error instanceof ApiException ? error.errors : [];
    throw first ? new RowRefused(`${first.errorCode}:${first.message}:--`) : error;
  }
}

/** As the platform words it (reported by users of Data Loader; not in the guide). */
function wrongValue(field: FieldDescribe, column: number, value: unknown): string {
  const type = field.type === 'datetime' ? 'dateTime' : field.type;
  return `INVALID_FIELD:Failed to deserialize field at col ${column}. Due to, '${jsonText(value)}' is not a valid value for the type xsd:${type}:${field.name} --`;
}
