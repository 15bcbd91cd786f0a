/** `new`: user objects, library objects, records with field values, copies of collections. */
import type { Expression, NewExpression } from '../../syntax/tree.ts';
import { problems, typeText, unknownType, type ApexType } from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { callText, convertArguments } from './calls.ts';
import { lowerNewFrom } from './collections.ts';
import { chooseConstructor } from './constructor-calls.ts';
import { convert } from './conversion.ts';
import { recordMember } from './fields.ts';
import { lowerValue } from './lower.ts';
import { chooseOverload } from './overloads.ts';
import { platformCall } from './platform-calls.ts';
import { resolveType } from './type-names.ts';

export function lowerNew(context: LoweringContext, expression: NewExpression): Lowered {
  const type = resolveType(context, expression.type);
  if (type.kind === 'unknown') {
    for (const argument of expression.arguments) lowerValue(context, argument);
    return { type: unknownType, code: 'null' };
  }
  if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map')
    return lowerNewFrom(context, type, lowerAll(context, expression.arguments), expression.at);
  if (type.kind === 'sobject') return lowerNewRecord(context, type, expression);
  const values = lowerAll(context, expression.arguments);
  if (type.kind === 'user') {
    const { symbol } = type;
    if (symbol.kind !== 'class' || symbol.abstract) {
      context.report(problems.cannotInstantiate(symbol.name), expression.at);
      return { type, code: 'null' };
    }
    const chosen = chooseConstructor(context, symbol, values, expression.at);
    // In parentheses around a foreign class: `new $u0()()` would construct what the look-up function returns.
    return { type, code: `new (${context.classReference(symbol)})().${chosen ?? 'c$()'}`, nonNull: true };
  }
  if (type.kind === 'platform') return lowerNewPlatform(context, type, values, expression);
  context.report(problems.cannotInstantiate(typeText(type)), expression.at);
  return { type, code: 'null' };
}

function lowerAll(context: LoweringContext, expressions: readonly Expression[]): Lowered[] {
  return expressions.map((expression) => lowerValue(context, expression));
}

function lowerNewPlatform(
  context: LoweringContext,
  type: Extract<ApexType, { kind: 'platform' }>,
  values: readonly Lowered[],
  expression: NewExpression
): Lowered {
  const candidates = type.class.constructors.map((constructor) => ({
    constructor,
    parameters: constructor.parameters.map((parameter) => context.symbols.resolvePlatform(parameter.type, type.class))
  }));
  const choice = chooseOverload(context, candidates, values);
  if (choice.kind !== 'one') {
    if (!values.some((value) => value.type.kind === 'unknown')) {
      const text = callText(`[${type.class.name}].<Constructor>`, values);
      context.report(
        choice.kind === 'ambiguous' ? problems.ambiguousMethod(text) : problems.constructorNotDefined(text),
        expression.at
      );
    }
    return { type, code: 'null' };
  }
  const { constructor, parameters } = choice.candidate;
  const converted = convertArguments(context, parameters, values, expression.at);
  return { type, code: platformCall(context, constructor, converted), nonNull: true };
}

/** `new Contact(LastName = 'x', Account = new Account(External_Customer_Id__c = '1'))`. */
function lowerNewRecord(
  context: LoweringContext,
  type: Extract<ApexType, { kind: 'sobject' }>,
  expression: NewExpression
): Lowered {
  const { describe } = type;
  if (!describe) {
    context.report(problems.cannotInstantiate('SObject'), expression.at);
    return { type, code: 'null' };
  }
  const [positional] = expression.arguments;
  if (positional) {
    const values = lowerAll(context, expression.arguments);
    context.report(problems.constructorNotDefined(callText(`[${describe.name}].<Constructor>`, values)), positional.at);
  }
  const fields: string[] = [];
  const parents: ((record: string) => string)[] = [];
  for (const { name, value, at } of expression.fieldValues ?? []) {
    const lowered = lowerValue(context, value);
    const member = recordMember(context, type, name);
    if (!member) {
      context.report(problems.fieldDoesNotExist(name, describe.name), at);
      continue;
    }
    const { write } = member;
    if (!write) {
      context.report(problems.fieldNotWriteable(`${describe.name}.${name}`), at);
      continue;
    }
    const { code } = convert(context, lowered, member.type, at);
    if (member.kind === 'field') fields.push(`["${describe.fields.get(name.toLowerCase())?.name}", ${code}]`);
    else parents.push((record) => write(record, code));
  }
  const made = `$.newSObject("${describe.name}"${fields.length > 0 ? `, [${fields.join(', ')}]` : ''})`;
  if (parents.length === 0) return { type, code: made, nonNull: true };
  const record = context.temporary();
  const steps = [`${record} = ${made}`, ...parents.map((write) => write(record)), record];
  return { type, code: `(${steps.join(', ')})`, nonNull: true };
}
