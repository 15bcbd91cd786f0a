/** New lists, sets and maps: with elements, with a size, from another collection. */
import type { NewCollectionExpression, Position } from '../../syntax/tree.ts';
import {
  elementTypeOf,
  findMethods,
  isAssignable,
  isPrimitive,
  primitives,
  problems,
  typeText,
  type ApexType
} from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { callText, convertArguments } from './calls.ts';
import { lowerConverted } from './lower.ts';
import { checked } from './nullability.ts';
import { chooseOverload } from './overloads.ts';
import { platformCall } from './platform-calls.ts';
import { resolveType } from './type-names.ts';

type CollectionType = Extract<ApexType, { kind: 'list' | 'set' | 'map' }>;

const MAKERS = { list: 'newList', set: 'newSet', map: 'newMap' } as const;

function make(type: CollectionType, contents?: string): string {
  const text = JSON.stringify(typeText(type));
  return `$.${MAKERS[type.kind]}(${text}${contents === undefined ? '' : `, ${contents}`})`;
}

export function lowerNewCollection(context: LoweringContext, expression: NewCollectionExpression): Lowered {
  const type = resolveType(context, expression.type);
  if (type.kind !== 'list' && type.kind !== 'set' && type.kind !== 'map') return { type, code: 'null' };
  if (type.kind === 'map') {
    const entries = (expression.entries ?? []).map(({ key, value }) => {
      const keyCode = lowerConverted(context, key, type.key).code;
      return `[${keyCode}, ${lowerConverted(context, value, type.value).code}]`;
    });
    return { type, code: make(type, entries.length > 0 ? `[${entries.join(', ')}]` : undefined), nonNull: true };
  }
  if (expression.size) {
    const size = checked(lowerConverted(context, expression.size, primitives.Integer));
    return { type, code: make(type, `new Array(${size}).fill(null)`), nonNull: true };
  }
  const elements = (expression.elements ?? []).map((element) => lowerConverted(context, element, type.element).code);
  return { type, code: make(type, elements.length > 0 ? `[${elements.join(', ')}]` : undefined), nonNull: true };
}

/** `new List<X>()`, `new Set<Id>(ids)`, `new Map<Id, Contact>(records)`: the copy is filled by the library's addAll or putAll. */
export function lowerNewFrom(
  context: LoweringContext,
  type: CollectionType,
  values: readonly Lowered[],
  at: Position
): Lowered {
  const [source] = values;
  if (!source) return { type, code: make(type), nonNull: true };
  if (values.length === 1 && type.kind !== 'map') {
    if (source.type.kind === 'unknown') return { type, code: make(type), nonNull: true };
    const element = elementTypeOf(context.symbols, source.type);
    if (element && isAssignable(context.symbols, element, type.element) && !needsConversion(element, type.element))
      return { type, code: make(type, `[...$.iterate(${checked(source)})]`), nonNull: true };
  }
  if (values.length === 1 && type.kind === 'map') {
    const methods = findMethods(context.symbols, type, 'putAll');
    const choice = chooseOverload(context, methods, values);
    if (choice.kind === 'one' && choice.candidate.source.kind === 'platform') {
      const made = context.temporary();
      const [filler = 'null'] = convertArguments(context, choice.candidate.parameters, values, at);
      const call = platformCall(context, choice.candidate.source.method, [made, `(${filler} ?? $.n(null))`]);
      return { type, code: `(${made} = ${make(type)}, ${call}, ${made})`, nonNull: true };
    }
  }
  if (!values.some((value) => value.type.kind === 'unknown'))
    context.report(problems.constructorNotDefined(callText(`[${typeText(type)}].<Constructor>`, values)), at);
  return { type, code: make(type), nonNull: true };
}

/** Copying keeps values as they are, so Set<Integer> cannot become List<Long>. Ids are text already. */
function needsConversion(from: ApexType, to: ApexType): boolean {
  if (from.kind !== 'primitive' || to.kind !== 'primitive' || from.name === to.name) return false;
  return !(isPrimitive(from, 'Id', 'String') && isPrimitive(to, 'Id', 'String'));
}
