/** Problems found in something a person wrote (Apex, metadata, a lane, a feed), as data with a place to look at. */

export type Severity = 'error' | 'warning';

/** Where a problem is. `line` and `column` count from 1; 0 means "the file as a whole". */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Diagnostic extends SourcePosition {
  /** Stable code, one range per floor: APX1000 syntax, APX2000 checking, MET3000 metadata, SOQ4000, LAN5000 lanes. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** One line, in the form editors can jump to. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message } = diagnostic;
  return `${file}:${line}:${column} ${severity} ${code}: ${message}`;
}

/** Collects what went wrong so that one run reports everything, not only the first problem. */
export class DiagnosticBag {
  readonly #items: Diagnostic[] = [];

  get items(): readonly Diagnostic[] {
    return this.#items;
  }

  get hasErrors(): boolean {
    return this.#items.some((item) => item.severity === 'error');
  }

  error(code: string, position: SourcePosition, message: string): void {
    this.#add(code, 'error', position, message);
  }

  warning(code: string, position: SourcePosition, message: string): void {
    this.#add(code, 'warning', position, message);
  }

  addAll(diagnostics: Iterable<Diagnostic>): void {
    for (const diagnostic of diagnostics) this.#items.push(diagnostic);
  }

  #add(code: string, severity: Severity, position: SourcePosition, message: string): void {
    const { file, line, column } = position;
    this.#items.push({ code, severity, file, line, column, message });
  }
}
