/** AsyncApexJob: what Apex sees of a job. Source: Object Reference, "AsyncApexJob". */
import { makeId } from '../../base/index.ts';
import type { OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import type { SqlResult, SqlValue } from '../connection.ts';
import { writeRows, type RowValue } from '../schema/rows.ts';
import { tableOf } from '../schema/table.ts';

/** What rows of jobs are read and written through: a connection, or the session of a transaction. */
export interface JobStatements {
  query(sql: string, parameters?: readonly SqlValue[]): SqlResult;
}

export interface JobError {
  readonly type: string;
  readonly message: string;
}

/** Length of AsyncApexJob.ExtendedStatus. */
export const EXTENDED_STATUS = 255;

export function objectOf(schema: OrgSchema, name: string): SObjectDescribe {
  const describe = schema.objects.get(name.toLowerCase());
  if (!describe) throw new Error(`The schema has no object ${name}.`);
  return describe;
}

export function nextId(statements: JobStatements, describe: SObjectDescribe): string {
  const { rows } = statements.query(`SELECT nextval('${tableOf(describe).idSequence}')`);
  return makeId(describe.keyPrefix, BigInt(String(rows[0]?.[0] ?? 1)));
}

export interface NewRecord {
  readonly id: string;
  readonly userId: string;
  readonly now: number;
  readonly values: Readonly<Record<string, RowValue>>;
}

/** A record of the platform's own, past the order of save. */
export function insertRecord(statements: JobStatements, describe: SObjectDescribe, record: NewRecord): void {
  const now = new Date(record.now).toISOString();
  writeRows(statements, describe, [
    new Map<string, RowValue>([
      ['Id', record.id],
      ['CreatedDate', now],
      ['CreatedById', record.userId],
      ['LastModifiedDate', now],
      ['LastModifiedById', record.userId],
      ['SystemModstamp', now],
      ...Object.entries(record.values)
    ])
  ]);
}

/** `Processing`, or another status of a job that has not ended. */
export function showStatus(statements: JobStatements, id: string, status: string): void {
  statements.query(`UPDATE org."asyncapexjob" SET status = $2::text WHERE id = $1::text AND completeddate IS NULL`, [
    id,
    status
  ]);
}

/** The job ended; one that was aborted stays so. */
export function showEnd(statements: JobStatements, id: string, status: string, now: number): void {
  statements.query(
    `UPDATE org."asyncapexjob" SET status = $2::text, completeddate = $3::timestamptz, lastmodifieddate = $3::timestamptz,
       systemmodstamp = $3::timestamptz WHERE id = $1::text AND completeddate IS NULL`,
    [id, status, new Date(now).toISOString()]
  );
}
