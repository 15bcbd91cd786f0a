// Reduces the error shapes of the platform to sentences that a person can read.
//
// Apex sends `{ body: { message } }` or a list of those, a failed save adds `pageErrors` and `fieldErrors`, the UI API puts its
// own under `output`, and JavaScript throws an Error (Lightning Web Components guide, "Handle Errors").

const NO_MESSAGE = 'The server gave no reason.';

type Bag = Readonly<Record<string, unknown>>;

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null;
}

function messagesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  if (Array.isArray(value)) {
    return value.flatMap(messagesIn);
  }
  if (!isBag(value)) {
    return [];
  }
  const specific = [
    ...messagesIn(value['pageErrors']),
    ...(isBag(value['fieldErrors']) ? Object.values(value['fieldErrors']).flatMap(messagesIn) : []),
    ...(isBag(value['output']) ? messagesIn({ ...value['output'], pageErrors: value['output']['errors'] }) : [])
  ];
  if (specific.length > 0) {
    // The message beside them only says that something failed.
    return specific;
  }
  if (value['body'] !== undefined) {
    return messagesIn(value['body']);
  }
  const own = value['message'] ?? value['statusText'];
  return typeof own === 'string' ? [own] : [];
}

/** Every message of the error once, in its order; never empty. */
export function errorMessages(error: unknown): string[] {
  const found = messagesIn(error)
    .map((message) => message.trim())
    .filter((message) => message.length > 0);
  return found.length > 0 ? [...new Set(found)] : [NO_MESSAGE];
}
