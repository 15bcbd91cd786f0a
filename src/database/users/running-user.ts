/** The running user from the org's own records: what formulas and rule filters may ask, and which custom permissions the user holds. */
import type { OrgSchema } from '../../metadata/index.ts';
import { rightsOf } from '../access/rights.ts';
import type { SqlConnection } from '../connection.ts';
import { fromSql } from '../schema/values.ts';
import { tableOf } from '../schema/table.ts';
import type { RunningUser } from '../save.ts';
import type { FieldValue } from '../sobject.ts';
import { DatabaseError } from '../transaction.ts';

/** Three queries; `user` is a user name or an id. Fields of the profile are asked for as `Profile.Name`. */
export function loadRunningUser(connection: SqlConnection, schema: OrgSchema, user: string): RunningUser {
  const fields = readRow(connection, schema, 'User', `lower(username) = lower($1::text) OR id = $1::text`, user);
  if (!fields) throw new DatabaseError('INVALID_CROSS_REFERENCE_KEY', `There is no user ${user}.`);
  const text = (name: string): string => String(fields.get(name) ?? '');
  const profile = readRow(connection, schema, 'Profile', 'id = $1::text', text('profileid')) ?? new Map();
  for (const [name, value] of profile) fields.set(`profile.${name}`, value);
  const names = assignedSets(connection, schema, text('id'));
  const permissions = customPermissions(schema, names);
  return {
    id: text('id'),
    username: text('username'),
    name: text('name'),
    email: text('email'),
    profileId: text('profileid'),
    access: rightsOf(schema, String(profile.get('name') ?? ''), [...names]),
    hasCustomPermission: (name) => permissions.has(name.toLowerCase()),
    field: (name) => fields.get(name.toLowerCase()) ?? null
  };
}

function readRow(
  connection: SqlConnection,
  schema: OrgSchema,
  object: string,
  where: string,
  parameter: string
): Map<string, FieldValue> | null {
  const describe = schema.objects.get(object.toLowerCase());
  if (!describe) return null;
  const table = tableOf(describe);
  const columns = [...table.columns.values()];
  const list = columns.map((column) => column.sql).join(', ');
  const { rows } = connection.query(`SELECT ${list} FROM ${table.sql} WHERE ${where}`, [parameter]);
  const [row] = rows;
  if (!row) return null;
  return new Map(columns.map((column, index) => [column.key, fromSql(column.field, row[index] ?? null)]));
}

/** Lower-case names of the permission sets that the user was assigned. */
function assignedSets(connection: SqlConnection, schema: OrgSchema, userId: string): ReadonlySet<string> {
  if (!schema.objects.has('permissionsetassignment')) return new Set();
  const { rows } = connection.query(
    `SELECT p.name FROM org."permissionsetassignment" a JOIN org."permissionset" p ON p.id = a.permissionsetid
      WHERE a.assigneeid = $1::text AND NOT a.isdeleted`,
    [userId]
  );
  return new Set(rows.map((row) => String(row[0]).toLowerCase()));
}

function customPermissions(schema: OrgSchema, assigned: ReadonlySet<string>): ReadonlySet<string> {
  const granted = new Set<string>();
  for (const set of schema.permissionSets)
    if (assigned.has(set.name.toLowerCase()))
      for (const permission of set.customPermissions) granted.add(permission.toLowerCase());
  return granted;
}
