/** Local variables. Apex sets one without a value to null. */
import { statementProblems } from '../../diagnostics/index.ts';
import type { LocalVariableStatement, Position } from '../../syntax/tree.ts';
import type { ApexType } from '../../types/index.ts';
import type { LocalVariable, LoweringContext } from '../context.ts';
import { lowerConverted, resolveType } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { Completion } from './completion.ts';

export function lowerLocal(context: LoweringContext, statement: LocalVariableStatement, out: LineWriter): Completion {
  for (const [code, line] of lowerDeclarators(context, statement)) out.write(`let ${code};`, line);
  return 'normal';
}

/** `x_ = 1` for each variable, with its line. */
export function lowerDeclarators(
  context: LoweringContext,
  statement: LocalVariableStatement
): (readonly [code: string, line: number])[] {
  const type = resolveType(context, statement.type);
  if (type.kind === 'void') context.report(statementProblems.voidVariable(), statement.type.at);
  return statement.variables.map((variable) => {
    // The initialiser comes first: the variable is not in sight in it.
    const value = variable.initializer ? lowerConverted(context, variable.initializer, type).code : 'null';
    const final = statement.final === true && variable.initializer !== undefined;
    const { jsName } = declareVariable(context, variable.name, type, variable.at, final);
    return [`${jsName} = ${value}`, variable.at.line];
  });
}

/** Apex lets no local hide another one that is in sight. */
export function declareVariable(
  context: LoweringContext,
  name: string,
  type: ApexType,
  at: Position,
  final = false
): LocalVariable {
  if (context.findLocal(name)) context.report(statementProblems.duplicateVariable(name), at);
  return context.declareLocal(name, type, final);
}
