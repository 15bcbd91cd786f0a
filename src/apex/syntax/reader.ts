/** What reading the parser's tree of one file carries along: the file, and where problems go. */
import type { ApexParserRuleContext, ApexTerminalNode } from '@apexdevtools/apex-parser';
import type { DiagnosticBag } from '../../base/index.ts';
import { syntaxProblems, type Problem } from '../diagnostics/index.ts';
import type { Position } from './tree.ts';

export class Reader {
  readonly file: string;
  readonly diagnostics: DiagnosticBag;

  constructor(file: string, diagnostics: DiagnosticBag) {
    this.file = file;
    this.diagnostics = diagnostics;
  }

  report(problem: Problem, at: Position): void {
    this.diagnostics.error(problem.code, { file: this.file, line: at.line, column: at.column }, problem.message);
  }

  refuse(what: string, context: ApexParserRuleContext): void {
    this.report(syntaxProblems.notSupported(what), positionOf(context));
  }
}

export function positionOf(context: ApexParserRuleContext): Position {
  return { line: context.start.line, column: context.start.column + 1 };
}

export function positionOfToken(node: ApexTerminalNode): Position {
  return { line: node.symbol.line, column: node.symbol.column + 1 };
}

export function endOf(context: ApexParserRuleContext): Position {
  const token = context.stop ?? context.start;
  return { line: token.line, column: token.column + 1 };
}

/** The parser's getters are typed as always giving a node; they give null for a part that is not there. */
export function optional<Node>(node: Node): Node | null {
  return node ?? null;
}
