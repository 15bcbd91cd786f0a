/**
 * Constructors: methods of the emitted class that return `this`. One that does not begin with `this(…)` calls the superclass's, then runs
 * the initialisers of the class, then its own statements.
 */
import { declarationProblems } from '../../diagnostics/index.ts';
import { constructorKey } from '../../linkage.ts';
import type { CallExpression, ConstructorDeclaration, Position } from '../../syntax/tree.ts';
import { isExceptionType, topLevelOf, userSuperclassOf } from '../../types/index.ts';
import { LoweringContext } from '../context.ts';
import { lowerForEffect } from '../expressions/index.ts';
import { markLine } from '../statements/index.ts';
import type { EmittedClassContext } from './emitted-class.ts';
import { lowerParameters, writeFunction } from './functions.ts';
import { instanceInitialiserCall } from './initialisers.ts';

export function lowerConstructor(emitted: EmittedClassContext, declaration: ConstructorDeclaration): void {
  const { symbol } = emitted;
  if (declaration.name.toLowerCase() !== symbol.simpleName.toLowerCase())
    emitted.report(declarationProblems.constructorName(declaration.name), declaration.at);
  const constructor = symbol.constructors.find((candidate) => candidate.declaration === declaration);
  if (!constructor) return;
  const context = new LoweringContext(emitted.unit, {
    classSymbol: symbol,
    isStatic: false,
    initialising: 'instance',
    bareReturn: 'return this;'
  });
  const parameters = lowerParameters(context, constructor.parameters, declaration.parameters);
  const chained = chainedCall(declaration);
  if (!chained) checkImplicitSuper(emitted, declaration.at);
  writeFunction(context, emitted.out, {
    head: `${constructor.key}(${parameters.join(', ')})`,
    line: declaration.at.line,
    body: declaration.body,
    skip: chained ? 1 : 0,
    last: context.bareReturn,
    first: (out) => {
      out.write(emitted.entryCode);
      if (chained) {
        markLine(context, chained.at, out);
        out.write(`${lowerForEffect(context, chained)};`, chained.at.line);
      } else out.write(implicitSuperCall(emitted));
      if (chained?.name !== 'this') out.write(instanceInitialiserCall(emitted));
    }
  });
}

/** What the class has without declaring it: `Foo()`, and in an exception the four constructors of all exceptions. */
export function writeImplicitConstructors(emitted: EmittedClassContext): void {
  const { symbol, out } = emitted;
  const declared = new Set(symbol.constructors.filter((each) => each.declaration).map((each) => each.key));
  const entry = `${emitted.entryCode} `;
  const rest = `${instanceInitialiserCall(emitted)} return this; }`;
  if (declared.size === 0) {
    checkImplicitSuper(emitted, symbol.at);
    out.write(`c$() { ${entry}${implicitSuperCall(emitted)} ${rest}`);
    declared.add(constructorKey([]));
  }
  if (!isExceptionType(emitted.unit.symbols, symbol.type)) return;
  // A superclass of the package may lack one of them only by declaring it itself, so `super` always has it.
  for (const types of [[], ['String'], ['System.Exception'], ['String', 'System.Exception']]) {
    const key = constructorKey(types);
    const names = types.map((_, index) => `p${index}`).join(', ');
    if (!declared.has(key)) out.write(`${key}(${names}) { ${entry}super.${key}(${names}); ${rest}`);
  }
}

function chainedCall(declaration: ConstructorDeclaration): CallExpression | null {
  const [first] = declaration.body.statements;
  if (first?.kind !== 'expression' || first.expression.kind !== 'call') return null;
  const call = first.expression;
  return !call.target && (call.name === 'this' || call.name === 'super') ? call : null;
}

function hasSuperclass(emitted: EmittedClassContext): boolean {
  const { superclass } = emitted.symbol;
  return superclass !== null && superclass.kind !== 'unknown';
}

function implicitSuperCall(emitted: EmittedClassContext): string {
  return hasSuperclass(emitted) ? `super.${constructorKey([])}();` : '';
}

function checkImplicitSuper(emitted: EmittedClassContext, at: Position): void {
  const superclass = userSuperclassOf(emitted.symbol);
  if (!superclass || isExceptionType(emitted.unit.symbols, superclass.type)) return;
  const constructor = superclass.constructors.find((candidate) => candidate.parameters.length === 0);
  const sameFile = superclass.file === emitted.symbol.file;
  const isHidden =
    constructor?.visibility === 'private' &&
    !sameFile &&
    !(constructor.testVisible && topLevelOf(emitted.symbol).isTest);
  if (!constructor || isHidden) emitted.report(declarationProblems.implicitSuper(superclass.name), at);
}
