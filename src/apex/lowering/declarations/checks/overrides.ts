/** Overriding and implementing: keywords, visibility, result types, and what a class that can be constructed still lacks. */
import { declarationProblems } from '../../../diagnostics/index.ts';
import { methodKey } from '../../../linkage.ts';
import {
  allSupertypes,
  elementTypeOf,
  platformClassOf,
  sameType,
  substitute,
  typeText,
  userSuperclassOf,
  type ApexType,
  type ClassSymbol,
  type MethodSymbol,
  type Visibility
} from '../../../types/index.ts';
import type { EmittedClassContext } from '../emitted-class.ts';

/** Methods of Object that any class may override. */
const ofObject: ReadonlySet<string> = new Set(['tostring', 'equals$object', 'hashcode']);
/** An override of a global method may be public. */
const width: Readonly<Record<Visibility, number>> = { private: 0, protected: 1, public: 2, global: 2 };

export function checkOverrides(emitted: EmittedClassContext): void {
  const { symbol } = emitted;
  if (symbol.kind !== 'class') return;
  for (const method of [...symbol.methods.values()].flat()) if (!method.static) checkMethod(emitted, method);
  if (!symbol.abstract) checkImplemented(emitted);
}

function checkMethod(emitted: EmittedClassContext, method: MethodSymbol): void {
  const { declaration, name } = method;
  const overridden = findInSuperclasses(emitted.symbol, method);
  if (!overridden) {
    if (
      method.override &&
      !hasUnknownSuperclass(emitted.symbol) &&
      !ofObject.has(method.key) &&
      !isOfPlatformSuperclass(emitted, method)
    )
      emitted.report(declarationProblems.nothingOverridden(name), declaration.at);
    return;
  }
  if (!overridden.virtual && !overridden.abstract && !overridden.override) {
    emitted.report(declarationProblems.notVirtual(name), declaration.at);
    return;
  }
  if (!method.override) emitted.report(declarationProblems.overrideMissing(name), declaration.at);
  if (!sameType(method.returnType, overridden.returnType))
    emitted.report(
      declarationProblems.returnTypeDiffers(name, typeText(overridden.returnType), typeText(method.returnType)),
      declaration.at
    );
  if (width[method.visibility] < width[overridden.visibility])
    emitted.report(declarationProblems.weakerAccess(name), declaration.at);
}

function findInSuperclasses(symbol: ClassSymbol, { name, key }: MethodSymbol): MethodSymbol | undefined {
  for (let type = userSuperclassOf(symbol); type; type = userSuperclassOf(type)) {
    const found = findOwn(type, name, key);
    if (found && found.visibility !== 'private' && !found.static) return found;
  }
  return undefined;
}

function findOwn(symbol: ClassSymbol, name: string, key: string): MethodSymbol | undefined {
  return symbol.methods.get(name.toLowerCase())?.find((method) => method.key === key);
}

function hasUnknownSuperclass(symbol: ClassSymbol): boolean {
  let top = symbol;
  for (let type = userSuperclassOf(top); type; type = userSuperclassOf(type)) top = type;
  return top.superclass?.kind === 'unknown';
}

/** An exception may override what System.Exception declares, e.g. getMessage. */
function isOfPlatformSuperclass(emitted: EmittedClassContext, method: MethodSymbol): boolean {
  return allSupertypes(emitted.unit.symbols, emitted.symbol.type).some(
    (type) =>
      type.kind === 'platform' &&
      type.class.kind !== 'interface' &&
      (type.class.methods.get(method.name.toLowerCase()) ?? []).some((each) => !each.static)
  );
}

function checkImplemented(emitted: EmittedClassContext): void {
  const { symbol, unit } = emitted;
  const missing = new Set<string>();
  for (const type of allSupertypes(unit.symbols, symbol.type)) {
    if (type.kind === 'user') {
      for (const method of [...type.symbol.methods.values()].flat()) {
        // An abstract method of its own is reported where it stands.
        if (!method.abstract || type.symbol === symbol) continue;
        const found = findImplementation(symbol, method.name, method.key);
        const text = `${typeText(method.returnType)} ${type.symbol.name}.${method.name}(${method.parameters.map((each) => typeText(each.type)).join(', ')})`;
        if (!found) missing.add(text);
        else if (type.symbol.kind === 'interface') checkImplementation(emitted, found, text, method);
      }
    } else if (type.kind === 'platform' && type.class.kind === 'interface') {
      const declared = platformClassOf(unit.symbols, type);
      for (const method of declared ? [...declared.class.methods.values()].flat() : []) {
        if (!declared || method.static) continue;
        const types = method.parameters.map((parameter) =>
          substitute(unit.symbols.resolvePlatform(parameter.type, method.owner), declared.bindings)
        );
        const parameters = types.map(typeText);
        const found =
          findImplementation(symbol, method.name, methodKey(method.name, parameters)) ??
          findForRecords(symbol, method.name, types);
        if (!found) missing.add(`${declared.class.name}.${method.name}(${parameters.join(', ')})`);
        else if (declared.class.name === 'Database.Batchable' && method.name === 'start') checkStart(emitted, found);
      }
    }
  }
  for (const text of missing) emitted.report(declarationProblems.notImplemented(symbol.name, text), symbol.at);
}

function checkImplementation(
  emitted: EmittedClassContext,
  found: MethodSymbol,
  text: string,
  wanted: MethodSymbol
): void {
  const at = found.owner === emitted.symbol ? found.declaration.at : emitted.symbol.at;
  if (found.visibility !== 'public' && found.visibility !== 'global')
    emitted.report(declarationProblems.weakerAccess(text), at);
  if (!sameType(found.returnType, wanted.returnType))
    emitted.report(
      declarationProblems.returnTypeDiffers(found.name, typeText(wanted.returnType), typeText(found.returnType)),
      at
    );
}

/** `execute(context, List<Contact>)` stands for `List<SObject>` (Apex Developer Guide, "Using Batch Apex", examples). */
function findForRecords(symbol: ClassSymbol, name: string, types: readonly ApexType[]): MethodSymbol | undefined {
  return symbol.methods
    .get(name.toLowerCase())
    ?.find(
      (method) =>
        !method.abstract &&
        !method.static &&
        method.parameters.length === types.length &&
        method.parameters.every(({ type }, index) => isSameOrOfRecords(type, types[index]))
    );
}

function isSameOrOfRecords(own: ApexType, wanted: ApexType | undefined): boolean {
  if (wanted === undefined) return false;
  if (sameType(own, wanted)) return true;
  if (own.kind !== 'list' || wanted.kind !== 'list') return false;
  return own.element.kind === 'sobject' && wanted.element.kind === 'sobject' && wanted.element.describe === null;
}

/** A batch starts with a query locator or an iterable (Apex Developer Guide, "Using Batch Apex"). */
function checkStart(emitted: EmittedClassContext, found: MethodSymbol): void {
  const { returnType, declaration } = found;
  if (returnType.kind === 'platform' && returnType.class.name === 'Database.QueryLocator') return;
  if (elementTypeOf(emitted.unit.symbols, returnType)) return;
  const expected = 'Database.QueryLocator or Iterable';
  emitted.report(declarationProblems.returnTypeDiffers('start', expected, typeText(returnType)), declaration.at);
}

function findImplementation(symbol: ClassSymbol, name: string, key: string): MethodSymbol | undefined {
  for (let type: ClassSymbol | null = symbol; type; type = userSuperclassOf(type)) {
    const found = findOwn(type, name, key);
    if (found && !found.abstract && !found.static) return found;
  }
  return undefined;
}
