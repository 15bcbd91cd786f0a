/** Messaging.CustomNotification. Sources: Apex Reference, "CustomNotification Class"; Actions Developer Guide, "Custom Notification Actions". */
import { isIdText, toId18 } from '../../../base/index.ts';
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import type { NotificationStore } from '../../../database/index.ts';
import { currentContext } from '../../execution/context.ts';
import { type ApexSet, raise } from '../../values/index.ts';

/** Ids of users, groups and queues in one call. */
const MOST_RECIPIENTS = 500;
/** Calls in an hour, for the whole org. */
const HOURLY_LIMIT = 10_000;
const HOUR = 3_600_000;
const TITLE_LENGTH = 250;
const BODY_LENGTH = 750;

export class CustomNotification {
  typeId: string | null = null;
  senderId: string | null = null;
  title: string | null = null;
  body: string | null = null;
  targetId: string | null = null;
  targetPageReference: string | null = null;
}

/** Neither the type nor the text of the platform's exceptions is documented: "send() throws an exception". */
function refuse(message: string): never {
  return raise('UnexpectedException', message);
}

function needed(value: string | null, name: string, longest: number): string {
  if (value === null || value.trim() === '') return refuse(`A custom notification needs a ${name}.`);
  if (value.length > longest) return refuse(`The ${name} of a custom notification has ${longest} characters at most.`);
  return value;
}

/** Sent with the transaction: one that is rolled back has sent nothing. */
function send(self: CustomNotification, users: ApexSet | null): void {
  const { transaction, clock, user } = currentContext();
  const store = transaction.notifications;
  if (!store) throw new Error('This transaction cannot send notifications.');
  const title = needed(self.title, 'title', TITLE_LENGTH);
  const body = needed(self.body, 'body', BODY_LENGTH);
  // "You must specify a target for a notification": a dummy id will do.
  if (self.targetId === null && self.targetPageReference === null)
    refuse('A custom notification needs a targetId or a targetPageRef.');
  const typeId = idOf(self.typeId);
  if (typeId === null || !store.isType(typeId)) return refuse(`There is no custom notification type ${self.typeId}.`);
  const recipientIds = recipientsOf(store, users);
  const sentAt = clock.now();
  if (store.countSince(sentAt - HOUR) >= HOURLY_LIMIT)
    refuse(`More than ${HOURLY_LIMIT} custom notifications were sent within an hour.`);
  store.send({
    sentAt,
    typeId,
    title,
    body,
    targetId: self.targetId,
    targetPageReference: self.targetPageReference,
    senderId: self.senderId ?? user.id,
    recipientIds
  });
}

function recipientsOf(store: NotificationStore, users: ApexSet | null): string[] {
  const given = users?.values() ?? [];
  if (given.length === 0) return refuse('A custom notification needs recipients.');
  if (given.length > MOST_RECIPIENTS) return refuse(`A custom notification has ${MOST_RECIPIENTS} recipients at most.`);
  const ids = given.map((value) => idOf(typeof value === 'string' ? value : null));
  if (ids.includes(null)) return refuse('A recipient of a custom notification is not an id.');
  const known = ids.filter((id) => id !== null);
  const strangers = store.strangers(known);
  if (strangers.length > 0)
    refuse(`A custom notification goes to users, groups and queues, not to ${strangers.join(', ')}.`);
  return known;
}

function idOf(text: string | null): string | null {
  return text !== null && isIdText(text) ? toId18(text) : null;
}

export const messagingClasses: readonly PlatformClass[] = [
  {
    name: 'Messaging.CustomNotification',
    kind: 'class',
    members: {
      'new()': () => new CustomNotification(),
      'new(String typeId, String sender, String title, String body, String targetId, String targetPageRef)': (
        typeId: string | null,
        senderId: string | null,
        title: string | null,
        body: string | null,
        targetId: string | null,
        targetPageReference: string | null
      ) => Object.assign(new CustomNotification(), { typeId, senderId, title, body, targetId, targetPageReference }),
      'void setNotificationTypeId(String id)': (self: CustomNotification, id: string | null) => {
        self.typeId = id;
      },
      'void setSenderId(String id)': (self: CustomNotification, id: string | null) => {
        self.senderId = id;
      },
      'void setTitle(String title)': (self: CustomNotification, title: string | null) => {
        self.title = title;
      },
      'void setBody(String body)': (self: CustomNotification, body: string | null) => {
        self.body = body;
      },
      'void setTargetId(String targetId)': (self: CustomNotification, targetId: string | null) => {
        self.targetId = targetId;
      },
      'void setTargetPageRef(String pageRef)': (self: CustomNotification, pageRef: string | null) => {
        self.targetPageReference = pageRef;
      },
      'void send(Set<String> users)': send
    },
    isInstance: (value) => value instanceof CustomNotification
  }
];
