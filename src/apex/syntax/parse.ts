/** Source text -> syntax tree, with every syntax error of the file. */
import { ApexErrorListener, ApexParserFactory, type ApexParser } from '@apexdevtools/apex-parser';
import { DiagnosticBag, type Diagnostic } from '../../base/index.ts';
import { protectEscapes } from '../../soql/index.ts';
import { readAnonymous } from './anonymous.ts';
import { readTypeDeclaration } from './declarations.ts';
import { Reader } from './reader.ts';
import { readTrigger } from './trigger.ts';
import type { BlockStatement, TriggerDeclaration, TypeDeclaration } from './tree.ts';

export interface Parsed<Declaration> {
  /** Null when there are syntax errors: a tree with holes would only bring errors that are none. */
  readonly declaration: Declaration | null;
  readonly diagnostics: readonly Diagnostic[];
}

class Listener extends ApexErrorListener {
  readonly #file: string;
  readonly #diagnostics: DiagnosticBag;

  constructor(file: string, diagnostics: DiagnosticBag) {
    super();
    this.#file = file;
    this.#diagnostics = diagnostics;
  }

  apexSyntaxError(line: number, column: number, message: string): void {
    this.#diagnostics.error('APX1000', { file: this.#file, line, column: column + 1 }, shortened(message));
  }
}

/** Where a name may stand the parser lists every keyword that may be a name, too. */
function shortened(message: string): string {
  return message.replace(/\{'[^}]*Identifier\}/, 'an identifier');
}

export function parseClass(file: string, source: string): Parsed<TypeDeclaration> {
  return parse(file, source, (reader, parser) => {
    const context = parser.compilationUnit();
    return reader.diagnostics.hasErrors ? null : readTypeDeclaration(reader, context.typeDeclaration());
  });
}

export function parseTrigger(file: string, source: string): Parsed<TriggerDeclaration> {
  return parse(file, source, (reader, parser) => {
    const context = parser.triggerUnit();
    return reader.diagnostics.hasErrors ? null : readTrigger(reader, context);
  });
}

export function parseAnonymous(file: string, source: string): Parsed<BlockStatement> {
  return parse(file, source, (reader, parser) => {
    const context = parser.anonymousUnit();
    return reader.diagnostics.hasErrors ? null : readAnonymous(reader, context);
  });
}

function parse<Declaration>(
  file: string,
  source: string,
  read: (reader: Reader, parser: ApexParser) => Declaration | null
): Parsed<Declaration> {
  const diagnostics = new DiagnosticBag();
  const { parser } = ApexParserFactory.createLexerAndParser(protectEscapes(source), new Listener(file, diagnostics));
  const declaration = read(new Reader(file, diagnostics), parser);
  return { declaration: diagnostics.hasErrors ? null : declaration, diagnostics: diagnostics.items };
}
