/** Users who may change metadata. */
import type { SqlConnection } from '../connection.ts';

/**
 * Active users whose profile has Modify All Data, by username. Source: Metadata API Developer Guide, "Metadata API Developer's Guide: User
 * Permissions" (Modify Metadata Through Metadata API Functions, or Modify All Data).
 */
export function readMetadataUsers(connection: SqlConnection): Map<string, { id: string; name: string }> {
  const { rows } = connection.query(
    `SELECT u.username, u.id, u.name FROM org."user" u JOIN org."profile" p ON p.id = u.profileid
      WHERE u.isactive AND NOT u.isdeleted AND p.permissionsmodifyalldata`
  );
  return new Map(rows.map(([username, id, name]) => [String(username), { id: String(id), name: String(name) }]));
}
