/** The org as a thread that runs Apex sees it: calls that block, queries in all their pages, and which fields there are. */
import { jsonValue } from '../base/index.ts';
import type { SObject } from '../database/index.ts';
import type { FieldDescribe, OrgSchema, SObjectDescribe } from '../metadata/index.ts';
import { NEWEST_API_VERSION } from '../protocol/index.ts';
import { isTransient, readProblem } from '../sync/index.ts';
import { isJson, type Json } from './query/records.ts';
import type { BlockingHttp } from './wire/blocking-http.ts';
import { OrgCallFailed, type WireAnswer, type WireRequest } from './wire/protocol.ts';

export const DATA = `/services/data/v${NEWEST_API_VERSION}.0`;

/** Codes of names that the org does not have, or does not show to the user. */
const UNKNOWN_NAMES = new Set(['INVALID_TYPE', 'INVALID_FIELD', 'NOT_FOUND']);
const WHAT_TO_DEPLOY =
  'Deploy config/without-apex/package.xml and assign the permission set Upsert_Guard_Client_Without_Apex to the user.';

export interface Answered {
  readonly records: readonly Json[];
  readonly totalSize: number;
}

export class OrgConnection {
  readonly schema: OrgSchema;
  readonly #http: BlockingHttp;
  /** Lower-case names of the fields that the user can read, by object; asked once. */
  readonly #fields = new Map<string, ReadonlySet<string>>();
  /** What the org's clock said last, and our clock then. */
  #clock: { readonly org: number; readonly here: number; readonly isOurs: boolean } | null = null;

  constructor(http: BlockingHttp, schema: OrgSchema) {
    this.#http = http;
    this.schema = schema;
  }

  /** Any answer but one that says "later" or "not you"; throws OrgCallFailed for those. */
  ask(request: WireRequest): WireAnswer {
    const answer = this.#http.call(request);
    this.#setClock(answer.date);
    if (answer.status < 300) return answer;
    const problem = readProblem(answer.text);
    if (answer.status === 401)
      throw new OrgCallFailed(
        `The access token is expired or invalid (${problem.errorCode || '401'}). Sign in again.`,
        false
      );
    // A row that is locked, also one whose automation met a lock, is one row's matter: whoever asks for one row at a time looks at it himself.
    const { errorCode } = problem;
    const mayPass = answer.status >= 500 || isTransient(answer.status, { errorCode, message: '' });
    if (errorCode !== 'UNABLE_TO_LOCK_ROW' && mayPass)
      throw new OrgCallFailed(`${problem.errorCode || `HTTP ${answer.status}`}: ${problem.message}`, true);
    return answer;
  }

  /** An answer without a date passed a proxy that drops it: our own clock is the next best, until the org tells its own. */
  #setClock(date: number | null): void {
    const here = performance.now();
    if (date === null) this.#clock ??= { org: Date.now(), here, isOurs: true };
    else this.#clock = { org: this.#clock?.isOurs ? date : Math.max(date, this.earliestNow()), here, isOurs: false };
  }

  /** A call that must succeed; its answer as JSON. */
  json(request: WireRequest): unknown {
    const answer = this.ask(request);
    if (answer.status >= 300) throw refused(request, answer);
    return answer.text === '' ? null : parse(answer.text);
  }

  /** A call that must succeed; its answer as it is. */
  text(request: WireRequest): string {
    const answer = this.ask(request);
    if (answer.status >= 300) throw refused(request, answer);
    return answer.text;
  }

  query(soql: string): Answered {
    const records: Json[] = [];
    let totalSize = 0;
    for (const page of this.pages(soql)) {
      records.push(...page.records);
      totalSize = page.totalSize;
    }
    return { records, totalSize };
  }

  /** Page by page, up to 2,000 records each, so that a long answer is never held whole. */
  *pages(soql: string): Generator<Answered> {
    let path: string | undefined = `${DATA}/query?q=${encodeURIComponent(soql)}`;
    while (path !== undefined) {
      const answer = this.ask({ method: 'GET', path });
      if (answer.status >= 300) throw refused({ method: 'GET', path: `a query (${soql.slice(0, 200)})` }, answer);
      const page = parse(answer.text) as { records?: readonly Json[]; totalSize?: number; nextRecordsUrl?: string };
      const records = page.records ?? [];
      yield { records, totalSize: page.totalSize ?? records.length };
      path = page.nextRecordsUrl;
    }
  }

  /**
   * Names of the fields that both the package and the org know and the user may read: what a record's stored state is made of. Every record has an id and
   * a date of its last change, which a later save compares with.
   */
  storedFields(describe: SObjectDescribe): readonly string[] {
    const readable = this.#readable(describe);
    const stored = [...describe.fields.values()].filter(
      ({ name, type }) => readable.has(name.toLowerCase()) && type !== 'address' && type !== 'base64'
    );
    return [...new Set(['Id', 'LastModifiedDate', ...stored.map(({ name }) => name)])];
  }

  /** A moment that the org's clock has passed by now, in milliseconds: `Date` headers have whole seconds and come from before. */
  earliestNow(): number {
    return this.#clock ? this.#clock.org + (performance.now() - this.#clock.here) : Number.NEGATIVE_INFINITY;
  }

  pause(milliseconds: number): void {
    this.#http.pause(milliseconds);
  }

  #readable({ name }: SObjectDescribe): ReadonlySet<string> {
    const known = this.#fields.get(name);
    if (known) return known;
    const request: WireRequest = { method: 'GET', path: `${DATA}/sobjects/${name}/describe` };
    const answer = this.ask(request);
    if (answer.status === 404) {
      throw new OrgCallFailed(`The org has no object ${name}, or its user may not see it. ${WHAT_TO_DEPLOY}`, false);
    }
    if (answer.status >= 300) throw refused(request, answer);
    const { fields } = parse(answer.text) as { fields?: readonly { readonly name: string }[] };
    const names = new Set((fields ?? []).map((field) => field.name.toLowerCase()));
    this.#fields.set(name, names);
    return names;
  }
}

/** Values of a record for a body, by field name. */
export function jsonOf(record: SObject, fields: readonly FieldDescribe[]): Json {
  return Object.fromEntries(fields.map(({ name }) => [name, jsonValue(record.fields.get(name))]));
}

function refused({ method, path }: Pick<WireRequest, 'method' | 'path'>, { status, text }: WireAnswer): OrgCallFailed {
  const { errorCode, message } = readProblem(text);
  const advice = UNKNOWN_NAMES.has(errorCode) ? ` ${WHAT_TO_DEPLOY}` : '';
  return new OrgCallFailed(`The org refused ${method} ${path}: HTTP ${status} ${errorCode} ${message}${advice}`, false);
}

function parse(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    if (isJson(json) || Array.isArray(json)) return json;
  } catch {
    // Said below.
  }
  throw new OrgCallFailed(`The org answered something that is no JSON: ${text.slice(0, 200)}`, false);
}
