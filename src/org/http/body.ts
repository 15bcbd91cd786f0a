/** Reads request bodies within a bound. */
import { ApiException } from '../../protocol/index.ts';

/** Throws 413 REQUEST_TOO_LARGE; a declared length is believed, an undeclared one is counted. */
export async function readBounded(request: Request, maximumBytes: number): Promise<Uint8Array> {
  const tooLarge = new ApiException(413, 'REQUEST_TOO_LARGE', `The request body is larger than ${maximumBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > maximumBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maximumBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A JSON body within a bound, as text. */
export async function readBoundedText(request: Request, maximumBytes: number): Promise<string> {
  return new TextDecoder().decode(await readBounded(request, maximumBytes));
}
