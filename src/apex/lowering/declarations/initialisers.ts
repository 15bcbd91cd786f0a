/**
 * Values of fields and initialiser blocks. Each becomes a small method on its own line of the source; static ones run together on first
 * use in a transaction, those of instances in the constructor after the one of the superclass (Apex Developer Guide, "Using
 * Initialization Code").
 */
import type { FieldDeclaration, InitializerBlock } from '../../syntax/tree.ts';
import { fieldKey, LoweringContext } from '../context.ts';
import { lowerConverted } from '../expressions/index.ts';
import { markLine } from '../statements/index.ts';
import type { EmittedClassContext } from './emitted-class.ts';
import { sharingCode, writeFunction } from './functions.ts';

export function lowerField(emitted: EmittedClassContext, declaration: FieldDeclaration): void {
  const { symbol, out } = emitted;
  if (!declaration.variables.some((variable) => variable.initializer)) return;
  const isStatic = declaration.modifiers.words.includes('static');
  const context = initialiserContext(emitted, isStatic);
  out.write(`${openInitialiser(emitted, isStatic)} {`, declaration.at.line);
  const temporaries = out.reserve();
  const sharing = sharingCode(context);
  out.write(sharing.enter);
  const holder = isStatic ? `${emitted.identifier}.$static` : 'this';
  for (const variable of declaration.variables) {
    const field = symbol.fields.get(variable.name.toLowerCase());
    if (!variable.initializer || !field) continue;
    markLine(context, variable.at, out);
    const value = lowerConverted(context, variable.initializer, field.type);
    out.write(`${holder}.${fieldKey(variable.name)} = ${value.code};`, variable.at.line);
  }
  out.write(`${sharing.leave}}`);
  temporaries(context.temporariesCode());
}

export function lowerInitialiserBlock(emitted: EmittedClassContext, block: InitializerBlock): void {
  const context = initialiserContext(emitted, block.static);
  const head = openInitialiser(emitted, block.static);
  writeFunction(context, emitted.out, { head, line: block.at.line, body: block.body });
}

function initialiserContext(emitted: EmittedClassContext, isStatic: boolean): LoweringContext {
  return new LoweringContext(emitted.unit, {
    classSymbol: emitted.symbol,
    isStatic,
    initialising: isStatic ? 'static' : 'instance'
  });
}

/** Names of instance initialisers carry the class: a subclass must not override them. `c$` makes stack traces say `<init>`. */
function openInitialiser(emitted: EmittedClassContext, isStatic: boolean): string {
  const names = isStatic ? emitted.staticInitialisers : emitted.instanceInitialisers;
  const name = isStatic ? `$s$${names.length}` : `c$$${emitted.identifier}$${names.length}`;
  names.push(name);
  return isStatic ? `static ${name}()` : `${name}()`;
}

/** Call of the instance initialisers, for constructors. */
export function instanceInitialiserCall(emitted: EmittedClassContext): string {
  return emitted.hasInstanceInitialisers ? `this.c$$${emitted.identifier}();` : '';
}

/** The protocol of static values and the method that runs the instance initialisers, at the end of the class. */
export function writeInitialiserMethods(emitted: EmittedClassContext): void {
  const { identifier, out, symbol } = emitted;
  const instance = emitted.instanceInitialisers.map((name) => `this.${name}();`).join(' ');
  if (emitted.hasInstanceInitialisers) out.write(`c$$${identifier}() { ${instance} }`);
  const values = [...symbol.fields.values()]
    .filter((field) => field.static)
    .map((field) => `${fieldKey(field.name)}: null`);
  const calls = emitted.staticInitialisers.map((name) => `${identifier}.${name}();`).join(' ');
  out.write(`static get $s() { return ${identifier}.$static ?? ${identifier}.$init(); }`);
  out.write(
    `static $init() { ${identifier}.$static = { ${values.join(', ')} }; $.staticsInitialised(${identifier}); ${calls} return ${identifier}.$static; }`
  );
}
