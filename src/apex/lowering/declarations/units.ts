/** A file -> one compiled unit. */
import { declarationProblems } from '../../diagnostics/index.ts';
import type { AnonymousUnit, CompiledUnit } from '../../linkage.ts';
import type { BlockStatement, TriggerDeclaration, TypeDeclaration } from '../../syntax/tree.ts';
import type { ClassSymbol } from '../../types/index.ts';
import { LoweringContext, type UnitContext } from '../context.ts';
import { LineWriter } from '../line-writer.ts';
import { innerDefinitions, lowerType } from './classes.ts';
import { classInfo } from './class-info.ts';
import { identifierOf } from './emitted-class.ts';
import { lowerStatements } from '../statements/index.ts';

export function lowerClassUnit(unit: UnitContext, declaration: TypeDeclaration, symbol: ClassSymbol): CompiledUnit {
  const all = [symbol, ...symbol.inner.values()];
  for (const each of all) unit.ownClasses.set(each.name.toLowerCase(), identifierOf(each));
  const out = new LineWriter();
  const hoisted = startUnit(out);
  out.write(`let ${all.map(identifierOf).join(', ')};`);
  lowerType(unit, symbol, out);
  out.write(innerDefinitions(symbol));
  out.write(`return { ${all.map((each) => `${JSON.stringify(each.name)}: ${identifierOf(each)}`).join(', ')} }; })`);
  hoisted(unit.hoistedCode());
  return {
    name: declaration.name,
    kind: 'class',
    file: unit.file,
    code: out.toString(),
    executableLines: executableLines(unit),
    classes: all.map((each) => classInfo(unit.symbols, each)),
    trigger: null,
    apiVersion: unit.apiVersion
  };
}

export function lowerTriggerUnit(unit: UnitContext, declaration: TriggerDeclaration): CompiledUnit {
  const context = new LoweringContext(unit, { classSymbol: null, isStatic: true });
  const object = unit.symbols.findObject(declaration.object);
  if (!object) context.report(declarationProblems.triggerObject(declaration.object), declaration.at);
  const events = new Set<string>();
  for (const event of declaration.events) {
    if (events.has(event)) context.report(declarationProblems.duplicateEvent(event), declaration.at);
    events.add(event);
    // "Only after insert triggers are supported for platform events" (Platform Events Developer Guide, considerations).
    if (object?.kind === 'platformEvent' && event !== 'after insert')
      context.report(declarationProblems.eventTrigger(object.name), declaration.at);
  }
  const out = new LineWriter();
  const hoisted = startUnit(out);
  writeRun(context, declaration.body, out);
  hoisted(unit.hoistedCode());
  return {
    name: declaration.name,
    kind: 'trigger',
    file: unit.file,
    code: out.toString(),
    executableLines: executableLines(unit),
    classes: [],
    trigger: { object: object?.name ?? declaration.object, events: declaration.events },
    apiVersion: unit.apiVersion
  };
}

export function lowerAnonymousUnit(unit: UnitContext, body: BlockStatement): AnonymousUnit {
  const out = new LineWriter();
  const hoisted = startUnit(out);
  writeRun(new LoweringContext(unit, { classSymbol: null, isStatic: true }), body, out);
  hoisted(unit.hoistedCode());
  return { name: unit.file, code: out.toString() };
}

/** Writes the object of a unit that is a body of statements, and closes the unit's function. */
function writeRun(context: LoweringContext, body: BlockStatement, out: LineWriter): void {
  out.write('return { run() {', body.at.line);
  const temporaries = out.reserve();
  lowerStatements(context, body.statements, out);
  out.write('} }; })', body.end.line);
  temporaries(context.temporariesCode());
}

/** Opens the unit's function on its first line; the returned function puts what was hoisted there. */
function startUnit(out: LineWriter): (code: string) => void {
  out.write(`(function ($, $unit) { 'use strict';`);
  return out.reserve();
}

function executableLines(unit: UnitContext): number[] {
  return [...unit.executableLines].sort((left, right) => left - right);
}
