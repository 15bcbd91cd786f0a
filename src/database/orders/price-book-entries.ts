/** Rules of PricebookEntry. */
import { good } from '../saving/save-row.ts';
import type { SaveRow } from '../saving/save-row.ts';
import { tableOf } from '../schema/table.ts';
import type { Session } from '../transaction/session.ts';
import { idIn, readStored, rowsOf, selectOf } from './stored.ts';
import type { StoredRow } from './stored.ts';

const key = (product: unknown, book: unknown): string => `${String(product)} ${String(book)}`;

/**
 * Name and ProductCode come from the product. A custom price needs a standard price, one product has one entry in a price book, and a
 * price that follows the standard price cannot be given (Object Reference, PricebookEntry, "UseStandardPrice" and "Usage").
 */
export function checkPricebookEntries(session: Session, rows: readonly SaveRow[]): void {
  const products = readStored(
    session,
    'Product2',
    ['Name', 'ProductCode'],
    rows.map((row) => idIn(row, 'Product2Id'))
  );
  const standard = standardPricebookId(session);
  const stored = entriesOf(session, rows);
  for (const row of rows) {
    const product = products.get(idIn(row, 'Product2Id'));
    row.next.fields.set('Name', product?.get('Name') ?? null);
    row.next.fields.set('ProductCode', product?.get('ProductCode') ?? null);
    const isStandard = idIn(row, 'Pricebook2Id') === standard;
    const standardPrice = stored.get(key(idIn(row, 'Product2Id'), standard));
    if (row.created && stored.has(key(idIn(row, 'Product2Id'), idIn(row, 'Pricebook2Id'))))
      row.fail('DUPLICATE_VALUE', 'This price definition already exists in this price book');
    else if (!isStandard && !standardPrice)
      row.fail('STANDARD_PRICE_NOT_DEFINED', 'Before creating a custom price, create a standard price.');
    else if (row.next.fields.get('UseStandardPrice') === true) followStandard(row, isStandard, standardPrice);
  }
  refuseRepeated(good(rows));
}

function followStandard(row: SaveRow, isStandard: boolean, standardPrice: StoredRow | undefined): void {
  const price = row.next.fields.get('UnitPrice');
  const given = row.source.fields.get('UnitPrice') ?? null;
  if (!isStandard && given !== null && String(price) !== String(standardPrice?.get('UnitPrice')))
    row.fail('FIELD_INTEGRITY_EXCEPTION', 'field integrity exception', ['UnitPrice']);
}

/** Two new entries of one call. */
function refuseRepeated(rows: readonly SaveRow[]): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const own = key(idIn(row, 'Product2Id'), idIn(row, 'Pricebook2Id'));
    if (row.created && seen.has(own))
      row.fail('DUPLICATE_VALUE', 'This price definition already exists in this price book');
    seen.add(own);
  }
}

function entriesOf(session: Session, rows: readonly SaveRow[]): Map<string, StoredRow> {
  const { sql, columns } = selectOf(session, 'PricebookEntry', ['Product2Id', 'Pricebook2Id', 'UnitPrice']);
  const ids = [...new Set(rows.map((row) => idIn(row, 'Product2Id')))];
  const result = session.query(`${sql} WHERE product2id = ANY ($1::text[]) AND NOT isdeleted`, [ids]);
  return new Map(
    [...rowsOf(result, columns).values()].map((entry) => [
      key(entry.get('Product2Id'), entry.get('Pricebook2Id')),
      entry
    ])
  );
}

/** The one price book that every org has; null in a schema of a test that has none. */
export function standardPricebookId(session: Session): string | null {
  const describe = session.schema.objects.get('pricebook2');
  if (!describe) return null;
  const { rows } = session.query(`SELECT id FROM ${tableOf(describe).sql} WHERE isstandard ORDER BY id LIMIT 1`);
  return rows[0] ? String(rows[0][0]) : null;
}

/** An entry or a product that stands on an order stays. The message is worded as for other records that something hangs on. */
export function refuseUsedDeletes(
  session: Session,
  lookup: 'PricebookEntryId' | 'Product2Id',
  rows: readonly SaveRow[]
): void {
  const item = session.schema.objects.get('orderitem');
  if (!item || rows.length === 0) return;
  const column = lookup.toLowerCase();
  const found = session.query(
    `SELECT DISTINCT ${column} FROM ${tableOf(item).sql} WHERE ${column} = ANY ($1::text[]) AND NOT isdeleted`,
    [rows.map((row) => row.id)]
  );
  const used = new Set(found.rows.map(([id]) => id));
  for (const row of rows)
    if (used.has(row.id))
      row.fail(
        'DELETE_FAILED',
        `Your attempt to delete ${String(row.old?.fields.get('Name') ?? row.id)} could not be completed because it is associated with the following order products.`
      );
}
