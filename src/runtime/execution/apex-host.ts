/** The usual host of Apex: a loaded program over one database connection. */
import type { Clock } from '../../base/index.ts';
import { type SqlConnection } from '../../database/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import type { LoadedProgram } from '../loader/program.ts';
import type { ApexHost } from './run-transaction.ts';

export interface ApexHostOptions {
  readonly program: LoadedProgram;
  readonly schema: OrgSchema;
  readonly clock: Clock;
  readonly connection: SqlConnection;
}

/** The administrator that a new org comes with; Apex tests run as this user. */
export const ADMINISTRATOR = 'admin@local.org';

export function createApexHost({ program, schema, clock, connection }: ApexHostOptions): ApexHost {
  throw new Error('pending');
}
