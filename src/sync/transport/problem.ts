/** What an org says when it does not do what it was asked, and whether it may do it later. */

export interface Problem {
  readonly errorCode: string;
  readonly message: string;
}

/** Both error shapes: the platform's array and the door's object. */
export function readProblem(text: string): Problem {
  try {
    const body: unknown = JSON.parse(text);
    const [first] = Array.isArray(body) ? (body as Partial<Problem>[]) : [body as Partial<Problem>];
    return { errorCode: first?.errorCode ?? '', message: first?.message ?? text };
  } catch {
    return { errorCode: '', message: text.slice(0, 500) };
  }
}

/** Codes that a later try may not meet again, whatever their HTTP status. Sources: salesforce-facts 1.5. */
const TRANSIENT_CODES = new Set([
  'UNABLE_TO_LOCK_ROW',
  'REQUEST_LIMIT_EXCEEDED',
  'SERVER_UNAVAILABLE',
  'QUERY_TIMEOUT'
]);

export function isTransient(status: number, { errorCode, message }: Problem): boolean {
  return TRANSIENT_CODES.has(errorCode) || message.includes('UNABLE_TO_LOCK_ROW') || status === 429 || status >= 502;
}
