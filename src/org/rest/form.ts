/** Multipart bodies: of deploys and of bulk jobs that bring their data along. */
import { ApiException } from '../../protocol/index.ts';

/** Throws 400 INVALID_MULTIPART_REQUEST for a body that is no form. */
export async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ApiException(400, 'INVALID_MULTIPART_REQUEST', error.message);
  }
}
