/**
 * Publishing is the insert of an event (Platform Events Developer Guide, "Publish Event Messages with Salesforce APIs"): the values are checked as
 * those of a record, then the messages go to the bus instead of a table.
 */
import { randomUUID } from 'node:crypto';
import { makeId } from '../../base/index.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { requireRight } from '../access/check.ts';
import type { SaveRequest, SaveResult } from '../save.ts';
import { prepareInsert } from '../saving/prepare.ts';
import { SaveRow, good } from '../saving/save-row.ts';
import { DatabaseError } from '../transaction.ts';
import type { Session } from '../transaction/session.ts';
import { validateEntry, validateSystem } from '../validation/system-validation.ts';
import { payloadOf, type NewEventMessage } from './event-message.ts';

/**
 * Results in the order of the records. A success carries the status code OPERATION_ENQUEUED with the message's UUID (same guide, "Status
 * Code Returned for Asynchronous Publishing"). Publish After Commit is one DML statement (Apex Reference, "EventBus Class"), Publish
 * Immediately none: the runtime counts it against a limit of its own.
 */
export function publishEvents(session: Session, describe: SObjectDescribe, request: SaveRequest): SaveResult[] {
  if (request.operation !== 'insert')
    throw new DatabaseError(
      'INVALID_TYPE_FOR_OPERATION',
      `entity type ${describe.name} does not support ${request.operation}`
    );
  if (request.accessMode === 'user') requireRight(session.user, describe, 'create');
  const immediate = describe.publishBehavior === 'PublishImmediately';
  if (!immediate) session.usage.dmlStatements++;
  const rows = request.records.map((record, index) => new SaveRow(index, record, true, null));
  for (const row of rows) {
    prepareInsert(session, row);
    if (!row.failed) validateEntry(row);
    if (!row.failed) validateSystem(row);
  }
  if (request.allOrNone && rows.some((row) => row.failed)) {
    for (const row of good(rows))
      row.fail(
        'ALL_OR_NONE_OPERATION_ROLLED_BACK',
        'Record rolled back because not all records were valid and the request was using AllOrNone header'
      );
  }
  const messages = new Map<SaveRow, NewEventMessage>();
  for (const row of good(rows)) messages.set(row, messageOf(session, describe, row));
  if (messages.size > 0) session.publish([...messages.values()], immediate);
  return rows.map((row) => {
    const message = messages.get(row);
    if (!message) return row.result();
    const enqueued = { statusCode: 'OPERATION_ENQUEUED', message: message.uuid, fields: [] };
    return { id: publishId(describe), success: true, created: true, errors: [enqueued] };
  });
}

function messageOf(session: Session, describe: SObjectDescribe, { next }: SaveRow): NewEventMessage {
  return {
    topic: describe.name,
    uuid: randomUUID(),
    createdAt: session.clock.now(),
    createdById: session.user.id,
    payload: payloadOf(next)
  };
}

/** "It is not used to identify an event message, and is not always unique" (Apex Reference, "EventBus Class"): always the same here. */
function publishId(describe: SObjectDescribe): string {
  return makeId(describe.keyPrefix, 1n);
}
