/**
 * What the platform itself demands of price book entries, orders and order products, and the values that it works out for them. Runs
 * between the lookup checks and the validation rules, so rules and after triggers see the values. At most three queries per chunk, none
 * for other objects. Sources: Object Reference, "Order", "OrderItem", "PricebookEntry", "Pricebook2"; Salesforce Help, "Editing and
 * Deletion Limitations for Orders and Reduction Orders" and "Editing and Deletion Considerations for Order Products".
 */
import type { SObjectDescribe } from '../../metadata/index.ts';
import { good } from '../saving/save-row.ts';
import type { SaveRow } from '../saving/save-row.ts';
import type { Session } from '../transaction/session.ts';
import { checkOrderItems, totalOrders } from './order-items.ts';
import { checkOrders } from './orders.ts';
import { checkPricebookEntries } from './price-book-entries.ts';

export function checkOrderRules(session: Session, describe: SObjectDescribe, rows: readonly SaveRow[]): void {
  const open = good(rows);
  if (open.length === 0) return;
  if (describe.name === 'Order') checkOrders(session, open);
  else if (describe.name === 'OrderItem') checkOrderItems(session, open);
  else if (describe.name === 'PricebookEntry') checkPricebookEntries(session, open);
}

/** After the rows are written, deleted or brought back: the amounts of their orders. */
export function totalOrdersOf(session: Session, describe: SObjectDescribe, rows: readonly SaveRow[]): void {
  if (describe.name === 'OrderItem') totalOrders(session, good(rows));
}
