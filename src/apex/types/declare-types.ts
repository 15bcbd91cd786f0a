/** Builds the symbols of a package's classes from their syntax trees: names first, then supertypes, then members. */
import type { DiagnosticBag } from '../../base/index.ts';
import type { OrgSchema } from '../../metadata/index.ts';
import { constructorKey, methodKey } from '../linkage.ts';
import type { PlatformLibrary } from '../platform/library.ts';
import type {
  Accessor,
  MethodDeclaration,
  Modifiers,
  Parameter,
  PropertyDeclaration,
  TypeDeclaration,
  TypeName
} from '../syntax/tree.ts';
import { typeText, unknownType, type ApexType } from './apex-type.ts';
import { problems } from './problems.ts';
import { ProgramSymbols } from './program-symbols.ts';
import type { ClassSymbol, FieldSymbol, MethodSymbol, ParameterSymbol, Visibility } from './symbols.ts';

export interface ProgramSource {
  readonly file: string;
  readonly declaration: TypeDeclaration;
}

/** Types that cannot be found are reported at the place that names them, once, and become the unknown type. */
export function declareProgram(
  sources: Iterable<ProgramSource>,
  library: PlatformLibrary,
  schema: OrgSchema,
  diagnostics: DiagnosticBag
): ProgramSymbols {
  const symbols = new ProgramSymbols(library, schema);
  for (const { file, declaration } of sources) declareName(symbols, file, declaration, null);
  const builder = new MemberBuilder(symbols, diagnostics);
  const classes = [...symbols.classes.values()];
  for (const symbol of classes) builder.addSupertypes(symbol);
  for (const symbol of classes) builder.addMembers(symbol);
  return symbols;
}

function declareName(
  symbols: ProgramSymbols,
  file: string,
  declaration: TypeDeclaration,
  outer: ClassSymbol | null
): void {
  const { modifiers, kind } = declaration;
  const annotations = modifiers.annotations.map((annotation) => annotation.name.toLowerCase());
  const symbol: ClassSymbol = {
    kind,
    name: outer ? `${outer.name}.${declaration.name}` : declaration.name,
    simpleName: declaration.name,
    file,
    at: declaration.at,
    outer,
    modifiers,
    declaration,
    abstract: modifiers.words.includes('abstract'),
    virtual: modifiers.words.includes('virtual') || modifiers.words.includes('abstract'),
    isTest: annotations.includes('istest') || (outer?.isTest ?? false),
    visibility: visibilityOf(modifiers, 'private'),
    get type() {
      return type;
    },
    inner: new Map(),
    superclass: null,
    interfaces: [],
    fields: new Map(),
    methods: new Map(),
    constructors: [],
    enumValues: kind === 'enum' ? declaration.values : []
  };
  const type: ApexType = { kind: 'user', symbol };
  symbols.classes.set(symbol.name.toLowerCase(), symbol);
  outer?.inner.set(declaration.name.toLowerCase(), symbol);
  if (kind !== 'class') return;
  for (const member of declaration.members) {
    if (member.kind === 'class' || member.kind === 'interface' || member.kind === 'enum')
      declareName(symbols, file, member, symbol);
  }
}

class MemberBuilder {
  readonly #symbols: ProgramSymbols;
  readonly #diagnostics: DiagnosticBag;

  constructor(symbols: ProgramSymbols, diagnostics: DiagnosticBag) {
    this.#symbols = symbols;
    this.#diagnostics = diagnostics;
  }

