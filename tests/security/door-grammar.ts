/** Calls at random to every door of the org: right and wrong methods, addresses, headers and bodies. */
import type { SeededRandom } from '../../src/sync/sample-feed/random.ts';
import { DATA } from './callers.ts';
import { deepJson } from './hostile-strings.ts';
import type { DescribedObject } from './org-schema.ts';
import type { RecordGrammar } from './record-grammar.ts';

export interface DoorCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Stands in a body for the token of the caller. */
export const SESSION = 'SESSION-OF-THE-CALLER';

const WORDS = [
  '',
  'x',
  'null',
  '__proto__',
  'constructor',
  '%00',
  '%zz',
  '..%2f..',
  "'",
  '%F0%9F%91%A9',
  '0',
  '-1',
  '9'.repeat(30),
  '750000000000001AAA',
  '003000000009999AAA'
];
const TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'text/csv',
  'text/xml',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  '',
  'x'
];
const VALUES = [
  'null',
  'true',
  '1',
  '1e400',
  '""',
  '"x"',
  '"query"',
  '"insert"',
  '[]',
  '{}',
  '{"toString":1}',
  '[[[1]]]',
  '{"a":{"b":[1]}}',
  '"\\u0000"',
  '"\\uD800"',
  '"LF"',
  '"CRLF"',
  '"CSV"',
  '"COMMA"',
  '"Contact"',
  '"Aborted"',
  '"UploadComplete"',
  '"Canceling"',
  '"2026-01-01T00:00:00Z"'
];
const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  { 'if-modified-since': 'x' },
  { 'if-unmodified-since': 'Tue, 10 Aug 2055 00:00:00 GMT' },
  { 'if-match': '"x"' },
  { 'if-none-match': '*' },
  { 'sforce-duplicate-rule-header': 'allowSave=maybe; x' },
  { 'sforce-call-options': 'client=\u00e9' },
  { 'sforce-query-options': 'batchSize=x' },
  { 'sforce-locator': '-1' },
  { 'content-encoding': 'gzip' },
  { accept: 'application/xml' },
  { 'accept-encoding': 'identity;q=0' },
  { 'x-http-method-override': 'DELETE' },
  { range: 'bytes=5-1' }
];
const XML_PARTS = [
  '<a>',
  '</a>',
  '<![CDATA[',
  ']]>',
  '&x;',
  '&#0;',
  '&#x110000;',
  '<!DOCTYPE a [<!ENTITY x "y">]>',
  '<env:Body>',
  '<listMetadata><queries><type>x</type></queries></listMetadata>',
  '<deploy><ZipFile>AAAA</ZipFile></deploy>',
  '<checkDeployStatus><asyncProcessId>x</asyncProcessId></checkDeployStatus>',
  '<retrieve><retrieveRequest/></retrieve>',
  '<compileAndTest/>',
  '\u0000',
  'text',
  '<constructor>1</constructor>',
  '<__proto__><a>1</a></__proto__>',
  '<listMetadata><queries><type><toString>1</toString></type></queries></listMetadata>',
  '<checkDeployStatus><asyncProcessId><toString>1</toString></asyncProcessId></checkDeployStatus>',
  '<retrieve><retrieveRequest><unpackaged><types><name><a>1</a></name><members/></types></unpackaged></retrieveRequest></retrieve>',
  `${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}`
];

interface Resource {
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  /** Members that a body of this resource may have. */
  readonly members: readonly string[];
}

