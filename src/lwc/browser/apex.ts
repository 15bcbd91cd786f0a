// Apex methods as the local org's page calls them: the same function is called by hand and given to `@wire`.
//
// What it must match (Lightning Web Components guide, "Wire Apex Methods to Lightning Web Components" and "Call Apex Methods
// Imperatively"): a null parameter calls the method, an undefined one does not; provisioned data is read-only; an error arrives as
// `{ body: { message } }`; a wire never delivers the answer to a question that was replaced meanwhile.
// Different here: nothing is cached on the client, so an answer is never stale.

const ENDPOINT = '/local-org/aura';

type Parameters = Readonly<Record<string, unknown>>;

interface WireResult {
  readonly data: unknown;
  readonly error: unknown;
}

/** The FetchResponse shape in which the platform hands out errors (Lightning Web Components guide, "Handle Errors"). */
interface FetchResponse {
  readonly ok: false;
  readonly status: number;
  readonly statusText: string;
  readonly body: { readonly message: string };
}

const refreshers = new WeakMap<object, () => Promise<void>>();

/** What `@salesforce/apex/<className>.<methodName>` resolves to. */
export function apexMethod(className: string, methodName: string): unknown {
  const call = (parameters: Parameters = {}): Promise<unknown> => invoke(className, methodName, parameters);
  // The engine takes a function's `adapter` property as the wire adapter.
  return Object.assign(call, {
    adapter: class extends ApexWireAdapter {
      constructor(emit: (result: WireResult) => void) {
        super(emit, call);
      }
    }
  });
}

/** Asks again for what a wire provisioned; resolves when the answer was handed to the component. */
export function refreshApex(wiredResult: unknown): Promise<void> {
  const refresh = typeof wiredResult === 'object' && wiredResult !== null ? refreshers.get(wiredResult) : undefined;
  if (!refresh) {
    return Promise.reject(new TypeError('refreshApex() takes the value that a wired Apex method provisioned.'));
  }
  return refresh();
}

class ApexWireAdapter {
  private readonly emit: (result: WireResult) => void;
  private readonly call: (parameters: Parameters) => Promise<unknown>;
  private parameters: Parameters | undefined;
  private connected = false;
  /** Counts the questions; an answer to any but the last is dropped. */
  private asked = 0;

  constructor(emit: (result: WireResult) => void, call: (parameters: Parameters) => Promise<unknown>) {
    this.emit = emit;
    this.call = call;
    this.emit({ data: undefined, error: undefined });
  }

  connect(): void {
    this.connected = true;
  }

  disconnect(): void {
    this.connected = false;
    this.asked += 1;
  }

  update(parameters: Parameters): void {
    this.parameters = parameters;
    void this.ask();
  }

  private async ask(): Promise<void> {
    const parameters = this.parameters;
    this.asked += 1;
    if (!parameters || Object.values(parameters).some((value) => value === undefined)) {
      return;
    }
    const question = this.asked;
    const result = await this.call(parameters).then(
      (data): WireResult => ({ data: frozen(data), error: undefined }),
      (error: unknown): WireResult => ({ data: undefined, error })
    );
    if (this.connected && question === this.asked) {
      refreshers.set(result, () => this.ask());
      this.emit(result);
    }
  }
}

async function invoke(className: string, methodName: string, parameters: Parameters): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(ENDPOINT, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ class: className, method: methodName, params: parameters })
    });
  } catch {
    throw failure(0, '', 'The org cannot be reached. Check that it is still running.');
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || !isRecord(answer)) {
    throw failure(response.status, response.statusText, messageOf(answer, response.status));
  }
  return answer['returnValue'] ?? null;
}

function messageOf(answer: unknown, status: number): string {
  const body = isRecord(answer) ? answer['body'] : undefined;
  const message = isRecord(body) ? body['message'] : undefined;
  return typeof message === 'string' ? message : `The org answered with HTTP status ${status} and no message.`;
}

function failure(status: number, statusText: string, message: string): FetchResponse {
  return { ok: false, status, statusText, body: { message } };
}

function frozen(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
