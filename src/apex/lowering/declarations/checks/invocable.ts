/**
 * @InvocableMethod and @InvocableVariable. Source: Apex Developer Guide, "InvocableMethod Annotation" and "InvocableVariable Annotation",
 * considerations; the constructor since API version 66.0 (salesforce-facts 3.6).
 */
import { declarationProblems } from '../../../diagnostics/index.ts';
import type { ApexType, ClassSymbol, MethodSymbol } from '../../../types/index.ts';
import { hasAnnotation } from '../class-info.ts';
import type { EmittedClassContext } from '../emitted-class.ts';

const EXPOSED = new Set(['public', 'global']);

export function checkInvocable(emitted: EmittedClassContext): void {
  checkMethods(emitted);
  checkVariables(emitted);
}

function checkMethods(emitted: EmittedClassContext): void {
  const { symbol } = emitted;
  const methods = [...symbol.methods.values()]
    .flat()
    .filter(({ declaration }) => hasAnnotation(declaration.modifiers, 'invocablemethod'));
  const [, second] = methods;
  if (second) emitted.report(declarationProblems.severalInvocables(second.name), second.declaration.at);
  for (const method of methods) checkMethod(emitted, method);
}

function checkMethod(emitted: EmittedClassContext, method: MethodSymbol): void {
  const { symbol } = emitted;
  const { name, declaration, parameters, returnType } = method;
  if (symbol.outer || !EXPOSED.has(method.visibility))
    emitted.report(declarationProblems.invocablePlace(name), declaration.at);
  // Tests may see what they test; nothing else may stand beside the annotation.
  if (
    declaration.modifiers.annotations.some(
      (other) => !/^(invocablemethod|testvisible|suppresswarnings)$/i.test(other.name)
    )
  )
    emitted.report(declarationProblems.invocableAnnotations(name), declaration.at);
  const [parameter] = parameters;
  if (parameters.length > 1 || (parameter && !isSupportedList(parameter.type)))
    emitted.report(declarationProblems.invocableInput(name), declaration.at);
  if (returnType.kind !== 'void' && !isSupportedList(returnType))
    emitted.report(declarationProblems.invocableOutput(name), declaration.at);
}

function checkVariables(emitted: EmittedClassContext): void {
  for (const field of emitted.symbol.fields.values()) {
    if (!hasAnnotation(field.declaration.modifiers, 'invocablevariable')) continue;
    const { at } = field.declaration;
    if (field.static || field.final || !EXPOSED.has(field.visibility))
      emitted.report(declarationProblems.invocableVariablePlace(field.name), at);
    const element = field.type.kind === 'list' ? innermost(field.type) : field.type;
    if (!isPlain(element) && element.kind !== 'user')
      emitted.report(declarationProblems.invocableVariableType(field.name), at);
  }
}

/** A list, or a list of lists, of primitives, records, or user objects with invocable variables. */
function isSupportedList(type: ApexType): boolean {
  if (type.kind === 'unknown') return true;
  if (type.kind !== 'list') return false;
  const { element } = type;
  if (element.kind === 'list') return isPlain(element.element) || isUserType(element.element);
  return isPlain(element) || isUserType(element);
}

function isPlain(type: ApexType): boolean {
  return type.kind === 'primitive' || type.kind === 'sobject' || type.kind === 'unknown';
}

function isUserType(type: ApexType): boolean {
  return type.kind === 'user' && type.symbol.kind === 'class' && hasVariables(type.symbol) && canBeMade(type.symbol);
}

function hasVariables(symbol: ClassSymbol): boolean {
  return [...symbol.fields.values()].some(({ declaration }) =>
    hasAnnotation(declaration.modifiers, 'invocablevariable')
  );
}

function canBeMade(symbol: ClassSymbol): boolean {
  return symbol.constructors.some(({ parameters, visibility }) => parameters.length === 0 && visibility !== 'private');
}

function innermost(type: ApexType): ApexType {
  return type.kind === 'list' ? innermost(type.element) : type;
}
