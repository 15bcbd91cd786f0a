/** Custom notifications as they were sent: the local org has no bell, so it keeps them in a table of its own (docs/local-org-differences.md). */
import type { SqlConnection, SqlResult, SqlValue } from '../connection.ts';

export interface NewNotification {
  /** Milliseconds of the clock. */
  readonly sentAt: number;
  readonly typeId: string;
  readonly title: string;
  readonly body: string;
  readonly targetId: string | null;
  readonly targetPageReference: string | null;
  readonly senderId: string;
  /** Users, public groups and queues, as the caller named them. */
  readonly recipientIds: readonly string[];
}

export interface SentNotification {
  readonly sentAt: string;
  readonly type: string;
  readonly title: string;
  readonly body: string;
  readonly targetId: string | null;
  /** Usernames, sorted. */
  readonly recipients: readonly string[];
}

interface Statements {
  query(sql: string, parameters?: readonly SqlValue[]): SqlResult;
}

const SETUP = `
CREATE SCHEMA IF NOT EXISTS notifications;
CREATE TABLE IF NOT EXISTS notifications.sent (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sent_at bigint NOT NULL, type_id text NOT NULL, title text NOT NULL,
  body text NOT NULL, target_id text, target_page_reference text, sender_id text NOT NULL
);
CREATE INDEX IF NOT EXISTS sent_at ON notifications.sent (sent_at);
CREATE TABLE IF NOT EXISTS notifications.recipient (
  notification bigint NOT NULL REFERENCES notifications.sent (id), user_id text NOT NULL, PRIMARY KEY (notification, user_id)
)`;

/** Active users behind the given ids: themselves, or the members of groups and queues, of groups within groups too. */
const USERS = `
WITH RECURSIVE member (id) AS (
  SELECT unnest($1::text[])
  UNION SELECT m.userorgroupid FROM member JOIN org."groupmember" m ON m.groupid = member.id AND NOT m.isdeleted
)
SELECT u.id FROM member JOIN org."user" u ON u.id = member.id AND u.isactive`;

/** Part of `applySchema`. */
export function createNotificationTables(connection: SqlConnection): void {
  connection.run(SETUP);
}

export class NotificationStore {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Ids that are neither a user nor a group or queue. */
  strangers(recipientIds: readonly string[]): readonly string[] {
    const { rows } = this.#statements.query(
      `SELECT given.id FROM unnest($1::text[]) AS given (id)
        WHERE NOT EXISTS (SELECT 1 FROM org."user" u WHERE u.id = given.id)
          AND NOT EXISTS (SELECT 1 FROM org."group" g WHERE g.id = given.id)`,
      [recipientIds]
    );
    return rows.map(([id]) => String(id));
  }

  isType(typeId: string): boolean {
    return (
      this.#statements.query('SELECT 1 FROM org."customnotificationtype" WHERE id = $1::text', [typeId]).rowCount > 0
    );
  }

  /** Notifications sent at or after `time`. */
  countSince(time: number): number {
    const { rows } = this.#statements.query('SELECT count(*) FROM notifications.sent WHERE sent_at >= $1::bigint', [
      String(time)
    ]);
    return Number(rows[0]?.[0] ?? 0);
  }

  send(notification: NewNotification): void {
    const { sentAt, typeId, title, body, targetId, targetPageReference, senderId, recipientIds } = notification;
    const { rows } = this.#statements.query(
      `INSERT INTO notifications.sent (sent_at, type_id, title, body, target_id, target_page_reference, sender_id)
       VALUES ($1::bigint, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text) RETURNING id`,
      [String(sentAt), typeId, title, body, targetId, targetPageReference, senderId]
    );
    this.#statements.query(
      `INSERT INTO notifications.recipient (notification, user_id) SELECT $2::bigint, id FROM (${USERS}) AS reached`,
      [recipientIds, String(rows[0]?.[0])]
    );
  }

  /** The newest first. With a username only those that this user got. */
  list(username: string | null, limit: number): readonly SentNotification[] {
    const { rows } = this.#statements.query(
      `SELECT s.sent_at, t.developername, s.title, s.body, s.target_id,
              coalesce(array_to_string(array_agg(u.username ORDER BY u.username), ' '), '')
         FROM notifications.sent s
         JOIN org."customnotificationtype" t ON t.id = s.type_id
         LEFT JOIN notifications.recipient r ON r.notification = s.id
         LEFT JOIN org."user" u ON u.id = r.user_id
        GROUP BY s.id, t.developername
       HAVING $1::text IS NULL OR bool_or(lower(u.username) = lower($1::text))
        ORDER BY s.id DESC LIMIT $2::integer`,
      [username, limit]
    );
    return rows.map(([sentAt, type, title, body, targetId, recipients]) => ({
      sentAt: new Date(Number(sentAt)).toISOString(),
      type: String(type),
      title: String(title),
      body: String(body),
      targetId: typeof targetId === 'string' ? targetId : null,
      recipients: String(recipients)
        .split(' ')
        .filter((name) => name !== '')
    }));
  }
}
