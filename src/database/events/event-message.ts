/** A platform event message as it is stored: what the publisher gave, as text, until the subscribers have had it. */
import { ApexDatetime } from '../../base/index.ts';
import type { SObjectDescribe } from '../../metadata/index.ts';
import { fromSql, toSql } from '../schema/values.ts';
import { SObject } from '../sobject.ts';

export interface NewEventMessage {
  /** API name of the event. */
  readonly topic: string;
  readonly uuid: string;
  /** Milliseconds of the clock. */
  readonly createdAt: number;
  readonly createdById: string;
  /** JSON of the field values by API name. */
  readonly payload: string;
}

/** A message on the bus. */
export interface EventMessage extends NewEventMessage {
  /** Place in the stream of its topic, from 1. */
  readonly replayId: number;
}

type Cell = string | number | boolean | null;

export function payloadOf(record: SObject): string {
  const values: Record<string, Cell> = {};
  for (const field of record.describe.fields.values()) {
    if (!field.custom) continue;
    const value = toSql(field, record.fields.get(field.name) ?? null);
    values[field.name] = value === null || typeof value === 'object' ? null : value;
  }
  return JSON.stringify(values);
}

/** The record that a trigger finds in Trigger.new. A field that the event has gained since is null. */
export function recordOf(describe: SObjectDescribe, message: EventMessage): SObject {
  const values = JSON.parse(message.payload) as Readonly<Record<string, Cell>>;
  const record = new SObject(describe);
  for (const field of describe.fields.values()) {
    if (field.custom) record.fields.set(field.name, fromSql(field, values[field.name] ?? null));
  }
  record.fields.set('ReplayId', String(message.replayId));
  record.fields.set('EventUuid', message.uuid);
  record.fields.set('CreatedDate', new ApexDatetime(message.createdAt));
  record.fields.set('CreatedById', message.createdById);
  return record;
}
