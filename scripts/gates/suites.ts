/** The suites of `npm test`, in order: what is cheap and tells most comes first. */

export interface Suite {
  readonly name: string;
  /** npm script, so that a suite run alone is the same as one run here. */
  readonly script: string;
  readonly parameters?: readonly string[];
  /** How its checks are counted: one check by exit code, a summary line, or a report file below reports/. */
  readonly count: 'exit' | 'summary' | { readonly kind: 'junit' | 'jest'; readonly file: string };
  readonly minutes: number;
}

export const suites: readonly Suite[] = [
  { name: 'generated', script: 'check:generated', count: 'exit', minutes: 2 },
  { name: 'format', script: 'check:format', count: 'exit', minutes: 5 },
  { name: 'lint', script: 'check:lint', count: 'exit', minutes: 5 },
  { name: 'types', script: 'check:types', count: 'exit', minutes: 5 },
  { name: 'apex', script: 'check:apex', count: 'summary', minutes: 5 },
  { name: 'lwc-build', script: 'build:lwc', count: 'exit', minutes: 5 },
  { name: 'convert', script: 'check:convert', count: 'summary', minutes: 5 },
  { name: 'node', script: 'test:node', count: { kind: 'junit', file: 'node-tests.xml' }, minutes: 20 },
  {
    name: 'jest',
    script: 'test:lwc',
    parameters: ['--json', '--outputFile=reports/jest.json'],
    count: { kind: 'jest', file: 'jest.json' },
    minutes: 10
  },
  { name: 'apex-tests', script: 'test:apex', count: { kind: 'junit', file: 'apex-tests.xml' }, minutes: 20 },
  { name: 'browser', script: 'test:browser', count: { kind: 'junit', file: 'browser-tests.xml' }, minutes: 10 },
  // Reads the reports of the suites before it.
  {
    name: 'rules',
    script: 'test:node',
    parameters: ['rules'],
    count: { kind: 'junit', file: 'rules-tests.xml' },
    minutes: 2
  }
];
