/** Bodies of emitted functions: parameters, temporaries, statements, the check that a value is returned. */
import { statementProblems } from '../../diagnostics/index.ts';
import type { BlockStatement, Parameter, Position } from '../../syntax/tree.ts';
import { typeText, type ApexType, type ParameterSymbol } from '../../types/index.ts';
import type { LoweringContext } from '../context.ts';
import { sharingOf } from './class-info.ts';
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
  const sharing = sharingCode(context);
  out.write(`${head} {`, line);
  const temporaries = out.reserve();
  out.write(sharing.enter);
  first?.(out);
  const completion = lowerStatements(context, body.statements.slice(skip), out);
  out.write(completion === 'normal' ? `${last} ${sharing.leave}}` : `${sharing.leave}}`, body.end.line);
  temporaries(context.temporariesCode());
  if (completion === 'normal' && needsValue(context.returnType))
    context.report(statementProblems.missingReturn(typeText(context.returnType)), body.end);
}

/**
 * Code around the body of a function. The sharing of a class holds for all code that stands in it: methods, constructors, initialisers (Apex
 * Developer Guide, "Use the with sharing, without sharing, and inherited sharing Keywords").
 */
export function sharingCode({ classSymbol }: LoweringContext): { readonly enter: string; readonly leave: string } {
  const sharing = classSymbol ? sharingOf(classSymbol) : 'inherited';
  if (sharing === 'inherited') return { enter: '', leave: '' };
  return { enter: `const $outer = $.enter(${sharing === 'with'}); try {`, leave: '} finally { $.leave($outer); } ' };
}

function needsValue(type: ApexType | null): type is ApexType {
  return type !== null && type.kind !== 'void';
}
