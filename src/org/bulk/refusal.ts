import { ApiException } from '../../protocol/index.ts';

/** What the Bulk API refuses: 400 with a code of its own. */
export function refused(code: string, message: string): ApiException {
  return new ApiException(400, code, message);
}
