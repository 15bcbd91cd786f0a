/** What converting one query needs from its surroundings: where binds go, where problems go, and which alias names the object. */
import type { ApexParserRuleContext, BoundExpressionContext } from '@apexdevtools/apex-parser';
import type { FieldPath, SoqlValue } from '../tree.ts';
import type { SoqlProblem } from './problem.ts';

export interface Surroundings {
  /** A bind in reading order. Apex source numbers them and keeps the expressions; dynamic SOQL keeps the name. */
  bind(context: BoundExpressionContext): SoqlValue;
  problem(problem: SoqlProblem): void;
}

export class Conversion {
  readonly surroundings: Surroundings;
  /** Names that may stand before a field and mean the queried object itself: its name and its alias. */
  readonly #own: ReadonlySet<string>;

  constructor(surroundings: Surroundings, own: readonly string[] = []) {
    this.surroundings = surroundings;
    this.#own = new Set(own.map((name) => name.toLowerCase()));
  }

  /** The same surroundings for a query (or subquery) over another object. */
  over(own: readonly string[]): Conversion {
    return new Conversion(this.surroundings, own);
  }

  /** `c.Account.Name` with alias c is Account.Name (SOQL reference: "Alias Notation"). */
  path(names: readonly string[]): FieldPath {
    const [first = '', ...rest] = names;
    return rest.length > 0 && this.#own.has(first.toLowerCase()) ? rest : names;
  }

  refuse(context: ApexParserRuleContext, what: string): void {
    this.report('SOQ4001', context, `${what} is not supported in SOQL here`);
  }

  report(code: string, context: ApexParserRuleContext, message: string): void {
    const { line, column } = context.start;
    this.surroundings.problem({ code, message, line, column: column + 1 });
  }
}

/** The parser's getters are typed as always giving a node; they give null for a part that is not there. */
export function optional<Node>(node: Node): Node | null {
  return node ?? null;
}

export function names(context: { soqlId_list(): ApexParserRuleContext[] }): string[] {
  return context.soqlId_list().map((part) => part.getText());
}
