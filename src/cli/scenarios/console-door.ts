/** The console's own door: calls Apex methods as the components do, in a session that begins at frontdoor.jsp. */
import type { Json } from './org-door.ts';

export class ConsoleDoor {
  readonly #origin: string;
  readonly #cookie: string;

  private constructor(origin: string, cookie: string) {
    this.#origin = origin;
    this.#cookie = cookie;
  }

  static async open(consoleUrl: string): Promise<ConsoleDoor> {
    const response = await fetch(consoleUrl, { redirect: 'manual' });
    const cookie = response.headers.getSetCookie().map((text) => text.split(';')[0] ?? '');
    if (cookie.length === 0) throw new Error(`The console began no session: HTTP ${response.status}`);
    return new ConsoleDoor(new URL(consoleUrl).origin, cookie.join('; '));
  }

  async call(className: string, method: string, params: Json): Promise<unknown> {
    const response = await fetch(`${this.#origin}/local-org/aura`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: this.#cookie },
      body: JSON.stringify({ class: className, method, params })
    });
    const answer = (await response.json()) as { readonly returnValue?: unknown };
    if (!response.ok) throw new Error(`${className}.${method}: HTTP ${response.status} ${JSON.stringify(answer)}`);
    return answer.returnValue ?? null;
  }
}
