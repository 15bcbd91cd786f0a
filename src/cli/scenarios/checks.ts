/** Every number that a scenario prints, beside the number that was planned. */
import { isDeepStrictEqual } from 'node:util';

interface Check {
  readonly what: string;
  readonly actual: unknown;
  readonly planned: unknown;
}

export class Checks {
  readonly #checks: Check[] = [];

  equal(what: string, actual: unknown, planned: unknown): void {
    this.#checks.push({ what, actual, planned });
  }

  get good(): boolean {
    return this.wrong === 0;
  }

  get total(): number {
    return this.#checks.length;
  }

  get wrong(): number {
    return this.#checks.filter((check) => !holds(check)).length;
  }

  /** A line for each check: what, the number, and the planned one where it is another. */
  toText(): string {
    const width = Math.max(0, ...this.#checks.map(({ what }) => what.length));
    return this.#checks
      .map((check) => {
        const actual = textOf(check.actual);
        return holds(check)
          ? `  ok     ${check.what.padEnd(width)}  ${actual}`
          : `  WRONG  ${check.what.padEnd(width)}  ${actual}, planned ${textOf(check.planned)}`;
      })
      .join('\n');
  }
}

function holds({ actual, planned }: Check): boolean {
  return isDeepStrictEqual(actual, planned);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
