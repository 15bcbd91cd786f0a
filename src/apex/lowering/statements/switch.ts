/**
 * switch on: a chain of ifs, because `break` in a when block belongs to the loop around. Strings compare with case (Apex Developer
 * Guide, "Switch Statements").
 */
import { statementProblems } from '../../diagnostics/index.ts';
import type { Expression, SwitchCase, SwitchStatement } from '../../syntax/tree.ts';
import { isPrimitive, typeText, type ApexType } from '../../types/index.ts';
import { enumKey, type LoweringContext } from '../context.ts';
import { lowerConverted, lowerValue, resolveType } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import { lowerBlock } from './blocks.ts';
import { either, type Completion } from './completion.ts';
import { declareVariable } from './locals.ts';

export function lowerSwitch(context: LoweringContext, statement: SwitchStatement, out: LineWriter): Completion {
  const subject = lowerValue(context, statement.subject);
  if (!isSwitchable(subject.type))
    context.report(statementProblems.switchType(typeText(subject.type)), statement.subject.at);
  const value = context.temporary();
  out.write(`${value} = ${subject.code};`, statement.at.line);
  const completions: Completion[] = [];
  const seen = new Set<string>();
  for (const when of statement.cases) {
    completions.push(
      context.withScope(() => {
        out.write(`if (${lowerTest(context, when, subject.type, value, seen)}) {`, when.at.line);
        if (when.typePattern) {
          const type = resolveType(context, when.typePattern.type);
          const { jsName } = declareVariable(context, when.typePattern.name, type, when.at);
          out.write(`let ${jsName} = ${value};`);
        }
        const completion = lowerBlock(context, when.body, out);
        out.write('} else');
        return completion;
      })
    );
  }
  if (!statement.else) {
    out.write('{}');
    return 'normal';
  }
  return either(...completions, lowerBlock(context, statement.else, out));
}

function isSwitchable(type: ApexType): boolean {
  return (
    type.kind === 'unknown' ||
    type.kind === 'sobject' ||
    isPrimitive(type, 'Integer', 'Long', 'String') ||
    (type.kind === 'user' && type.symbol.kind === 'enum') ||
    (type.kind === 'platform' && type.class.kind === 'enum')
  );
}

function lowerTest(
  context: LoweringContext,
  when: SwitchCase,
  subject: ApexType,
  value: string,
  seen: Set<string>
): string {
  if (when.typePattern) {
    const type = resolveType(context, when.typePattern.type);
    if (
      subject.kind !== 'unknown' &&
      type.kind !== 'unknown' &&
      (subject.kind !== 'sobject' || type.kind !== 'sobject')
    )
      context.report(statementProblems.whenTypePattern(typeText(subject)), when.at);
    return `$.is(${value}, ${JSON.stringify(typeText(type))})`;
  }
  return when.values
    .map((expression) => {
      const code = lowerWhenValue(context, expression, subject);
      if (code !== 'undefined' && seen.has(code))
        context.report(statementProblems.duplicateWhen(written(expression)), expression.at);
      seen.add(code);
      return `${value} === ${code}`;
    })
    .join(' || ');
}

function lowerWhenValue(context: LoweringContext, expression: Expression, subject: ApexType): string {
  if (expression.kind === 'literal' && expression.type === 'null') return 'null';
  if (expression.kind === 'name') {
    const constant = enumConstant(context, subject, expression.name);
    if (constant) return constant;
  }
  const isConstant =
    expression.kind === 'literal' || (expression.kind === 'unary' && expression.operand.kind === 'literal');
  if (!isConstant || !isPrimitive(subject, 'Integer', 'Long', 'String')) {
    if (subject.kind !== 'unknown') context.report(statementProblems.invalidWhen(typeText(subject)), expression.at);
    return 'undefined';
  }
  return lowerConverted(context, expression, subject).code;
}

/** A bare name is a constant of the subject's enum. */
function enumConstant(context: LoweringContext, subject: ApexType, name: string): string | null {
  const same = (constant: string) => constant.toLowerCase() === name.toLowerCase();
  if (subject.kind === 'user' && subject.symbol.enumValues.some(same))
    return `${context.classReference(subject.symbol)}.${enumKey(name)}`;
  if (subject.kind !== 'platform') return null;
  const constant = subject.class.enumValues.find(same);
  if (constant === undefined) return null;
  return context.hoist(`$.platformEnum(${JSON.stringify(subject.class.name)}, ${JSON.stringify(constant)})`);
}

function written(expression: Expression): string {
  if (expression.kind === 'literal') return expression.type === 'String' ? `'${expression.text}'` : expression.text;
  return expression.kind === 'name' ? expression.name : expression.kind;
}
