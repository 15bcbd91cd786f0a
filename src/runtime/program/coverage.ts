/** Counts how often each executable line ran, in code that was compiled with coverage. */
import type { CompiledUnit } from '../../apex/linkage.ts';

export interface UnitCoverage {
  readonly name: string;
  readonly file: string;
  readonly coveredLines: readonly number[];
  readonly uncoveredLines: readonly number[];
}

export class Coverage {
  readonly #units: readonly CompiledUnit[];
  readonly #counters: readonly Uint32Array[];

  constructor(units: readonly CompiledUnit[]) {
    this.#units = units;
    this.#counters = units.map(({ executableLines }) => new Uint32Array(Math.max(0, ...executableLines) + 1));
  }

  count(unit: number, line: number): void {
    const counters = this.#counters[unit];
    if (counters && line < counters.length) counters[line] = (counters[line] ?? 0) + 1;
  }

  /** Units without executable lines (test classes, interfaces) are left out. */
  report(): UnitCoverage[] {
    const measured = this.#units.map(({ name, file, executableLines }, index) => {
      const ran = (line: number) => (this.#counters[index]?.[line] ?? 0) > 0;
      const coveredLines = executableLines.filter(ran);
      const uncoveredLines = executableLines.filter((line) => !ran(line));
      return { name, file, coveredLines, uncoveredLines };
    });
    return measured.filter(({ coveredLines, uncoveredLines }) => coveredLines.length + uncoveredLines.length > 0);
  }

  /** How often each line of a unit ran, by unit name; for adding up the counts of several workers. */
  counts(): Map<string, Uint32Array> {
    return new Map(this.#units.map(({ name }, index) => [name, this.#counters[index] ?? new Uint32Array()]));
  }
}
