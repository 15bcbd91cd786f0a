/** for (T x : values), over lists, sets, Iterables and queries; a variable of a List type walks a query in chunks. */
import { statementProblems } from '../../diagnostics/index.ts';
import type { ForEachStatement } from '../../syntax/tree.ts';
import { elementTypeOf, isAssignable, typeText, unknownType, type ApexType } from '../../types/index.ts';
import type { LoweringContext } from '../context.ts';
import { convert, lowerValue, resolveType } from '../expressions/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { Completion } from './completion.ts';
import { declareVariable } from './locals.ts';
import { lowerLoopBody } from './loops.ts';

/** Rows that a loop with a list variable sees at a time (Apex Developer Guide, "SOQL For Loops"). */
const chunkSize = 200;

export function lowerForEach(context: LoweringContext, statement: ForEachStatement, out: LineWriter): Completion {
  return context.withScope(() => {
    const type = resolveType(context, statement.type);
    const values = lowerValue(context, statement.iterable);
    const element = elementOf(context, values.type, statement);
    const { jsName } = declareVariable(context, statement.name, type, statement.at);
    const line = statement.at.line;
    const isChunked =
      statement.iterable.kind === 'soql' && type.kind === 'list' && !isAssignable(context.symbols, element, type);
    if (isChunked) {
      const rows = context.temporary();
      const chunk = `$.newList(${JSON.stringify(typeText(type))}, ${rows}.slice($i, $i + ${chunkSize}))`;
      convert(context, { type: values.type, code: rows }, type, statement.at);
      out.write(`${rows} = [...$.iterate(${values.code})];`, line);
      out.write(`for (let $i = 0; $i < ${rows}.length; $i += ${chunkSize}) { let ${jsName} = ${chunk};`);
      lowerLoopBody(context, statement.body, out);
      out.write('}');
      return 'normal';
    }
    const item = convert(context, { type: element, code: '$item' }, type, statement.at).code;
    if (item === '$item') {
      out.write(`for (let ${jsName} of $.iterate(${values.code}))`, line);
      lowerLoopBody(context, statement.body, out);
    } else {
      out.write(`for (const $item of $.iterate(${values.code})) { let ${jsName} = ${item};`, line);
      lowerLoopBody(context, statement.body, out);
      out.write('}');
    }
    return 'normal';
  });
}

function elementOf(context: LoweringContext, type: ApexType, statement: ForEachStatement): ApexType {
  if (type.kind === 'unknown') return unknownType;
  const element = elementTypeOf(context.symbols, type);
  if (element) return element;
  context.report(statementProblems.notIterable(typeText(type)), statement.iterable.at);
  return unknownType;
}
