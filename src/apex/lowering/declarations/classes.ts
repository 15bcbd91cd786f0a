/**
 * Classes, interfaces and enums. An inner type is defined by a static method of its outer class, so that its text stays on its lines;
 * these methods are called after the outer class exists, a superclass before its subclasses.
 */
import type { ClassDeclaration } from '../../syntax/tree.ts';
import { userSuperclassOf, type ClassSymbol } from '../../types/index.ts';
import { enumKey, fieldKey, type UnitContext } from '../context.ts';
import type { LineWriter } from '../line-writer.ts';
import { checkClass } from './checks/index.ts';
import { classInfo } from './class-info.ts';
import { lowerConstructor, writeImplicitConstructors } from './constructors.ts';
import { EmittedClassContext, identifierOf } from './emitted-class.ts';
import { lowerField, lowerInitialiserBlock, writeInitialiserMethods } from './initialisers.ts';
import { lowerMethod, lowerProperty } from './methods.ts';

/** Writes `identifier = class … { … };`. */
export function lowerType(unit: UnitContext, symbol: ClassSymbol, out: LineWriter): void {
  const emitted = new EmittedClassContext(unit, symbol, identifierOf(symbol), out);
  checkClass(emitted);
  const info = JSON.stringify(classInfo(unit.symbols, symbol));
  out.write(`${emitted.identifier} = class${extendsClause(unit, symbol)} {`, symbol.at.line);
  out.write(`static $info = ${info}; static $static = null;`);
  if (symbol.kind === 'enum') writeEnumValues(emitted);
  if (symbol.declaration.kind === 'class') lowerMembers(emitted, symbol.declaration);
  out.write('};');
}

function extendsClause(unit: UnitContext, symbol: ClassSymbol): string {
  if (symbol.kind !== 'class') return '';
  const superclass = userSuperclassOf(symbol);
  if (superclass) return ` extends (${unit.classReference(superclass)})`;
  return symbol.superclass?.kind === 'platform' ? ' extends $.Exception' : '';
}

function lowerMembers(emitted: EmittedClassContext, declaration: ClassDeclaration): void {
  const { symbol, out, unit } = emitted;
  for (const field of symbol.fields.values()) if (!field.static) out.write(`${fieldKey(field.name)} = null;`);
  for (const member of declaration.members) {
    switch (member.kind) {
      case 'field':
        lowerField(emitted, member);
        break;
      case 'property':
        lowerProperty(emitted, member);
        break;
      case 'method':
        lowerMethod(emitted, member);
        break;
      case 'constructor':
        lowerConstructor(emitted, member);
        break;
      case 'initializer':
        lowerInitialiserBlock(emitted, member);
        break;
      case 'class':
      case 'interface':
      case 'enum': {
        const inner = symbol.inner.get(member.name.toLowerCase());
        if (inner?.declaration !== member) break;
        out.write(`static ${definerOf(inner)}() {`, member.at.line);
        lowerType(unit, inner, out);
        out.write('}');
        break;
      }
    }
  }
  writeImplicitConstructors(emitted);
  writeInitialiserMethods(emitted);
}

function writeEnumValues(emitted: EmittedClassContext): void {
  const { symbol, out } = emitted;
  const name = JSON.stringify(symbol.name);
  const values = symbol.enumValues.map((value, index) => `$.newEnumValue(${name}, ${JSON.stringify(value)}, ${index})`);
  out.write(`static $values = [${values.join(', ')}];`);
  symbol.enumValues.forEach((value, index) => out.write(`static ${enumKey(value)} = this.$values[${index}];`));
}

/** Name of the static method of the outer class that defines an inner type. */
function definerOf(inner: ClassSymbol): string {
  return `$define$${inner.simpleName}`;
}

/** Calls that define the inner types of a class. */
export function innerDefinitions(outer: ClassSymbol): string {
  const calls: string[] = [];
  const done = new Set<ClassSymbol>();
  const define = (inner: ClassSymbol) => {
    if (done.has(inner)) return;
    done.add(inner);
    const superclass = userSuperclassOf(inner);
    if (superclass?.outer === outer) define(superclass);
    calls.push(`${identifierOf(outer)}.${definerOf(inner)}();`);
  };
  for (const inner of outer.inner.values()) define(inner);
  return calls.join(' ');
}
