/** APX1000: what the parser or the reading of its tree refuses. */
import type { Problem } from './problem.ts';

function error(code: string, message: string): Problem {
  return { code, message };
}

export const syntaxProblems = {
  /** The parser's own words. */
  syntax: (message: string) => error('APX1000', message),
  notSupported: (what: string) => error('APX1001', `${what} is not supported`),
  illegalInteger: (text: string) => error('APX1002', `Illegal integer: ${text}`),
  /** The grammar reads `(a) - b` as a cast of `-b` to the type `a`. */
  ambiguousCast: (name: string) =>
    error('APX1003', `Remove the parentheses around '${name}': they read like a cast here`),
  illegalEscape: () => error('APX1004', String.raw`\_ and \% are escapes of SOQL strings only`),
  invalidModifier: (modifier: string, where: string) =>
    error('APX1005', `Modifier is not allowed: ${modifier} on ${where}`),
  repeatedModifier: (modifier: string) => error('APX1006', `Modifier is repeated: ${modifier}`),
  repeatedAccessor: (name: string) => error('APX1008', `Accessor is repeated: ${name}`),
  arguments: (what: string, count: number) =>
    error('APX1009', `${what} takes ${count} argument${count === 1 ? '' : 's'}`),
  fileName: (expected: string, found: string) =>
    error('APX1010', `The file must declare ${expected}, but declares ${found}`),
  unexpectedDeclaration: (what: string) => error('APX1011', `${what} must not be declared here`),
  soql: (code: string, message: string) => error(code, message)
} as const;
