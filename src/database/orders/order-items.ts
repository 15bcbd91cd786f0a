/** Rules of OrderItem, and the amount of an order as the sum of its products. */
import { ApexDecimal } from '../../base/index.ts';
import { failUnlocked } from '../saving/lock-failure.ts';
import { good } from '../saving/save-row.ts';
import type { SaveRow } from '../saving/save-row.ts';
import { tableOf } from '../schema/table.ts';
import { isLockFailure } from '../transaction/session.ts';
import type { Session } from '../transaction/session.ts';
import { ACTIVATED, mayEditActivatedOrders } from './orders.ts';
import { decimalIn, idIn, readStored, rowsOf, selectOf } from './stored.ts';
import type { StoredRow } from './stored.ts';

const MONEY_SCALE = 2;

/**
 * Locks the orders until the transaction ends: their amount is going to be written. Wording of the price book errors: answers of the REST
 * API to inserts of order products, as people posted them (pastebin.com/2y3g78Ja; forcedotcom/b2b-commerce-on-lightning-quickstart#13).
 */
export function checkOrderItems(session: Session, rows: readonly SaveRow[]): void {
  const orders = lockOrders(session, rows);
  if (!orders) return;
  const entries = readStored(
    session,
    'PricebookEntry',
    ['Pricebook2Id', 'Product2Id', 'UnitPrice', 'IsActive'],
    rows.map((row) => idIn(row, 'PricebookEntryId'))
  );
  for (const row of rows) {
    const order = orders.get(idIn(row, 'OrderId'));
    const entry = entries.get(idIn(row, 'PricebookEntryId'));
    if (row.created) checkNewItem(row, order, entry);
    else if (order?.get('Status') === ACTIVATED && !mayEditActivatedOrders(session.user))
      row.fail('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
    if (decimalIn(row, 'UnitPrice') === null)
      row.fail('REQUIRED_FIELD_MISSING', 'Required fields are missing: [UnitPrice]', ['UnitPrice']);
    if (!row.failed) workOut(row, entry);
  }
}

function lockOrders(session: Session, rows: readonly SaveRow[]): Map<string, StoredRow> | null {
  const { sql, columns } = selectOf(session, 'Order', ['Status', 'Pricebook2Id']);
  const ids = [...new Set(rows.map((row) => idIn(row, 'OrderId')))];
  const outcome = session.attemptLock(`${sql} WHERE id = ANY ($1::text[]) AND NOT isdeleted ORDER BY id FOR UPDATE`, [
    ids
  ]);
  if ('value' in outcome) return rowsOf(outcome.value, columns);
  if (!isLockFailure(outcome.error)) throw outcome.error;
  failUnlocked(rows);
  return null;
}

function checkNewItem(row: SaveRow, order: StoredRow | undefined, entry: StoredRow | undefined): void {
  // Help, "Add Products to Orders": products are added to draft orders.
  if (order?.get('Status') === ACTIVATED)
    row.fail('FIELD_INTEGRITY_EXCEPTION', 'Products can be added to draft orders only.', ['OrderId']);
  const book = order?.get('Pricebook2Id') ?? null;
  if (book === null || entry?.get('Pricebook2Id') !== book) {
    row.fail(
      'FIELD_INTEGRITY_EXCEPTION',
      'Order Products must have a Price Book Entry that belongs to the Price Book related to the parent Order.: Price Book Entry ID',
      ['PricebookEntryId']
    );
  } else if (entry.get('IsActive') !== true) {
    row.fail('FIELD_INTEGRITY_EXCEPTION', 'The price book entry is inactive.: Price Book Entry ID', [
      'PricebookEntryId'
    ]);
  }
}

/** ListPrice: "inherited from the associated PriceBookEntry upon order product creation". TotalPrice: UnitPrice times Quantity. */
function workOut(row: SaveRow, entry: StoredRow | undefined): void {
  const { fields } = row.next;
  if (row.created) {
    fields.set('ListPrice', entry?.get('UnitPrice') ?? null);
    fields.set('Product2Id', entry?.get('Product2Id') ?? null);
  }
  const price = decimalIn(row, 'UnitPrice');
  const quantity = decimalIn(row, 'Quantity');
  if (!price || !quantity) return;
  const total = price.value.times(quantity.value).toDecimalPlaces(MONEY_SCALE, 4);
  fields.set('TotalPrice', new ApexDecimal(total.toFixed(MONEY_SCALE)));
}

/** Fires no trigger of Order. One statement for all orders of the rows; they are locked. */
export function totalOrders(session: Session, rows: readonly SaveRow[]): void {
  const order = session.schema.objects.get('order');
  const item = session.schema.objects.get('orderitem');
  if (rows.length === 0 || !order || !item) return;
  const ids = new Set(rows.map((row) => String((row.old ?? row.next).fields.get('OrderId') ?? '')));
  session.query(
    `UPDATE ${tableOf(order).sql} o SET systemmodstamp = now(), totalamount = (SELECT coalesce(sum(i.totalprice), 0)
       FROM ${tableOf(item).sql} i WHERE i.orderid = o.id AND NOT i.isdeleted) WHERE o.id = ANY ($1::text[])`,
    [[...ids]]
  );
}

/** Help: "After an order is activated, you can't delete its order products." */
export function refuseItemDeletes(session: Session, rows: readonly SaveRow[]): void {
  const deleting = good(rows);
  const ids = deleting.map((row) => String(row.old?.fields.get('OrderId') ?? ''));
  const { sql, columns } = selectOf(session, 'Order', ['Status']);
  const outcome = session.attemptLock(`${sql} WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE`, [[...new Set(ids)]]);
  if ('error' in outcome) {
    if (!isLockFailure(outcome.error)) throw outcome.error;
    failUnlocked(deleting);
    return;
  }
  const orders = rowsOf(outcome.value, columns);
  deleting.forEach((row, index) => {
    if (orders.get(ids[index] ?? '')?.get('Status') === ACTIVATED)
      row.fail('DELETE_FAILED', 'The products of an activated order cannot be deleted.');
  });
}
