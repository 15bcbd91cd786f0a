/** Database.QueryLocator and its iterator. Source: Apex Reference, "QueryLocator Class", "QueryLocatorIterator Class", "Database Class". */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import type { BindValue, FieldValue, QueryAccess, RowLocator, SObject } from '../../../database/index.ts';
import type { SoqlQuery } from '../../../soql/index.ts';
import { currentContext, type ExecutionContext } from '../../execution/context.ts';
import { checkBeforeQuery } from '../../execution/limits.ts';
import type { LoadedProgram } from '../../program/program.ts';
import { ApexException, ApexList, ApexMap, raise } from '../../values/index.ts';
import { readGraph, writeGraph } from '../async/object-graph.ts';
import type { AccessLevel } from './access-level.ts';
import { bindsOf, parseDynamic } from './dynamic-query.ts';
import { InlineQuery } from './inline-query.ts';
import { accessOf, guarded } from './query.ts';

type QueryBinds = readonly BindValue[] | ReadonlyMap<string, BindValue>;

/** Apex Developer Guide, "Execution Governors and Limits": rows retrieved by Database.getQueryLocator; a batch's own are free. */
const MOST_ROWS = 10_000;
/** Rows that an iterator holds at a time. */
const PAGE = 200;

export class QueryLocator {
  readonly query: SoqlQuery;
  readonly binds: QueryBinds;
  /** Of the code that made the locator: its rows are found for that code, whoever asks for them. */
  readonly #access: QueryAccess;
  readonly #text: string | null;

  constructor(query: SoqlQuery, binds: QueryBinds, access: QueryAccess, text: string | null) {
    this.query = query;
    this.binds = binds;
    this.#access = access;
    this.#text = text;
  }

  get text(): string {
    // An inline query reaches the run time as a tree; its text would have to be made up.
    return (
      this.#text ?? raise('QueryException', 'The local org knows the text of queries only that were given as text.')
    );
  }

  /** Throws the QueryException of a query that cannot be run. */
  locate({ transaction }: ExecutionContext): RowLocator {
    return guarded(() => transaction.locate(this.query, this.binds, this.#access));
  }

  iterator(): QueryLocatorIterator {
    const locator = this.locate(currentContext());
    const ids = guarded(() => locator.ids(MOST_ROWS + 1));
    if (ids.length > MOST_ROWS)
      throw new ApexException('System.LimitException', `Too many query locator rows: ${MOST_ROWS + 1}`);
    return new QueryLocatorIterator(locator, ids);
  }

  /** As text, for the steps of a batch job. */
  serialize(): string {
    const { query, binds } = this;
    const access = this.#access;
    const values =
      binds instanceof Map
        ? new ApexMap(
            'String',
            'Object',
            [...(binds as ReadonlyMap<string, BindValue>)].map(([name, value]) => [name, stored(value)])
          )
        : new ApexList('Object', (binds as readonly BindValue[]).map(stored));
    return JSON.stringify({ query, binds: writeGraph(values), access });
  }

  static deserialize(text: string, program: LoadedProgram): QueryLocator {
    const { query, binds, access } = JSON.parse(text) as {
      readonly query: SoqlQuery;
      readonly binds: string;
      readonly access: QueryAccess;
    };
    const values = readGraph(binds, program);
    if (values instanceof ApexMap)
      return new QueryLocator(
        query,
        new Map(values.entries().map(([name, value]) => [String(name), bound(value)])),
        access,
        null
      );
    return new QueryLocator(query, (values as ApexList).items.map(bound), access, null);
  }
}

function stored(value: BindValue): unknown {
  return Array.isArray(value) ? new ApexList('Object', [...(value as readonly FieldValue[])]) : value;
}

function bound(value: unknown): BindValue {
  return value instanceof ApexList ? (value.items as FieldValue[]) : (value as FieldValue);
}

class QueryLocatorIterator {
  readonly #locator: RowLocator;
  readonly #ids: readonly string[];
  #next = 0;
  #page: SObject[] = [];

  constructor(locator: RowLocator, ids: readonly string[]) {
    this.#locator = locator;
    this.#ids = ids;
  }

  hasnext(): boolean {
    while (this.#page.length === 0 && this.#next < this.#ids.length) {
      this.#page = this.#locator.read(this.#ids.slice(this.#next, this.#next + PAGE));
      this.#next += PAGE;
    }
    return this.#page.length > 0;
  }

  next(): SObject {
    if (!this.hasnext()) raise('NoSuchElementException', 'Iterator has no more elements');
    return this.#page.shift() as SObject;
  }
}

/** Making a locator counts as a query, and finds out at once whether it can be run. */
function makeLocator(query: SoqlQuery, binds: QueryBinds, text: string | null): QueryLocator {
  const context = currentContext();
  checkBeforeQuery(context);
  context.transaction.usage.queries++;
  const locator = new QueryLocator(query, binds, accessOf(context), text);
  locator.locate(context);
  return locator;
}

function ofText(soql: string | null, binds: ApexMap | null, access: AccessLevel | null): QueryLocator {
  const query = parseDynamic(soql, access);
  return makeLocator(query, bindsOf(query, binds), soql);
}

function ofInline({ query, binds }: InlineQuery, access: AccessLevel | null): QueryLocator {
  return makeLocator(access ? { ...query, accessMode: access.mode } : query, binds, null);
}

/** No name of Apex ends with an underscore: only an inline query goes into the parameter. */
const INLINE = 'Database.InlineQuery_ query';

export const queryLocatorMembers: PlatformMembers = {
  [`static Database.QueryLocator getQueryLocator(${INLINE})`]: (inline: InlineQuery) => ofInline(inline, null),
  [`static Database.QueryLocator getQueryLocator(${INLINE}, AccessLevel accessLevel)`]: ofInline,
  'static Database.QueryLocator getQueryLocator(String query)': (soql: string | null) => ofText(soql, null, null),
  'static Database.QueryLocator getQueryLocator(String query, AccessLevel accessLevel)': (
    soql: string | null,
    access: AccessLevel
  ) => ofText(soql, null, access),
  'static Database.QueryLocator getQueryLocatorWithBinds(String query, Map<String, Object> binds, AccessLevel accessLevel)':
    ofText
};

export const queryLocatorClasses: readonly PlatformClass[] = [
  {
    name: 'Database.InlineQuery_',
    kind: 'class',
    members: {},
    isInstance: (value) => value instanceof InlineQuery
  },
  {
    name: 'Database.QueryLocator',
    kind: 'class',
    members: {
      'String getQuery()': (self: QueryLocator) => self.text,
      'Database.QueryLocatorIterator iterator()': (self: QueryLocator) => self.iterator()
    },
    isInstance: (value) => value instanceof QueryLocator
  },
  {
    name: 'Database.QueryLocatorIterator',
    kind: 'class',
    members: {
      'Boolean hasNext()': (self: QueryLocatorIterator) => self.hasnext(),
      'SObject next()': (self: QueryLocatorIterator) => self.next()
    },
    isInstance: (value) => value instanceof QueryLocatorIterator
  }
];