const RESOURCES: readonly Resource[] = [
  {
    methods: ['POST', 'GET'],
    paths: [
      `${DATA}/jobs/ingest`,
      `${DATA}/jobs/ingest?jobType=@`,
      `${DATA}/jobs/query`,
      `${DATA}/jobs/query?queryLocator=@`
    ],
    members: [
      'object',
      'operation',
      'query',
      'externalIdFieldName',
      'lineEnding',
      'columnDelimiter',
      'contentType',
      'assignmentRuleId'
    ]
  },
  {
    methods: ['GET', 'PATCH', 'DELETE', 'PUT'],
    paths: [
      `${DATA}/jobs/ingest/@`,
      `${DATA}/jobs/ingest/@/batches`,
      `${DATA}/jobs/ingest/@/failedResults`,
      `${DATA}/jobs/query/@`,
      `${DATA}/jobs/query/@/results?locator=@&maxRecords=@`
    ],
    members: ['state']
  },
  {
    methods: ['GET', 'POST', 'PATCH'],
    paths: [
      `${DATA}/metadata/deployRequest`,
      `${DATA}/metadata/deployRequest/@`,
      `${DATA}/metadata/deployRequest/@?includeDetails=true`,
      `${DATA}/metadata/@`
    ],
    members: ['deployResult', 'deployOptions', 'validatedDeployRequestId', 'status']
  },
  {
    methods: ['GET', 'POST', 'HEAD'],
    paths: [
      `${DATA}/tooling/query?q=SELECT+Id+FROM+ApexClass+WHERE+Name='@'`,
      `${DATA}/tooling/query?q=@`,
      `${DATA}/tooling/executeAnonymous?anonymousBody=@`,
      `${DATA}/tooling/runTestsAsynchronous`,
      `${DATA}/tooling/@`
    ],
    members: ['tests', 'classNames', 'classids', 'suiteNames', 'maxFailedTests', 'category', 'skipCodeCoverage']
  },
  {
    methods: ['GET', 'POST'],
    paths: [
      `${DATA}/actions`,
      `${DATA}/actions/custom/apex`,
      `${DATA}/actions/custom/apex/@`,
      `${DATA}/actions/custom/apex/SyncInvocableAction`
    ],
    members: ['inputs']
  },
  {
    methods: ['POST', 'GET'],
    paths: [
      '/services/oauth2/token',
      '/services/oauth2/revoke',
      '/services/oauth2/userinfo',
      '/services/oauth2/@',
      '/services/@'
    ],
    members: ['grant_type', 'token']
  },
  {
    methods: ['POST'],
    paths: ['/cometd/67.0', '/cometd/@'],
    members: ['channel', 'clientId', 'subscription', 'id', 'advice']
  },
  {
    methods: ['POST', 'GET'],
    paths: ['/services/Soap/m/67.0', '/services/Soap/s/67.0', '/services/Soap/m/@', '/services/Soap/s/@/@'],
    members: ['x']
  },
  {
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    paths: [
      `${DATA}/@`,
      `${DATA}/sobjects/@`,
      `${DATA}/sobjects/Contact/@`,
      `${DATA}/sobjects/Contact/External_Contact_ID__c/@`,
      `${DATA}/query/@`,
      `${DATA}/query/01g-@`,
      `${DATA}/limits/@`,
      `${DATA}/composite/@`,
      `${DATA}/composite/sobjects/@/@`,
      `/services/data/v@.0/limits`,
      '/services/apexrest/@',
      '/services/apexrest/sync/v1/@',
      '//services/data',
      '/@'
    ],
    members: ['records', 'ids', 'fields', 'compositeRequest', 'allOrNone', 'graphs', 'batchRequests']
  },
  {
    methods: ['POST', 'GET', 'PATCH'],
    paths: ['/services/apexrest/sync/v1/marketing_contacts', '/services/apexrest/sync/v1/marketing_contacts?dryRun=@'],
    members: ['runKey', 'rows', 'source', 'final', 'options', 'totalRows', 'attempt']
  }
];

export class DoorGrammar {
  readonly #random: SeededRandom;
  readonly #records: RecordGrammar;
  readonly #objects: readonly DescribedObject[];

  constructor(random: SeededRandom, records: RecordGrammar, objects: readonly DescribedObject[]) {
    this.#random = random;
    this.#records = records;
    this.#objects = objects;
  }

  call(): DoorCall {
    const resource = this.#pick(RESOURCES);
    const method = this.#pick(resource.methods);
    const path = this.#pick(resource.paths).replaceAll('@', () => this.#pick(WORDS));
    const body = method === 'GET' || method === 'HEAD' ? undefined : this.#body(resource);
    const contentType = this.#chance(0.7) ? 'application/json' : this.#pick(TYPES);
    const headers = { ...this.#pick(ODD_HEADERS), ...(contentType !== '' && { 'content-type': contentType }) };
    return { method, path, headers, ...(body !== undefined && { body }) };
  }

  #body({ members }: Resource): string | Uint8Array {
    const choice = this.#random.next();
    if (choice < 0.6) {
      const given = Array.from(
        { length: 1 + this.#random.integer(4) },
        () => `"${this.#pick(members)}":${this.#value()}`
      );
      return `{${given.join(',')}}`;
    }
    if (choice < 0.7) return this.#records.body();
    if (choice < 0.85) {
      const inner = Array.from({ length: 1 + this.#random.integer(5) }, () => this.#pick(XML_PARTS)).join('');
      const open = '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/">';
      const session = `<env:Header><SessionHeader><sessionId>${SESSION}</sessionId></SessionHeader></env:Header>`;
      return this.#pick([
        inner,
        `${open}${session}<env:Body>${inner}</env:Body></env:Envelope>`,
        `${open}<env:Header>${inner}</env:Header><env:Body>${inner}</env:Body></env:Envelope>`
      ]);
    }
    if (choice < 0.9) return Uint8Array.from({ length: 40 }, () => this.#random.integer(256));
    return this.#pick([
      '--x\r\n\r\n',
      '--x\r\ncontent-disposition: form-data; name="job"\r\n\r\n{}\r\n--x--',
      '--x\r\ncontent-disposition: form-data; name="json"\r\ncontent-type: application/json\r\n\r\n{"deployOptions":null}\r\n--x--',
      'grant_type=client_credentials&client_id=%zz&client_secret=%00',
      'token=%F0',
      'a,b\r\n1,2\r\n'
    ]);
  }

  #value(): string {
    const choice = this.#random.next();
    if (choice < 0.7) return this.#pick(VALUES);
    if (choice < 0.85) return `[${this.#records.record(this.#pick(this.#objects))},${this.#pick(VALUES)}]`;
    return choice < 0.9 ? deepJson(this.#pick([900, 20_000]), 'both') : this.#records.record(this.#pick(this.#objects));
  }

  #pick<T>(items: readonly T[]): T {
    return this.#random.pick(items);
  }

  #chance(share: number): boolean {
    return this.#random.next() < share;
  }
}
