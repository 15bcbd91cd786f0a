/** Reads and checks a lane file; every problem names file, line, column and the path of the value. */
import { readFileSync } from 'node:fs';
import { isCollection, isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { DiagnosticBag, formatDiagnostic, type Diagnostic, type SourcePosition } from '../../base/index.ts';
import { checkLane, type Path } from './check-lane.ts';
import { laneSchema, type Lane } from './lane.ts';

export interface LaneReading {
  /** Null when a problem was found. */
  readonly lane: Lane | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value at a path stands; of the nearest group around it when it is not written. */
  readonly positionOf: (path: Path) => SourcePosition;
}

export class LaneError extends Error {
  override readonly name = 'LaneError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    this.diagnostics = diagnostics;
  }
}

/**
 * The lane of a file.
 * @throws LaneError with all problems of the file, also when there is no such file
 * @example const lane = loadLane('config/lanes/marketing_contacts.yaml');
 */
export function loadLane(file: string): Lane {
  const { lane, diagnostics } = readLaneFile(file);
  if (!lane) throw new LaneError(diagnostics);
  return lane;
}

/** @throws LaneError when there is no such file; problems in it are in the reading */
export function readLaneFile(file: string): LaneReading {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    const message = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such lane file' : String(error);
    throw new LaneError([{ code: 'LAN5001', severity: 'error', file, line: 0, column: 0, message }]);
  }
  return readLane(source, file);
}

export function readLane(source: string, file: string): LaneReading {
  const diagnostics = new DiagnosticBag();
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  for (const { pos, message } of [...document.errors, ...document.warnings])
    diagnostics.error('LAN5001', at(pos[0]), message);
  const positionOf = (path: Path): SourcePosition => at(offsetOf(document, path));
  if (diagnostics.hasErrors) return { lane: null, diagnostics: diagnostics.items, positionOf };

  const parsed = laneSchema.safeParse(document.toJS());
  const report = (code: string, path: Path, message: string, key?: string): void => {
    diagnostics.error(code, at(offsetOf(document, path, key)), `${pathText(path, key)} ${message}`);
  };
  if (!parsed.success) {
    for (const issue of parsed.error.issues) reportIssue(issue, document, report);
    return { lane: null, diagnostics: diagnostics.items, positionOf };
  }
  checkLane(parsed.data, file, (path, message) => report('LAN5004', path, message));
  return { lane: diagnostics.hasErrors ? null : parsed.data, diagnostics: diagnostics.items, positionOf };
}

function reportIssue(
  issue: z.core.$ZodIssue,
  document: Document,
  report: (code: string, path: Path, message: string, key?: string) => void
): void {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) report('LAN5002', path, 'is not a key that a lane has', key);
    return;
  }
  if (!document.hasIn(path)) {
    report('LAN5003', path, 'is missing');
  } else if (issue.code === 'invalid_type') {
    report('LAN5003', path, `must be ${article(issue.expected)}`);
  } else if (issue.code === 'invalid_value') {
    report('LAN5003', path, `must be one of ${issue.values.map(String).join(', ')}`);
  } else if (issue.code === 'too_big') {
    report('LAN5003', path, `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`);
  } else if (issue.code === 'too_small') {
    report(
      'LAN5003',
      path,
      issue.origin === 'array' || issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`
    );
  } else report('LAN5003', path, issue.message);
}

function article(expected: string): string {
  if (expected === 'array') return 'a list';
  if (expected === 'object') return 'a group of keys';
  if (expected === 'int') return 'a whole number';
  return expected === 'boolean' ? 'true or false' : `a ${expected}`;
}

/** `ownership.routes[0].owner`; with `key`, a key at the path. */
export function pathText(path: Path, key?: string): string {
  const all = key === undefined ? path : [...path, key];
  const text = all.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text === '' ? 'the lane' : text.replace(/^\./, '');
}

/** Offset of the value at a path (of the key when `key` is given); of the nearest node above when the value is missing. */
function offsetOf(document: Document, path: Path, key?: string): number {
  if (key !== undefined) {
    const map = path.length === 0 ? document.contents : document.getIn(path, true);
    const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    if (pair && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
  }
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && (length === path.length || isCollection(node))) return node.range?.[0] ?? 0;
  }
  return 0;
}