  addSupertypes(symbol: ClassSymbol): void {
    const { declaration } = symbol;
    if (declaration.kind === 'enum') return;
    if (declaration.kind === 'class' && declaration.superclass)
      symbol.superclass = this.#resolve(declaration.superclass, symbol);
    symbol.interfaces = declaration.interfaces.map((name) => this.#resolve(name, symbol));
  }

  addMembers(symbol: ClassSymbol): void {
    const { declaration } = symbol;
    if (declaration.kind === 'interface') {
      for (const method of declaration.methods) this.#addMethod(symbol, method);
    }
    if (declaration.kind !== 'class') return;
    for (const member of declaration.members) {
      if (member.kind === 'method') this.#addMethod(symbol, member);
      if (member.kind === 'constructor') {
        const parameters = this.#parameters(member.parameters, symbol);
        symbol.constructors.push({
          key: constructorKey(parameters.map((parameter) => typeText(parameter.type))),
          parameters,
          visibility: visibilityOf(member.modifiers, 'private'),
          testVisible: isTestVisible(member.modifiers),
          owner: symbol,
          declaration: member
        });
      }
      if (member.kind === 'field') {
        const type = this.#resolve(member.type, symbol);
        for (const variable of member.variables) {
          const visibility = visibilityOf(member.modifiers, 'private');
          symbol.fields.set(variable.name.toLowerCase(), {
            kind: 'field',
            name: variable.name,
            accessors: false,
            type,
            static: member.modifiers.words.includes('static'),
            final: member.modifiers.words.includes('final'),
            visibility,
            testVisible: isTestVisible(member.modifiers),
            getVisibility: visibility,
            setVisibility: visibility,
            owner: symbol,
            declaration: member
          });
        }
      }
      if (member.kind === 'property') symbol.fields.set(member.name.toLowerCase(), this.#property(symbol, member));
    }
    if (symbol.constructors.length === 0) {
      // The implicit constructor is as visible as its class (Apex Developer Guide, "Using Constructors").
      symbol.constructors.push({
        key: constructorKey([]),
        parameters: [],
        visibility: 'public',
        testVisible: false,
        owner: symbol
      });
    }
  }

  #property(owner: ClassSymbol, declaration: PropertyDeclaration): FieldSymbol {
    const { modifiers, getter, setter } = declaration;
    const visibility = visibilityOf(modifiers, 'private');
    const overridable = modifiers.words.some(
      (word) => word === 'virtual' || word === 'abstract' || word === 'override'
    );
    return {
      kind: 'property',
      name: declaration.name,
      accessors: overridable || getter?.body !== undefined || setter?.body !== undefined,
      type: this.#resolve(declaration.type, owner),
      static: modifiers.words.includes('static'),
      final: modifiers.words.includes('final'),
      visibility,
      testVisible: isTestVisible(modifiers),
      getVisibility: accessorVisibility(getter, visibility),
      setVisibility: accessorVisibility(setter, visibility),
      owner,
      declaration
    };
  }

  #addMethod(owner: ClassSymbol, declaration: MethodDeclaration): void {
    const { modifiers } = declaration;
    const inInterface = owner.kind === 'interface';
    const parameters = this.#parameters(declaration.parameters, owner);
    const symbol: MethodSymbol = {
      name: declaration.name,
      key: methodKey(
        declaration.name,
        parameters.map((parameter) => typeText(parameter.type))
      ),
      static: modifiers.words.includes('static') || modifiers.words.includes('testmethod'),
      abstract: inInterface || modifiers.words.includes('abstract'),
      virtual: inInterface || modifiers.words.includes('virtual'),
      override: modifiers.words.includes('override'),
      returnType: this.#resolve(declaration.returnType, owner),
      parameters,
      visibility: inInterface ? 'public' : visibilityOf(modifiers, 'private'),
      testVisible: isTestVisible(modifiers),
      owner,
      declaration
    };
    const key = declaration.name.toLowerCase();
    const overloads = owner.methods.get(key);
    if (overloads) overloads.push(symbol);
    else owner.methods.set(key, [symbol]);
  }

  #parameters(parameters: readonly Parameter[], scope: ClassSymbol): ParameterSymbol[] {
    return parameters.map(({ name, type }) => ({ name, type: this.#resolve(type, scope) }));
  }

  #resolve(name: TypeName, scope: ClassSymbol): ApexType {
    const resolved = this.#symbols.resolve(name, scope);
    if (resolved) return resolved;
    const { code, message } = problems.invalidType(writtenType(name));
    this.#diagnostics.error(code, { file: scope.file, ...name.at }, message);
    return unknownType;
  }
}

/** A type as its source writes it. */
export function writtenType(name: TypeName): string {
  const parts = name.parts.join('.');
  return name.typeArguments.length === 0 ? parts : `${parts}<${name.typeArguments.map(writtenType).join(',')}>`;
}

function accessorVisibility(accessor: Accessor | undefined, property: Visibility): Visibility | null {
  return accessor ? visibilityOf(accessor.modifiers, property) : null;
}

function visibilityOf(modifiers: Modifiers, fallback: Visibility): Visibility {
  for (const word of modifiers.words) {
    if (word === 'private' || word === 'protected' || word === 'public' || word === 'global') return word;
    if (word === 'webservice') return 'global';
  }
  return fallback;
}

function isTestVisible(modifiers: Modifiers): boolean {
  return modifiers.annotations.some((annotation) => annotation.name.toLowerCase() === 'testvisible');
}
