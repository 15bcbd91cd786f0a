/** Methods and accessors of properties. */
import type { Accessor, MethodDeclaration, PropertyDeclaration } from '../../syntax/tree.ts';
import type { FieldSymbol, MethodSymbol } from '../../types/index.ts';
import { fieldKey, getterKey, LoweringContext, setterKey } from '../context.ts';
import { declareVariable } from '../statements/index.ts';
import type { EmittedClassContext } from './emitted-class.ts';
import { lowerParameters, writeFunction } from './functions.ts';

export function lowerMethod(emitted: EmittedClassContext, declaration: MethodDeclaration): void {
  const method = findMethod(emitted, declaration);
  if (!method || !declaration.body) return;
  const context = new LoweringContext(emitted.unit, {
    classSymbol: emitted.symbol,
    isStatic: method.static,
    returnType: method.returnType.kind === 'void' ? null : method.returnType
  });
  const parameters = lowerParameters(context, method.parameters, declaration.parameters);
  const head = `${method.static ? 'static ' : ''}${method.key}(${parameters.join(', ')})`;
  writeFunction(context, emitted.out, {
    head,
    line: declaration.at.line,
    body: declaration.body,
    first: (out) => {
      if (method.static) out.write(emitted.entryCode);
    }
  });
}

export function findMethod(emitted: EmittedClassContext, declaration: MethodDeclaration): MethodSymbol | undefined {
  return emitted.symbol.methods
    .get(declaration.name.toLowerCase())
    ?.find((candidate) => candidate.declaration === declaration);
}

/** A property without bodies that nothing can override is a plain field; every other one gets both methods. */
export function lowerProperty(emitted: EmittedClassContext, declaration: PropertyDeclaration): void {
  const property = emitted.symbol.fields.get(declaration.name.toLowerCase());
  if (!property?.accessors || property.declaration !== declaration) return;
  if (declaration.modifiers.words.includes('abstract')) return;
  const { getter, setter } = declaration;
  const inOrder = [getter, setter]
    .filter((accessor) => accessor !== undefined)
    .sort((left, right) => left.at.line - right.at.line || left.at.column - right.at.column);
  for (const accessor of inOrder) {
    if (accessor === getter) lowerGetter(emitted, property, accessor);
    else lowerSetter(emitted, property, accessor);
  }
}

function lowerGetter(emitted: EmittedClassContext, property: FieldSymbol, getter: Accessor): void {
  const head = `${property.static ? 'static ' : ''}${getterKey(property.name)}()`;
  if (!getter.body) {
    emitted.out.write(`${head} { return ${backingValue(emitted, property)}; }`, getter.at.line);
    return;
  }
  const context = accessorContext(emitted, property, 'get');
  writeFunction(context, emitted.out, { head, line: getter.at.line, body: getter.body });
}

function lowerSetter(emitted: EmittedClassContext, property: FieldSymbol, setter: Accessor): void {
  const head = `${property.static ? 'static ' : ''}${setterKey(property.name)}`;
  if (!setter.body) {
    emitted.out.write(`${head}(value_) { return ${backingValue(emitted, property)} = value_; }`, setter.at.line);
    return;
  }
  const context = accessorContext(emitted, property, 'set');
  // An assignment is an expression: the setter gives back what was assigned.
  const { jsName } = declareVariable(context, 'value', property.type, setter.at);
  writeFunction(context, emitted.out, {
    head: `${head}(${jsName})`,
    line: setter.at.line,
    body: setter.body,
    last: context.bareReturn
  });
}

function accessorContext(emitted: EmittedClassContext, property: FieldSymbol, kind: 'get' | 'set'): LoweringContext {
  return new LoweringContext(emitted.unit, {
    classSymbol: emitted.symbol,
    isStatic: property.static,
    returnType: kind === 'get' ? property.type : null,
    accessorOf: property.name,
    ...(kind === 'set' ? { bareReturn: 'return value_;' } : {})
  });
}

function backingValue(emitted: EmittedClassContext, property: FieldSymbol): string {
  const holder = property.static ? `${emitted.identifier}.$s` : 'this';
  return `${holder}.${fieldKey(property.name)}`;
}
