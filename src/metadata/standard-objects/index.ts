/** The objects that a new local org has before the first deploy. */
import type { ObjectRow } from './builder.ts';
import {
  customPermission,
  group,
  groupMember,
  organization,
  permissionSet,
  permissionSetAssignment,
  profile,
  queueSobject,
  setupEntityAccess,
  user
} from './access.ts';
import { duplicateRecordItem, duplicateRecordSet, duplicateRule } from './duplicates.ts';
import { eventBusSubscriber } from './events.ts';
import { asyncApexJob, cronJobDetail, cronTrigger } from './jobs.ts';
import { customNotificationType } from './notifications.ts';
import { order, orderItem, pricebook2, pricebookEntry, product2 } from './orders.ts';
import { account, contact, lead, task } from './people.ts';

export const standardObjects: readonly ObjectRow[] = [
  account,
  contact,
  lead,
  task,
  user,
  profile,
  organization,
  group,
  queueSobject,
  groupMember,
  permissionSet,
  permissionSetAssignment,
  customPermission,
  setupEntityAccess,
  asyncApexJob,
  duplicateRule,
  duplicateRecordSet,
  duplicateRecordItem,
  eventBusSubscriber,
  cronJobDetail,
  cronTrigger,
  customNotificationType,
  product2,
  pricebook2,
  pricebookEntry,
  order,
  orderItem
];

export type { FieldRow, ObjectRow } from './builder.ts';
