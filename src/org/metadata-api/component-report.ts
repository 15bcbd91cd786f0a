/** How an attempt to deploy components ended, in the words of the report. */
import type { Diagnostic } from '../../base/index.ts';
import type { MergedTree } from '../../metadata/index.ts';
import { problemMessages, successMessages } from './component-messages.ts';
import type { FinishedDeploy } from './deploy-job.ts';
import type { DeployMessage, DeployProgress } from './deploy-result.ts';
import type { DeployTests } from './deploy-tests.ts';

export interface Attempt {
  readonly finished: FinishedDeploy;
  /** Problems of components for which it ended. */
  readonly failures: readonly DeployMessage[];
}

export interface ReportedAttempt {
  readonly merged: MergedTree;
  readonly manifestFile: string;
  readonly now: string;
  /** Problems of the components that were left out before. */
  readonly leftOut: readonly DeployMessage[];
  /** Components that the deploy asks for, those that were left out among them. */
  readonly total: number;
}

export class ComponentReport {
  readonly #attempt: ReportedAttempt;
  readonly #leftOut: readonly DeployMessage[];

  constructor(attempt: ReportedAttempt) {
    this.#attempt = attempt;
    this.#leftOut = attempt.leftOut;
  }

  /** `SucceededPartial` when components were left out, or tests failed without stopping the deploy. */
  succeeded(warnings: readonly Diagnostic[], tests: DeployTests | null = null): Attempt {
    const partial = this.#leftOut.length > 0 || tests?.success === false;
    return this.#ended(true, partial, warnings, tests);
  }

  testsFailed(warnings: readonly Diagnostic[], tests: DeployTests): Attempt {
    return this.#ended(false, false, warnings, tests);
  }

  /** Components without a problem of their own are reported as well, as the platform does; none of them is deployed. */
  failed(diagnostics: readonly Diagnostic[]): Attempt {
    const problems = this.#problems(diagnostics);
    const failures = problems.filter(({ problemType }) => problemType === 'Error');
    const broken = keysOf([...failures, ...this.#leftOut]);
    const details = {
      componentSuccesses: this.#successes().filter((item) => !broken.has(componentKey(item))),
      componentFailures: [...this.#leftOut, ...problems]
    };
    return { finished: { outcome: { success: false, details, progress: this.#progress(broken.size) } }, failures };
  }

  #ended(success: boolean, partial: boolean, warnings: readonly Diagnostic[], tests: DeployTests | null): Attempt {
    const details = {
      componentSuccesses: [...this.#successes(), ...this.#problems(warnings)],
      componentFailures: this.#leftOut,
      ...(tests && { runTestResult: tests.result })
    };
    const progress = { ...this.#progress(keysOf(this.#leftOut).size), ...tests?.progress };
    return { finished: { outcome: { success, ...(partial && { partial }), details, progress } }, failures: [] };
  }

  #successes(): DeployMessage[] {
    const { merged, manifestFile, now } = this.#attempt;
    return successMessages(merged.components, manifestFile, now);
  }

  #problems(diagnostics: readonly Diagnostic[]): DeployMessage[] {
    const { merged, manifestFile, now } = this.#attempt;
    return problemMessages(diagnostics, merged.tree, manifestFile, now);
  }

  #progress(errors: number): DeployProgress {
    const { total } = this.#attempt;
    return {
      numberComponentsTotal: total,
      numberComponentsDeployed: Math.max(total - errors, 0),
      numberComponentErrors: errors
    };
  }
}

/** What tells components of a report apart. */
export function componentKey({ componentType, fullName }: Pick<DeployMessage, 'componentType' | 'fullName'>): string {
  return `${componentType}#${fullName}`;
}

function keysOf(messages: readonly DeployMessage[]): Set<string> {
  return new Set(messages.map(componentKey));
}
