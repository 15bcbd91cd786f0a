/**
 * Kills a worker of the org at a chosen write: triggers in the org's database count every statement that writes a record, and every commit of a
 * run, and end the connection of the transaction that comes to the chosen number. Nobody can catch that; the transaction is gone and its worker
 * with it. The count is a sequence, so what is rolled back still counts.
 */
import type { SqlConnection } from '../../src/database/index.ts';
import { openConnection } from '../../src/database/index.ts';
import type { LocalOrg } from '../../src/org/index.ts';

const WATCHED = [
  'account',
  'contact',
  'contact_sync_exception__c',
  'duplicate_audit__c',
  'sync_inbound__c',
  'sync_run__c'
];

const SETUP = `
CREATE SCHEMA chaos;
CREATE SEQUENCE chaos.step;
CREATE TABLE chaos.plan (kill_at bigint, seed bigint, percent integer);
INSERT INTO chaos.plan VALUES (NULL, NULL, NULL);
CREATE FUNCTION chaos.strike() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  step bigint := nextval('chaos.step');
  plan chaos.plan%ROWTYPE;
BEGIN
  IF current_setting('chaos.spares', true) = 'me' THEN
    RETURN NULL;
  END IF;
  SELECT * INTO plan FROM chaos.plan;
  IF step = plan.kill_at OR abs(hashint8(step + plan.seed)::bigint) % 100 < plan.percent THEN
    PERFORM pg_terminate_backend(pg_backend_pid());
    PERFORM pg_sleep(1);
  END IF;
  RETURN NULL;
END $$;
${WATCHED.map(
  (table) =>
    `CREATE TRIGGER chaos BEFORE INSERT OR UPDATE ON org."${table}" FOR EACH STATEMENT EXECUTE FUNCTION chaos.strike();`
).join('\n')}
CREATE CONSTRAINT TRIGGER chaos_commit AFTER INSERT OR UPDATE ON org."sync_run__c" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION chaos.strike();`;

export class Chaos {
  /** The test's own, which is never killed. */
  readonly connection: SqlConnection;

  constructor(org: LocalOrg) {
    this.connection = openConnection(org.databaseUrl);
    this.connection.run(`${SETUP} SET chaos.spares = 'me'`);
  }

  /** Counts from 1 anew, and kills the transaction that comes to this write. */
  killAt(step: number): void {
    this.#plan(`kill_at = ${step}, seed = NULL, percent = NULL`);
  }

  /** Counts from 1 anew, and kills this share of all writes: those whose numbers the seed chooses. */
  killSome(seed: number, percent: number): void {
    this.#plan(`kill_at = NULL, seed = ${seed}, percent = ${percent}`);
  }

  stop(): void {
    this.connection.run('UPDATE chaos.plan SET kill_at = NULL, seed = NULL, percent = NULL');
  }

  #plan(values: string): void {
    this.connection.run(`ALTER SEQUENCE chaos.step RESTART; UPDATE chaos.plan SET ${values}`);
  }

  /** Writes since `killAt`. */
  get steps(): number {
    const { rows } = this.connection.query('SELECT last_value::int, is_called FROM chaos.step');
    return rows[0]?.[1] ? Number(rows[0][0]) : 0;
  }

  close(): void {
    this.connection.close();
  }
}
