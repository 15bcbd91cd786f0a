/** Deletions that the platform refuses around orders. */
import type { SObjectDescribe } from '../../metadata/index.ts';
import { good } from '../saving/save-row.ts';
import type { SaveRow } from '../saving/save-row.ts';
import type { Session } from '../transaction/session.ts';
import { refuseItemDeletes } from './order-items.ts';
import { ACTIVATED, mayEditActivatedOrders } from './orders.ts';
import { refuseUsedDeletes } from './price-book-entries.ts';

export function refuseOrderDeletes(session: Session, describe: SObjectDescribe, rows: readonly SaveRow[]): void {
  const open = good(rows);
  if (open.length === 0) return;
  if (describe.name === 'OrderItem') refuseItemDeletes(session, open);
  else if (describe.name === 'PricebookEntry') refuseUsedDeletes(session, 'PricebookEntryId', open);
  else if (describe.name === 'Product2') refuseUsedDeletes(session, 'Product2Id', open);
  else if (describe.name === 'Pricebook2') refuseStandard(open);
  else if (describe.name === 'Order') refuseActivated(session, open);
}

function refuseStandard(rows: readonly SaveRow[]): void {
  for (const row of rows)
    if (row.old?.fields.get('IsStandard') === true)
      row.fail('DELETE_FAILED', 'The standard price book cannot be deleted.');
}

function refuseActivated(session: Session, rows: readonly SaveRow[]): void {
  if (mayEditActivatedOrders(session.user)) return;
  for (const row of rows)
    if (row.old?.fields.get('Status') === ACTIVATED)
      row.fail('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
}
