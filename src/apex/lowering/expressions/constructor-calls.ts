/** `new Foo(…)`, `this(…)` and `super(…)`: which constructor, and how it is called. */
import { constructorKey } from '../../linkage.ts';
import type { CallExpression, Position } from '../../syntax/tree.ts';
import {
  isExceptionType,
  primitives,
  problems,
  typeText,
  unknownType,
  userSuperclassOf,
  voidType,
  type ApexType,
  type ClassSymbol,
  type Visibility
} from '../../types/index.ts';
import type { Lowered, LoweringContext } from '../context.ts';
import { callText, convertArguments, lowerArguments } from './calls.ts';
import { chooseOverload } from './overloads.ts';
import { isVisible, type Protectable } from './visibility.ts';

interface ConstructorCandidate {
  readonly key: string;
  readonly parameters: readonly ApexType[];
  /** Null: one that the platform gives to every exception. */
  readonly declared: (Protectable & { readonly visibility: Visibility }) | null;
}

/** Code `key(arguments)` of the chosen constructor of a user class. */
export function chooseConstructor(
  context: LoweringContext,
  symbol: ClassSymbol,
  values: readonly Lowered[],
  at: Position
): string | undefined {
  const choice = chooseOverload(context, constructorsOf(context, symbol), values);
  if (choice.kind !== 'one') {
    if (values.some((value) => value.type.kind === 'unknown')) return undefined;
    const text = callText(symbol.name, values).replace(symbol.name, `[${symbol.name}].<Constructor>`);
    context.report(
      choice.kind === 'ambiguous' ? problems.ambiguousMethod(text) : problems.constructorNotDefined(text),
      at
    );
    return undefined;
  }
  const { key, parameters, declared } = choice.candidate;
  if (declared && !isVisible(context, declared, declared.visibility))
    context.report(problems.methodNotVisible(callText(symbol.name, values)), at);
  return `${key}(${convertArguments(context, parameters, values, at).join(', ')})`;
}

/**
 * Declared ones; for an exception also the four that every exception has.
 * Source: Apex Developer Guide, "Create Custom Exceptions": new MyException(), (String), (Exception), (String, Exception).
 */
function constructorsOf(context: LoweringContext, symbol: ClassSymbol): ConstructorCandidate[] {
  const candidates: ConstructorCandidate[] = symbol.constructors.map((constructor) => ({
    key: constructor.key,
    parameters: constructor.parameters.map((parameter) => parameter.type),
    declared: constructor
  }));
  if (!isExceptionType(context.symbols, symbol.type)) return candidates;
  const declaredKeys = new Set(candidates.map((candidate) => candidate.key));
  return [...candidates, ...exceptionConstructors(context).filter((candidate) => !declaredKeys.has(candidate.key))];
}

function exceptionConstructors(context: LoweringContext): ConstructorCandidate[] {
  const exception = context.symbols.platformType('System.Exception');
  if (!exception) return [];
  const signatures: ApexType[][] = [[], [primitives.String], [exception], [primitives.String, exception]];
  return signatures.map((parameters) => ({
    key: constructorKey(parameters.map(typeText)),
    parameters,
    declared: null
  }));
}

/** `this(…)` and `super(…)`, the first statement of a constructor. */
export function lowerConstructorCall(context: LoweringContext, call: CallExpression): Lowered {
  const values = lowerArguments(context, call);
  const { classSymbol } = context;
  if (!classSymbol || context.isStatic) {
    context.report(problems.thisOutsideInstance(call.name), call.at);
    return { type: unknownType, code: 'null' };
  }
  if (call.name === 'this') {
    const chosen = chooseConstructor(context, classSymbol, values, call.at);
    return { type: voidType, code: chosen ? `this.${chosen}` : 'null' };
  }
  const superclass = userSuperclassOf(classSymbol);
  if (superclass) {
    const chosen = chooseConstructor(context, superclass, values, call.at);
    return { type: voidType, code: chosen ? `super.${chosen}` : 'null' };
  }
  if (isExceptionType(context.symbols, classSymbol.type)) {
    const choice = chooseOverload(context, exceptionConstructors(context), values);
    if (choice.kind === 'one') {
      const { key, parameters } = choice.candidate;
      return {
        type: voidType,
        code: `super.${key}(${convertArguments(context, parameters, values, call.at).join(', ')})`
      };
    }
  } else if (values.length === 0) {
    // Every class extends Object, whose constructor does nothing.
    return { type: voidType, code: 'void 0' };
  }
  context.report(problems.constructorNotDefined(callText('super', values)), call.at);
  return { type: unknownType, code: 'null' };
}
