/** Bodies of emitted functions: parameters, temporaries, statements, the check that a value is returned. */
import { statementProblems } from '../../diagnostics/index.ts';
import type { BlockStatement, Parameter, Position } from '../../syntax/tree.ts';
import { typeText, type ApexType, type ParameterSymbol } from '../../types/index.ts';
import type { LoweringContext } from '../context.ts';
import type { LineWriter } from '../line-writer.ts';
import { declareVariable, lowerStatements } from '../statements/index.ts';

/** Declares the parameters and gives their identifiers. */
export function lowerParameters(
  context: LoweringContext,
  symbols: readonly ParameterSymbol[],
  declarations: readonly Parameter[]
): string[] {
  return symbols.map((symbol, index) => {
    const declaration = declarations[index];
    const final = declaration?.modifiers.words.includes('final') ?? false;
    const at: Position = declaration?.at ?? { line: 0, column: 0 };
    return declareVariable(context, symbol.name, symbol.type, at, final).jsName;
  });
}

/**
 * Writes `head {` on `line`, the body and `}`. `first` writes what stands before the statements, `last` is code after them when the end
 * can be reached.
 */
export function writeFunction(
  context: LoweringContext,
  out: LineWriter,
  options: {
    readonly head: string;
    readonly line: number;
    readonly body: BlockStatement;
    readonly first?: (out: LineWriter) => void;
    /** Statements to leave out at the beginning: those that `first` has written. */
    readonly skip?: number;
    readonly last?: string;
  }
): void {
  const { head, line, body, first, skip = 0, last = '' } = options;
  out.write(`${head} {`, line);
  const temporaries = out.reserve();
  first?.(out);
  const completion = lowerStatements(context, body.statements.slice(skip), out);
  out.write(completion === 'normal' ? `${last} }` : '}', body.end.line);
  temporaries(context.temporariesCode());
  if (completion === 'normal' && needsValue(context.returnType))
    context.report(statementProblems.missingReturn(typeText(context.returnType)), body.end);
}

function needsValue(type: ApexType | null): type is ApexType {
  return type !== null && type.kind !== 'void';
}
