/** Line coverage: what the workers counted, summed per class and trigger. Test classes have no executable lines and do not appear. */
import type { CompiledProgram } from '../../apex/linkage.ts';
import type { UnitCoverage } from './apex-test-run.ts';

/** How often each line of a unit ran, indexed by line, by unit name: what a worker's loaded program counts. */
export type LineCounts = ReadonlyMap<string, Uint32Array>;

export class CoverageTotal {
  readonly #lines = new Map<string, Set<number>>();

  /** Adding the counts of one worker again is harmless: only whether a line ran is kept. */
  add(counts: LineCounts): void {
    for (const [unit, lines] of counts) {
      let known = this.#lines.get(unit);
      if (!known) this.#lines.set(unit, (known = new Set()));
      for (const [line, count] of lines.entries()) if (count > 0) known.add(line);
    }
  }

  of(program: CompiledProgram): UnitCoverage[] {
    const report: UnitCoverage[] = [];
    for (const unit of program.units) {
      if (unit.executableLines.length === 0 || unit.classes.some((info) => info.isTest)) continue;
      const run = this.#lines.get(unit.name);
      const coveredLines = unit.executableLines.filter((line) => run?.has(line));
      const uncoveredLines = unit.executableLines.filter((line) => !run?.has(line));
      report.push({
        name: unit.name,
        kind: unit.kind,
        file: unit.file,
        lines: unit.executableLines.length,
        covered: coveredLines.length,
        coveredLines,
        uncoveredLines
      });
    }
    return report.sort((left, right) => left.name.localeCompare(right.name));
  }
}

/** Salesforce's org-wide figure: covered lines over executable lines, not a mean of the classes' percentages. */
export function coveragePercent(coverage: readonly UnitCoverage[]): number {
  let lines = 0;
  let covered = 0;
  for (const unit of coverage) {
    lines += unit.lines;
    covered += unit.covered;
  }
  return lines === 0 ? 100 : (100 * covered) / lines;
}
