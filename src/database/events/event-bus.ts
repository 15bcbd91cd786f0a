/**
 * The event bus, in the org's database. A message is a row that the publisher's transaction inserts (Publish After Commit: it exists when that
 * transaction commits and vanishes when it is rolled back) or that is committed at once on another connection (Publish Immediately).
 * It gets its place in the stream when a subscriber looks for messages: a number given earlier could be overtaken by a transaction
 * that commits first, and its message would be missed. Sources: Platform Events Developer Guide, "Platform Event Fields" and "Retry Event
 * Triggers with EventBus.RetryableException".
 */
import { makeId } from '../../base/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import type { SqlConnection, SqlResult, SqlValue } from '../connection.ts';
import { writeRows } from '../schema/rows.ts';
import { tableOf } from '../schema/table.ts';
import type { EventMessage, NewEventMessage } from './event-message.ts';

/** A trigger on an event. */
export interface EventSubscription {
  readonly name: string;
  /** API name of the event. */
  readonly topic: string;
}

/** What EventBusSubscriber shows of a subscription. */
export interface SubscriberState {
  /** Replay id of the last message that it is done with. */
  readonly position: number;
  /** Runs in a row that ended in EventBus.RetryableException. */
  readonly retries: number;
  readonly lastError: string | null;
}

export interface EventStatements {
  query(sql: string, parameters?: readonly SqlValue[]): SqlResult;
}

const SETUP = `
CREATE SCHEMA IF NOT EXISTS events;
CREATE TABLE IF NOT EXISTS events.topic (name text PRIMARY KEY, tip bigint NOT NULL);
CREATE TABLE IF NOT EXISTS events.message (
  arrival bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, uuid text NOT NULL, created_at bigint NOT NULL,
  created_by text NOT NULL, payload text NOT NULL, replay_id bigint
);
CREATE INDEX IF NOT EXISTS message_arrival ON events.message (topic, arrival) WHERE replay_id IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS message_place ON events.message (topic, replay_id)`;

/** Length of EventBusSubscriber.LastError here; the platform's is not documented. */
const LAST_ERROR = 255;

/** Part of `applySchema`. */
export function createEventTables(connection: SqlConnection): void {
  connection.run(SETUP);
}

export class EventBus {
  readonly #statements: EventStatements;
  readonly #schema: OrgSchema;
  #held: readonly NewEventMessage[] = [];

  constructor(statements: EventStatements, schema: OrgSchema) {
    this.#statements = statements;
    this.#schema = schema;
  }

