/** What classes extend and implement. Runs before members are looked up, because a circle would make every look-up endless. */
import type { DiagnosticBag } from '../../../../base/index.ts';
import { declarationProblems, type Problem } from '../../../diagnostics/index.ts';
import type { TypeName } from '../../../syntax/tree.ts';
import {
  typeText,
  userSuperclassOf,
  type ApexType,
  type ClassSymbol,
  type ProgramSymbols
} from '../../../types/index.ts';

export function checkSupertypes(symbols: ProgramSymbols, diagnostics: DiagnosticBag): void {
  const report = (symbol: ClassSymbol, problem: Problem, name?: TypeName) =>
    diagnostics.error(problem.code, { file: symbol.file, ...(name?.at ?? symbol.at) }, problem.message);
  for (const symbol of symbols.classes.values()) breakCircle(symbol, report);
  for (const symbol of symbols.classes.values()) {
    const { declaration } = symbol;
    if (declaration.kind === 'enum') continue;
    if (declaration.kind === 'class') checkSuperclass(symbol, report, declaration.superclass);
    symbol.interfaces.forEach((type, index) => {
      if (type.kind !== 'unknown' && !isInterface(type))
        report(symbol, declarationProblems.implementsNonInterface(typeText(type)), declaration.interfaces[index]);
    });
  }
}

type Report = (symbol: ClassSymbol, problem: Problem, name?: TypeName) => void;

function breakCircle(symbol: ClassSymbol, report: Report): void {
  const isReachable = (from: ClassSymbol, seen: Set<ClassSymbol>): boolean => {
    const next = [from.superclass, ...from.interfaces].flatMap((type) => (type?.kind === 'user' ? [type.symbol] : []));
    return next.some((each) => each === symbol || (!seen.has(each) && isReachable(each, seen.add(each))));
  };
  if (!isReachable(symbol, new Set())) return;
  report(symbol, declarationProblems.circular(symbol.name));
  symbol.superclass = null;
  symbol.interfaces = [];
}

function checkSuperclass(symbol: ClassSymbol, report: Report, name: TypeName | undefined): void {
  const { superclass } = symbol;
  if (superclass && superclass.kind !== 'unknown') {
    const problem = superclassProblem(symbol, superclass);
    if (problem) report(symbol, problem, name);
    // What is no class has nothing to inherit; following it would only bring more errors.
    if (problem && userSuperclassOf(symbol)?.kind !== 'class') symbol.superclass = null;
  }
  const isException = extendsException(symbol);
  const named = /exception$/i.test(symbol.simpleName);
  if (isException && !named) report(symbol, declarationProblems.exceptionName(symbol.name));
  if (!isException && named && superclass?.kind !== 'unknown')
    report(symbol, declarationProblems.nonExceptionName(symbol.name));
}

function superclassProblem(symbol: ClassSymbol, superclass: ApexType): Problem | null {
  const text = typeText(superclass);
  const parent = userSuperclassOf(symbol);
  if (parent) {
    if (parent.kind !== 'class') return declarationProblems.extendsNonClass(text);
    return parent.virtual || extendsException(symbol) ? null : declarationProblems.notExtendable(text);
  }
  if (superclass.kind !== 'platform' || isInterface(superclass)) return declarationProblems.extendsNonClass(text);
  return text === 'System.Exception' ? null : declarationProblems.platformSuperclass(text);
}

function extendsException(symbol: ClassSymbol): boolean {
  const { superclass } = symbol;
  if (superclass?.kind === 'platform')
    return superclass.class.kind === 'exception' || superclass.class.name === 'System.Exception';
  const parent = userSuperclassOf(symbol);
  return parent !== null && extendsException(parent);
}

function isInterface(type: ApexType): boolean {
  if (type.kind === 'user') return type.symbol.kind === 'interface';
  return type.kind === 'platform' && type.class.kind === 'interface';
}
