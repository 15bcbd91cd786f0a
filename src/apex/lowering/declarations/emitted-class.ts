/** What lowering one class carries along: its symbol, its identifier in the emitted code, and where its text goes. */
import type { Member, Position } from '../../syntax/tree.ts';
import type { Problem } from '../../diagnostics/index.ts';
import type { ClassSymbol } from '../../types/index.ts';
import type { UnitContext } from '../context.ts';
import type { LineWriter } from '../line-writer.ts';

export class EmittedClassContext {
  readonly unit: UnitContext;
  readonly symbol: ClassSymbol;
  /** `Foo`, `Foo_Inner`. */
  readonly identifier: string;
  readonly out: LineWriter;
  /** Names of the methods that carry out static initialisers and those of instances, in source order. */
  readonly staticInitialisers: string[] = [];
  readonly instanceInitialisers: string[] = [];
  /** Static values are made when the class is first used, not only when one of them is read: making them may do anything. */
  readonly hasStaticInitialisers: boolean;
  /** Whether constructors have anything to run between the superclass's and their own body. */
  readonly hasInstanceInitialisers: boolean;

  constructor(unit: UnitContext, symbol: ClassSymbol, identifier: string, out: LineWriter) {
    this.unit = unit;
    this.symbol = symbol;
    this.identifier = identifier;
    this.out = out;
    const { declaration } = symbol;
    const members = declaration.kind === 'class' ? declaration.members : [];
    this.hasStaticInitialisers = members.some((member) => initialises(member, true));
    this.hasInstanceInitialisers = members.some((member) => initialises(member, false));
  }

  /** First code of a static method or constructor. */
  get entryCode(): string {
    return this.hasStaticInitialisers ? `${this.identifier}.$s;` : '';
  }

  report(problem: Problem, at: Position): void {
    const position = { file: this.unit.file, line: at.line, column: at.column };
    this.unit.diagnostics.error(problem.code, position, problem.message);
  }
}

function initialises(member: Member, isStatic: boolean): boolean {
  if (member.kind === 'initializer') return member.static === isStatic;
  if (member.kind !== 'field' || member.modifiers.words.includes('static') !== isStatic) return false;
  return member.variables.some((variable) => variable.initializer);
}

/** Names that emitted code uses itself; a class of that name gets another identifier. */
const taken: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  ...'arguments await break case catch class const continue debugger default delete do else enum eval export extends'.split(
    ' '
  ),
  ...'false finally for function if implements import in instanceof interface let new null package private'.split(' '),
  ...'protected public return static super switch this throw true try typeof var void while with yield'.split(' ')
]);

export function identifierOf(symbol: ClassSymbol): string {
  const name = symbol.name.replaceAll('.', '_');
  return taken.has(name) ? `${name}$` : name;
}
