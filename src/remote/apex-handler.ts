/** The package's Apex handler in a thread of this process, working on an org that has none. */
import { MessageChannel, Worker } from 'node:worker_threads';
import type { CompiledProgram } from '../apex/linkage.ts';
import type { OrgSchema } from '../metadata/index.ts';
import {
  isTransient,
  PermanentFailure,
  readOrg,
  readProblem,
  TransientFailure,
  type OrgAccess
} from '../sync/index.ts';
import type { GuardProgress, HandlerReply, HandlerTask, OrgIdentity } from './handler-tasks.ts';
import type { HandlerWorkerData } from './handler-worker.ts';
import type { ShapeName } from './saving/shapes/shape.ts';
import { AnsweringEnd } from './wire/answering.ts';

export interface ApexHandlerOptions {
  readonly program: CompiledProgram;
  readonly schema: OrgSchema;
  readonly access: OrgAccess;
  readonly shape: ShapeName;
}

interface Waiting {
  resolve(reply: HandlerReply): void;
  reject(error: Error): void;
  onProgress(progress: GuardProgress): void;
}

export class ApexHandler {
  readonly #worker: Worker;
  readonly #wire: AnsweringEnd;
  /** Why the thread takes no task any more. */
  #failure: Error | null = null;
  #waiting: Waiting | null = null;

  /** Asks the org who the token's user is. Throws PermanentFailure, TransientFailure. */
  static async start(options: ApexHandlerOptions): Promise<ApexHandler> {
    return new ApexHandler(options, await readIdentity(options.access));
  }

  private constructor({ program, schema, access, shape }: ApexHandlerOptions, identity: OrgIdentity) {
    const { port1, port2 } = new MessageChannel();
    const signal = new SharedArrayBuffer(4);
    this.#wire = new AnsweringEnd({ port: port1, signal }, access);
    const data: HandlerWorkerData = { program, schema, identity, shape, wire: { port: port2, signal } };
    this.#worker = new Worker(new URL('handler-worker.ts', import.meta.url), {
      workerData: data,
      transferList: [port2]
    });
    this.#worker.on('message', (reply: HandlerReply | GuardProgress) => {
      if (reply.kind === 'progress') return this.#waiting?.onProgress(reply);
      this.#waiting?.resolve(reply);
      this.#waiting = null;
    });
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#fail(new Error('The thread of the handler has ended.')));
    // Nobody waits: nothing to stay alive for.
    this.#worker.unref();
  }

  /** API calls that were sent so far, but the one that asked who the user is. */
  get apiCalls(): number {
    return this.#wire.calls;
  }

  /** One task at a time. Throws TransientFailure or PermanentFailure when the org did not do its part. */
  async perform(
    task: HandlerTask,
    onProgress: (progress: GuardProgress) => void = () => undefined
  ): Promise<Exclude<HandlerReply, { kind: 'failed' }>> {
    if (this.#failure) throw this.#failure;
    if (this.#waiting) throw new Error('The handler takes one task at a time.');
    this.#worker.ref();
    try {
      const reply = await new Promise<HandlerReply>((resolve, reject) => {
        this.#waiting = { resolve, reject, onProgress };
        this.#worker.postMessage(task);
      });
      if (reply.kind !== 'failed') return reply;
      throw reply.isTransient ? new TransientFailure(reply.message) : new PermanentFailure(reply.message);
    } finally {
      this.#worker.unref();
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
    this.#waiting = null;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
    this.#wire.close();
  }
}

/** Source: Salesforce Help, "The UserInfo Endpoint". */
async function readIdentity(access: OrgAccess): Promise<OrgIdentity> {
  const { status, text } = await readOrg(access, '/services/oauth2/userinfo');
  const problem = readProblem(text);
  if (status >= 500 || isTransient(status, problem)) throw new TransientFailure(`HTTP ${status}: ${problem.message}`);
  if (status >= 300) {
    throw new PermanentFailure(
      `The org does not say whose token this is (HTTP ${status} ${problem.message}). Sign in again; if that does not help, the token lacks the ` +
        'scope "openid".'
    );
  }
  const user = readUser(text, access.instanceUrl);
  const field = (name: string): string => (typeof user[name] === 'string' ? user[name] : '');
  return {
    organizationId: field('organization_id'),
    userId: field('user_id'),
    username: field('preferred_username'),
    name: field('name'),
    email: field('email')
  };
}

function readUser(text: string, instanceUrl: string): Readonly<Record<string, unknown>> {
  try {
    const user: unknown = JSON.parse(text);
    if (typeof user === 'object' && user !== null && 'user_id' in user) return user as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new PermanentFailure(
    `${instanceUrl} does not answer like an org. Is it the address of the org, with https:// and My Domain?`
  );
}
