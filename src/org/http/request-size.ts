/**
 * How long the address and the headers of a request may be. Source: Salesforce App Limits Cheat Sheet, "API Request Limits and Allocations", and
 * Salesforce Help 000386264: 16,384 bytes together, more is 431; an address that is longer by itself is 414.
 */
import type { IncomingMessage } from 'node:http';

const MAXIMUM_BYTES = 16_384;

/**
 * What Node reads before it refuses a request itself, with a bare 431 whether the address or the headers are too long. The longest query
 * there is (100,000 characters; App Limits Cheat Sheet, "SOQL and SOSL Limits") fits into it, nine bytes a character when encoded.
 */
export const READABLE_HEADER_BYTES = 1_048_576;

type RequestHead = Pick<IncomingMessage, 'url' | 'rawHeaders'>;

/** The answer to a request that is too long, null for others. Both bodies are as captured from orgs, in HTML and not in JSON. */
export function refuseLength(head: RequestHead): Response | null {
  // Node holds every byte of a request's head as one character.
  const address = head.url?.length ?? 0;
  if (address > MAXIMUM_BYTES) return badMessage(414, 'URI Too Long');
  // A header is `name: value` and the end of its line: four bytes besides name and value, which stand one after the other in this list.
  const headers = head.rawHeaders.reduce((bytes, part) => bytes + part.length + 2, 0);
  return address + headers > MAXIMUM_BYTES ? badMessage(431, 'Request Header Fields Too Large') : null;
}

function badMessage(status: number, reason: string): Response {
  return new Response(`<h1>Bad Message ${status}</h1><pre>reason: ${reason}</pre>`, {
    status,
    headers: { 'content-type': 'text/html;charset=iso-8859-1' }
  });
}
