/** Reaching an org, and saying that it could not be reached. */
import type { OrgAccess } from './lane-door.ts';
import { TransientFailure } from './transport.ts';

/** What `fetch` threw, in words for a person. */
export function unreachable(instanceUrl: string, error: unknown): TransientFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return new TransientFailure(`${instanceUrl} cannot be reached: ${cause}`);
}

/** A GET with the present token. Throws TransientFailure when no whole answer came; an error status is an answer. */
export async function readOrg(
  { instanceUrl, token, fetch, timeoutMs }: OrgAccess,
  path: string
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(`${instanceUrl}${path}`, {
      headers: { authorization: `Bearer ${token()}` },
      signal: AbortSignal.timeout(timeoutMs)
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw unreachable(instanceUrl, error);
  }
}
