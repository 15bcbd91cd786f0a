/** Names that are declared twice, members that may not stand where they are. */
import { declarationProblems } from '../../../diagnostics/index.ts';
import type { Member, Modifiers, Position } from '../../../syntax/tree.ts';
import { userSuperclassOf, type ClassSymbol, type ParameterSymbol } from '../../../types/index.ts';
import type { EmittedClassContext } from '../emitted-class.ts';

export function checkMembers(emitted: EmittedClassContext): void {
  const { declaration } = emitted.symbol;
  if (declaration.kind === 'enum') {
    reportRepeated(declaration.values, (value) =>
      emitted.report(declarationProblems.duplicateEnumValue(value), declaration.at)
    );
    return;
  }
  checkKeys(emitted);
  if (declaration.kind !== 'class') return;
  const names = new Set<string>();
  const types = new Set<string>([emitted.symbol.simpleName.toLowerCase()]);
  for (const member of declaration.members) {
    for (const [name, at] of fieldNames(member)) {
      if (names.has(name.toLowerCase())) emitted.report(declarationProblems.duplicateField(name), at);
      names.add(name.toLowerCase());
      if (inheritsField(emitted.symbol, name)) emitted.report(declarationProblems.hidesInherited(name), at);
    }
    if (member.kind === 'class' || member.kind === 'interface' || member.kind === 'enum') {
      if (emitted.symbol.outer) emitted.report(declarationProblems.innerInInner(), member.at);
      if (types.has(member.name.toLowerCase()))
        emitted.report(declarationProblems.duplicateType(member.name), member.at);
      types.add(member.name.toLowerCase());
    }
    if (member.kind === 'property' && !member.getter && !member.setter)
      emitted.report(declarationProblems.propertyWithoutAccessor(member.name), member.at);
    if (emitted.symbol.outer && isStatic(member))
      emitted.report(declarationProblems.staticInInner(describe(member)), member.at);
  }
}

/** Two methods (or constructors) whose parameters the run time cannot tell apart. */
function checkKeys(emitted: EmittedClassContext): void {
  const { symbol } = emitted;
  for (const overloads of symbol.methods.values()) {
    const keys = new Set<string>();
    for (const { key, name, declaration, parameters } of overloads) {
      if (hasUnknown(parameters)) continue;
      if (keys.has(key)) emitted.report(declarationProblems.duplicateMethod(name), declaration.at);
      keys.add(key);
    }
  }
  const keys = new Set<string>();
  for (const { key, declaration, parameters } of symbol.constructors) {
    if (hasUnknown(parameters)) continue;
    if (declaration && keys.has(key)) emitted.report(declarationProblems.duplicateConstructor(), declaration.at);
    keys.add(key);
  }
}

/** A type that could not be found is reported already, and looks like every other one. */
function hasUnknown(parameters: readonly ParameterSymbol[]): boolean {
  return parameters.some(({ type }) => type.kind === 'unknown');
}

function* fieldNames(member: Member): Generator<[name: string, at: Position]> {
  if (member.kind === 'field') for (const variable of member.variables) yield [variable.name, variable.at];
  if (member.kind === 'property') yield [member.name, member.at];
}

/** The emitted object has one place per name, so a field that hides another one is refused also where that one is private. */
function inheritsField(symbol: ClassSymbol, name: string): boolean {
  for (let type = userSuperclassOf(symbol); type; type = userSuperclassOf(type)) {
    const field = type.fields.get(name.toLowerCase());
    if (field && !field.static && !field.accessors) return true;
  }
  return false;
}

function isStatic(member: Member): boolean {
  if (member.kind === 'initializer') return member.static;
  const modifiers: Modifiers = member.modifiers;
  return modifiers.words.includes('static') || modifiers.words.includes('testmethod');
}

function describe(member: Member): string {
  if (member.kind === 'field') return member.variables.map((variable) => variable.name).join(', ');
  return member.kind === 'initializer' ? 'An initialiser' : member.name;
}

function reportRepeated(names: readonly string[], report: (name: string) => void): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) report(name);
    seen.add(name.toLowerCase());
  }
}
