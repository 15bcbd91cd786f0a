/** Rules of Order. */
import { good } from '../saving/save-row.ts';
import type { SaveRow } from '../saving/save-row.ts';
import { wholeSecond } from '../saving/prepare.ts';
import { tableOf } from '../schema/table.ts';
import type { RunningUser } from '../save.ts';
import type { Session } from '../transaction/session.ts';
import { idIn, readStored } from './stored.ts';

export const DRAFT = 'Draft';
export const ACTIVATED = 'Activated';

/**
 * Help, "Editing and Deletion Limitations": an activated order needs the permission Edit Activated Orders. Administrators have it; the local
 * org knows no other way to hold it.
 */
export function mayEditActivatedOrders(user: RunningUser): boolean {
  return user.field('Profile.PermissionsModifyAllData') === true;
}

export function checkOrders(session: Session, rows: readonly SaveRow[]): void {
  for (const row of rows) {
    if (idIn(row, 'AccountId') === '')
      row.fail('REQUIRED_FIELD_MISSING', 'Required fields are missing: [AccountId]', ['AccountId']);
    if (row.created) checkNew(row);
    else checkChange(session, row);
    // The org has the two statuses that a new org has, each the only one of its category.
    row.next.fields.set('StatusCode', row.next.fields.get('Status') ?? null);
  }
  checkPriceBooks(session, good(rows));
  activate(
    session,
    good(rows).filter((row) => isActivation(row))
  );
}

/** Object Reference, Order, Status: a new order is a draft; it is activated by an update. */
function checkNew(row: SaveRow): void {
  if (row.next.fields.get('Status') !== DRAFT) refuseStatus(row);
}

function refuseStatus(row: SaveRow): void {
  row.fail(
    'FAILED_ACTIVATION',
    'Choose a valid order status and save your changes again. Ask your admin for details.',
    ['Status']
  );
}

function checkChange(session: Session, row: SaveRow): void {
  const { old, next } = row;
  const was = old?.fields.get('Status') ?? null;
  const status = next.fields.get('Status');
  if (status !== DRAFT && status !== ACTIVATED) refuseStatus(row);
  if (was === ACTIVATED && !mayEditActivatedOrders(session.user)) {
    row.fail('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
    return;
  }
  const changed = (field: string): boolean => (old?.fields.get(field) ?? null) !== (next.fields.get(field) ?? null);
  // Object Reference, Order, AccountId: "Can only be updated when the order's StatusCode value is Draft."
  if (was === ACTIVATED && changed('AccountId'))
    row.fail('FIELD_INTEGRITY_EXCEPTION', 'You can change the account of a draft order only.', ['AccountId']);
  // Help: "After a price book is assigned to an order, you can't change or remove the price book assignment."
  if ((old?.fields.get('Pricebook2Id') ?? null) !== null && changed('Pricebook2Id'))
    row.fail('FIELD_INTEGRITY_EXCEPTION', 'The price book of an order cannot be changed.', ['Pricebook2Id']);
}

function checkPriceBooks(session: Session, rows: readonly SaveRow[]): void {
  const asking = rows.filter((row) => {
    const before = row.old?.fields.get('Pricebook2Id') ?? null;
    return idIn(row, 'Pricebook2Id') !== '' && before === null;
  });
  const books = readStored(
    session,
    'Pricebook2',
    ['IsActive'],
    asking.map((row) => idIn(row, 'Pricebook2Id'))
  );
  for (const row of asking)
    if (books.get(idIn(row, 'Pricebook2Id'))?.get('IsActive') !== true)
      row.fail('FIELD_INTEGRITY_EXCEPTION', 'The price book is not active.', ['Pricebook2Id']);
}

function isActivation(row: SaveRow): boolean {
  return !row.created && row.old?.fields.get('Status') !== ACTIVATED && row.next.fields.get('Status') === ACTIVATED;
}

/** An order without products cannot be activated (Help, "Guidelines for Activating Orders"). */
function activate(session: Session, rows: readonly SaveRow[]): void {
  const itemDescribe = session.schema.objects.get('orderitem');
  if (rows.length === 0 || !itemDescribe) return;
  const found = session.query(
    `SELECT DISTINCT orderid FROM ${tableOf(itemDescribe).sql} WHERE orderid = ANY ($1::text[]) AND NOT isdeleted`,
    [rows.map((row) => row.id ?? '')]
  );
  const filled = new Set(found.rows.map(([id]) => String(id)));
  for (const row of rows) {
    if (!filled.has(row.id ?? '')) row.fail('FAILED_ACTIVATION', 'An order must have at least one product.');
    row.next.fields.set('ActivatedDate', wholeSecond(session.clock.now()));
    row.next.fields.set('ActivatedById', session.user.id);
  }
}
