/**
 * Error bodies of the Salesforce REST API. Single-record calls answer an array of `{message, errorCode, fields?}`, row calls
 * (sObject Collections) `{statusCode, message, fields}` per row. Source: salesforce-facts 1.5.
 */

export interface ApiError {
  readonly message: string;
  readonly errorCode: string;
  readonly fields?: readonly string[];
}

/** A whole answer that is an error: what the server turns into a response. */
export class ApiException extends Error {
  override readonly name = 'ApiException';
  readonly status: number;
  readonly errors: readonly ApiError[];

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(message);
    this.status = status;
    this.errors = [fields ? { message, errorCode, fields } : { message, errorCode }];
  }
}

export function notFound(): ApiException {
  return new ApiException(404, 'NOT_FOUND', 'The requested resource does not exist');
}

export function methodNotAllowed(method: string, allowed: readonly string[]): ApiException {
  return new ApiException(
    405,
    'METHOD_NOT_ALLOWED',
    `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(',')}`
  );
}

export function invalidSession(): ApiException {
  return new ApiException(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
}

export function requestLimitExceeded(): ApiException {
  return new ApiException(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
}
