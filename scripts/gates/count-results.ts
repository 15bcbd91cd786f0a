/** Reads how many checks of a suite passed and failed out of what its tool wrote. */
import { XMLParser } from 'fast-xml-parser';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 };

/** The last line `N passed, N failed` of an output; a line that starts with `skipped:` counts as one skipped check. */
export function countSummary(output: string): Counts {
  let counts = NOTHING;
  for (const line of output.split('\n')) {
    const summary = /^(\d+) passed, (\d+) failed\s*$/.exec(line);
    if (summary) counts = { passed: Number(summary[1]), failed: Number(summary[2]), skipped: 0 };
    else if (line.startsWith('skipped: ')) counts = { passed: 0, failed: 0, skipped: 1 };
  }
  return counts;
}

/** Test cases of a JUnit file, as node:test and the Apex test runner write it. */
export function countJunit(xml: string): Counts {
  const nodes = new XMLParser({ preserveOrder: true, ignoreAttributes: true }).parse(xml) as unknown as XmlNode[];
  let [passed, failed, skipped] = [0, 0, 0];
  const visit = (node: XmlNode): void => {
    for (const [name, children] of Object.entries(node)) {
      if (!Array.isArray(children)) continue;
      if (name === 'testcase') {
        const inside = children.flatMap((child) => Object.keys(child));
        if (inside.includes('failure') || inside.includes('error')) failed++;
        else if (inside.includes('skipped')) skipped++;
        else passed++;
      } else children.forEach(visit);
    }
  };
  nodes.forEach(visit);
  return { passed, failed, skipped };
}

type XmlNode = Readonly<Record<string, readonly XmlNode[] | string>>;

/** The file that Jest writes with `--json --outputFile`. A test file that cannot be loaded is one failed check. */
export function countJest(json: string): Counts {
  const report = JSON.parse(json) as unknown as {
    readonly numPassedTests: number;
    readonly numFailedTests: number;
    readonly numPendingTests: number;
    readonly numRuntimeErrorTestSuites: number;
  };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests
  };
}
