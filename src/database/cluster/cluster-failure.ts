/** PostgreSQL could not be started or reached; the message says why and what to do. */
export class ClusterFailure extends Error {
  override readonly name = 'ClusterFailure';
}
