/** The API of the org as a scenario uses it: JSON over HTTP with a user's token, errors with method, path and answer. */

export type Json = Readonly<Record<string, unknown>>;

export class OrgDoor {
  readonly #instanceUrl: string;
  readonly #token: string;

  constructor(instanceUrl: string, token: string) {
    this.#instanceUrl = instanceUrl;
    this.#token = token;
  }

  /** Throws on any status outside 2xx. `path` begins with /services. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {}
  ): Promise<unknown> {
    const answer = await this.ask(method, path, body, headers);
    if (answer.status < 200 || answer.status > 299)
      throw new Error(`${method} ${path}: HTTP ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Whatever the status is. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {}
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${this.#instanceUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** All records of a query, page by page. */
  async query(soql: string): Promise<readonly Json[]> {
    const records: Json[] = [];
    let path: string | null = `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`;
    while (path !== null) {
      const page = (await this.call('GET', path)) as { records: Json[]; nextRecordsUrl?: string };
      records.push(...page.records);
      path = page.nextRecordsUrl ?? null;
    }
    return records;
  }

  async count(soql: string): Promise<number> {
    const { totalSize } = (await this.call('GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`)) as {
      totalSize: number;
    };
    return totalSize;
  }

  /** Creates records past the duplicate alerts, as a person who has seen them would; answers their ids. All or none, in calls of 200. */
  async create(object: string, records: readonly Json[]): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let start = 0; start < records.length; start += 200) {
      const batch = records.slice(start, start + 200).map((fields) => ({ attributes: { type: object }, ...fields }));
      const results = (await this.call(
        'POST',
        '/services/data/v67.0/composite/sobjects',
        { allOrNone: true, records: batch },
        { 'sforce-duplicate-rule-header': 'allowSave=true' }
      )) as readonly { id: string; success: boolean; errors: readonly { message: string }[] }[];
      for (const { id, success, errors } of results) {
        if (!success) throw new Error(`A ${object} could not be created: ${errors[0]?.message ?? ''}`);
        ids.push(id);
      }
    }
    return ids;
  }
}
