/**
 * Reads a CSV feed as a stream of rows. A line that is no CSV (a quote that is never closed, too many or too few values) is reported with
 * its line number and text, and reading goes on with the next line: one bad line never takes the rest of the feed with it.
 * Memory: one record at a time; a record may span lines inside quotes, at most MAXIMUM_RECORD_LINES.
 */
import { open } from 'node:fs/promises';

import { parse } from 'csv-parse/sync';

const MAXIMUM_RECORD_LINES = 100;

export interface FeedRow {
  readonly kind: 'row';
  /** Line of the file where the record starts, from 1 (the header is line 1). */
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
}

export interface UnreadableLine {
  readonly kind: 'unreadable';
  readonly line: number;
  readonly text: string;
  readonly message: string;
}

/** A feed that cannot be read at all: no header, an empty column name, the file is missing. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
}

interface RawLine {
  readonly line: number;
  readonly text: string;
}

/** Names of the feed's columns, from its first line. */
export async function readFeedColumns(file: string): Promise<string[]> {
  const lines = openLines(file);
  try {
    return await readHeader(file, lines);
  } finally {
    await lines.return();
  }
}

/** Every record, in order. */
export async function* readFeed(file: string): AsyncGenerator<FeedRow | UnreadableLine, void, void> {
  const lines = openLines(file);
  const columns = await readHeader(file, lines);
  const records = new RecordReader(columns);
  for await (const line of lines) yield* records.push(line);
  yield* records.end();
}

/**
 * Joins lines until their quotes are balanced. When the joined text is no record after all, some quote was never closed: the line that
 * opened it is reported and the lines it swallowed are read again, each on its own merits. Cost: at most MAXIMUM_RECORD_LINES² per such line.
 */
class RecordReader {
  readonly #columns: readonly string[];
  #pending: RawLine[] = [];

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  *push(line: RawLine): Generator<FeedRow | UnreadableLine> {
    const waiting = [line];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (this.#pending.length === 0 && next.text.trim() === '') continue;
      this.#pending.push(next);
      const complete = isComplete(this.#pending);
      if (!complete && this.#pending.length < MAXIMUM_RECORD_LINES) continue;
      const record = complete ? readRecord(this.#pending, this.#columns) : null;
      if (record && (record.kind === 'row' || this.#pending.length === 1)) {
        this.#pending = [];
        yield record;
      } else yield* this.#giveUpFirst(waiting);
    }
  }

  *end(): Generator<FeedRow | UnreadableLine> {
    while (this.#pending.length > 0) {
      const swallowed: RawLine[] = [];
      yield* this.#giveUpFirst(swallowed);
      for (const line of swallowed) yield* this.push(line);
    }
  }

  *#giveUpFirst(waiting: RawLine[]): Generator<UnreadableLine> {
    const [opened, ...swallowed] = this.#pending;
    this.#pending = [];
    waiting.unshift(...swallowed);
    if (opened) yield unreadable(opened, opened.text, 'A quote is opened and never closed.');
  }
}

async function* openLines(file: string): AsyncGenerator<RawLine, void, void> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new FeedError(error.code === 'ENOENT' ? `${file}: there is no such file.` : `${file}: ${error.message}`);
  });
  let line = 0;
  // The stream of lines closes the file when it ends or is abandoned.
  for await (const text of handle.readLines({ encoding: 'utf8' })) {
    line++;
    yield { line, text: line === 1 ? text.replace(/^\uFEFF/, '') : text };
  }
}

async function readHeader(file: string, lines: AsyncGenerator<RawLine, void, void>): Promise<string[]> {
  const first = await lines.next();
  if (first.done) throw new FeedError(`${file}: the feed is empty. Its first line must name the columns.`);
  let columns: string[];
  try {
    columns = (parse(first.value.text) as string[][])[0] ?? [];
  } catch (error) {
    throw new FeedError(
      `${file}:1: the header cannot be read: ${error instanceof Error ? error.message : String(error)}`
    );
  }
  const names = columns.map((column) => column.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (names.some((name) => name === '')) throw new FeedError(`${file}:1: a column has no name.`);
  if (twice) throw new FeedError(`${file}:1: the column "${twice}" is named twice.`);
  return names;
}

/** A record is complete when its quotes are balanced: "" inside quotes counts twice and changes nothing. */
function isComplete(lines: readonly RawLine[]): boolean {
  let quotes = 0;
  for (const { text } of lines) for (const character of text) if (character === '"') quotes++;
  return quotes % 2 === 0;
}

function readRecord(lines: readonly RawLine[], columns: readonly string[]): FeedRow | UnreadableLine | null {
  const [first] = lines;
  if (!first) return null;
  const text = lines.map((line) => line.text).join('\n');
  let values: string[];
  try {
    // Most lines hold no quote: splitting is then all there is to parse, and ten times as fast.
    values = text.includes('"')
      ? ((parse(text, { relax_column_count: true }) as string[][])[0] ?? [])
      : text.split(',');
  } catch (error) {
    return unreadable(
      first,
      text,
      `The line is no valid CSV: ${error instanceof Error ? error.message : String(error)}`
    );
  }
  if (values.length !== columns.length) {
    return unreadable(first, text, `The line has ${values.length} values; the header names ${columns.length} columns.`);
  }
  return {
    kind: 'row',
    line: first.line,
    values: new Map(columns.map((column, index) => [column, values[index] ?? '']))
  };
}

function unreadable(first: RawLine, text: string, message: string): UnreadableLine {
  return { kind: 'unreadable', line: first.line, text, message };
}