  publish(messages: readonly NewEventMessage[]): void {
    if (messages.length === 0) return;
    const columns = <T extends SqlValue>(value: (message: NewEventMessage) => T): T[] => messages.map(value);
    this.#statements.query(
      `INSERT INTO events.message (topic, uuid, created_at, created_by, payload)
       SELECT topic, uuid, created_at, created_by, payload
         FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[])
              WITH ORDINALITY AS given (topic, uuid, created_at, created_by, payload, place) ORDER BY place`,
      [
        columns(({ topic }) => topic),
        columns(({ uuid }) => uuid),
        columns(({ createdAt }) => String(createdAt)),
        columns(({ createdById }) => createdById),
        columns(({ payload }) => payload)
      ]
    );
  }

  /** Publishes when somebody looks at the bus next, whatever is rolled back until then: Publish Immediately in a test. */
  hold(messages: readonly NewEventMessage[]): void {
    this.#held = [...this.#held, ...messages];
  }

  /** Enters new subscriptions, which hear what is published from now on; one that had stopped runs again from the tip of its stream. */
  subscribe(subscriptions: readonly EventSubscription[]): void {
    const describe = this.#schema.objects.get('eventbussubscriber');
    if (!describe) return;
    for (const { name, topic } of subscriptions) {
      this.#putOnBus(topic);
      const { rowCount } = this.#statements.query(
        `UPDATE org."eventbussubscriber" SET position = CASE WHEN status = 'Running' THEN position ELSE tip END,
                retries = 0, lasterror = NULL, status = 'Running' WHERE name = $1::text AND topic = $2::text`,
        [name, topic]
      );
      if (rowCount > 0) continue;
      const { rows } = this.#statements.query(`SELECT nextval('${tableOf(describe).idSequence}')`);
      const tip = this.#tip(topic);
      writeRows(this.#statements, describe, [
        new Map<string, string | number>([
          ['Id', makeId(describe.keyPrefix, BigInt(String(rows[0]?.[0] ?? 1)))],
          ['Name', name],
          ['Topic', topic],
          ['Type', 'ApexTrigger'],
          ['Status', 'Running'],
          ['Position', tip],
          ['Tip', tip],
          ['Retries', 0]
        ])
      ]);
    }
  }

  /** Topics with messages that nobody has looked at, or that a running subscriber has not had. */
  waitingTopics(): readonly string[] {
    this.#release();
    const { rows } = this.#statements.query(
      `SELECT DISTINCT topic FROM events.message WHERE replay_id IS NULL
       UNION SELECT topic FROM org."eventbussubscriber" WHERE status = 'Running' AND position < tip ORDER BY 1`
    );
    return rows.map(([topic]) => String(topic));
  }

  /**
   * Locks the subscription until the transaction ends and answers where it stands, with up to `limit` messages in the order of their replay
   * ids. Null when it has had everything, has stopped, or does not exist. `upTo` leaves out what came later.
   */
  claim(
    { name, topic }: EventSubscription,
    limit: number,
    upTo: number | null = null
  ): { readonly state: SubscriberState; readonly messages: readonly EventMessage[] } | null {
    this.#putOnBus(topic);
    const { rows } = this.#statements.query(
      `SELECT position, retries, lasterror FROM org."eventbussubscriber"
        WHERE name = $1::text AND topic = $2::text AND status = 'Running' FOR UPDATE`,
      [name, topic]
    );
    const [row] = rows;
    if (!row) return null;
    const [position, retries, lastError] = row;
    const messages = this.#read(topic, Number(position), limit, upTo);
    if (messages.length === 0) return null;
    const state = { position: Number(position), retries: Number(retries), lastError: textOrNull(lastError) };
    return { state, messages };
  }

  /** The subscription is done with everything up to `replayId`; what every subscriber has had is dropped. */
  advance({ name, topic }: EventSubscription, replayId: number): void {
    this.#statements.query(
      `UPDATE org."eventbussubscriber" SET position = $3::integer, retries = 0, lasterror = NULL
        WHERE name = $1::text AND topic = $2::text`,
      [name, topic, replayId]
    );
    this.#drop(topic);
  }

  /** The subscription is to have its messages again. */
  retry({ name, topic }: EventSubscription, retries: number, lastError: string | null): void {
    this.#statements.query(
      `UPDATE org."eventbussubscriber" SET retries = $3::integer, lasterror = $4::text WHERE name = $1::text AND topic = $2::text`,
      [name, topic, retries, lastError === null ? null : lastError.slice(0, LAST_ERROR)]
    );
  }

  /** The subscription hears nothing any more until it is deployed again. */
  stop({ name, topic }: EventSubscription, lastError: string | null): void {
    this.#statements.query(
      `UPDATE org."eventbussubscriber" SET status = 'Error', lasterror = $3::text WHERE name = $1::text AND topic = $2::text`,
      [name, topic, lastError === null ? null : lastError.slice(0, LAST_ERROR)]
    );
    this.#drop(topic);
  }

  /** Stops every subscription to the event. */
  stopAll(topic: string, lastError: string): void {
    const { rows } = this.#statements.query(
      `SELECT name FROM org."eventbussubscriber" WHERE topic = $1::text AND status = 'Running'`,
      [topic]
    );
    for (const [name] of rows) this.stop({ name: String(name), topic }, lastError);
  }

  /** Takes back what is not on the bus yet: `Test.getEventBus().fail()`. */
  withdraw(): void {
    this.#held = [];
    this.#statements.query('DELETE FROM events.message WHERE replay_id IS NULL');
  }

  /** Replay id of the newest message on the bus. */
  tip(topic: string): number {
    this.#putOnBus(topic);
    return this.#tip(topic);
  }

  /** Gives arrived messages their places. The row of the topic is locked, so two transactions never give the same place. */
  #putOnBus(topic: string): void {
    this.#release();
    const arrived = this.#statements.query(
      'SELECT 1 FROM events.message WHERE topic = $1::text AND replay_id IS NULL LIMIT 1',
      [topic]
    );
    if (arrived.rowCount === 0) return;
    this.#statements.query('INSERT INTO events.topic (name, tip) VALUES ($1::text, 0) ON CONFLICT DO NOTHING', [topic]);
    this.#statements.query('SELECT tip FROM events.topic WHERE name = $1::text FOR UPDATE', [topic]);
    const { rowCount } = this.#statements.query(
      `UPDATE events.message m SET replay_id = t.tip + w.place
         FROM (SELECT arrival, row_number() OVER (ORDER BY arrival) AS place
                 FROM events.message WHERE topic = $1::text AND replay_id IS NULL) w, events.topic t
        WHERE m.arrival = w.arrival AND m.replay_id IS NULL AND t.name = $1::text`,
      [topic]
    );
    this.#statements.query('UPDATE events.topic SET tip = tip + $2::bigint WHERE name = $1::text', [topic, rowCount]);
    this.#statements.query(
      `UPDATE org."eventbussubscriber" SET tip = (SELECT tip FROM events.topic WHERE name = $1::text) WHERE topic = $1::text`,
      [topic]
    );
    this.#drop(topic);
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    this.publish(held);
  }

  #tip(topic: string): number {
    const { rows } = this.#statements.query('SELECT tip FROM events.topic WHERE name = $1::text', [topic]);
    return Number(rows[0]?.[0] ?? 0);
  }

  #read(topic: string, position: number, limit: number, upTo: number | null): EventMessage[] {
    const { rows } = this.#statements.query(
      `SELECT uuid, created_at, created_by, payload, replay_id FROM events.message
        WHERE topic = $1::text AND replay_id > $2::bigint AND ($4::bigint IS NULL OR replay_id <= $4::bigint)
        ORDER BY replay_id LIMIT $3::integer`,
      [topic, position, limit, upTo]
    );
    return rows.map(([uuid, createdAt, createdById, payload, replayId]) => ({
      topic,
      uuid: String(uuid),
      createdAt: Number(createdAt),
      createdById: String(createdById),
      payload: String(payload),
      replayId: Number(replayId)
    }));
  }

  /** Nobody can read the bus again later: the local org has no Pub/Sub API. */
  #drop(topic: string): void {
    this.#statements.query(
      `DELETE FROM events.message WHERE topic = $1::text AND replay_id <=
         coalesce((SELECT min(position) FROM org."eventbussubscriber" WHERE topic = $1::text AND status = 'Running'), replay_id)`,
      [topic]
    );
  }
}

function textOrNull(value: SqlResult['rows'][number][number] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
