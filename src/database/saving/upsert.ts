/**
 * Upsert by external id: look up, then insert or update. The two steps are not atomic, as on the platform: a competing upsert of the same
 * key ends in DUPLICATE_VALUE for the loser, and only the unique index protects (salesforce-facts 1.3, 4).
 */
import type { SObjectDescribe } from '../../metadata/index.ts';
import type { SObject } from '../sobject.ts';
import { DatabaseError } from '../transaction.ts';
import type { Session } from '../transaction/session.ts';
import { externalKeyOf, findByKeys, keyColumn, noKeyMessage, severalMatchesMessage } from './external-keys.ts';
import { SaveRow } from './save-row.ts';

/**
 * Decides insert or update for every record, with one query for the whole call. A record without the key is refused with "<field> not
 * specified" (the text is seen in forcedotcom/Data-Migration-Tool issue 5); upsert by Id is the one that inserts such records.
 */
export function matchByExternalId(
  session: Session,
  describe: SObjectDescribe,
  fieldName: string,
  records: readonly SObject[]
): SaveRow[] {
  const column = keyColumn(describe, fieldName);
  if (!column) throw new DatabaseError('INVALID_FIELD', noKeyMessage(describe, fieldName));
  const keyed = records.map((record) => ({ record, ...externalKeyOf(column, record) }));
  const counts = new Map<string, number>();
  for (const { key } of keyed) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  const matches = findByKeys(session, describe, column, [...counts.keys()]);
  return keyed.map(({ record, key, text, wrongType }, index) => {
    const ids = key === null ? [] : (matches.get(key) ?? []);
    const [only] = ids;
    const row = new SaveRow(index, record, ids.length === 0, ids.length === 1 && only ? only : null);
    const { name } = column.field;
    if (wrongType !== null) row.fail('INVALID_TYPE_ON_FIELD_IN_RECORD', wrongType, [name]);
    else if (key === null) row.fail('MISSING_ARGUMENT', `${name} not specified`, [name]);
    else if ((counts.get(key) ?? 0) > 1)
      row.fail('DUPLICATE_VALUE', `Duplicate external id specified: ${text}`, [name]);
    else if (ids.length > 1) row.fail('DUPLICATE_EXTERNAL_ID', severalMatchesMessage(column, ids), [name]);
    return row;
  });
}
