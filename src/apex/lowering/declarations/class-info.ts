/** What the run time is told about a class: it drives JSON, REST, @AuraEnabled and the test runner. */
import type { AnnotationInfo, ClassInfo, FieldInfo, MethodInfo, ParameterInfo, Sharing } from '../../linkage.ts';
import type { Modifiers } from '../../syntax/tree.ts';
import {
  allSupertypes,
  typeText,
  userSuperclassOf,
  type ClassSymbol,
  type FieldSymbol,
  type MethodSymbol,
  type ParameterSymbol,
  type ProgramSymbols
} from '../../types/index.ts';
import { fieldKey } from '../context.ts';

export function classInfo(symbols: ProgramSymbols, symbol: ClassSymbol): ClassInfo {
  const [, ...supertypes] = allSupertypes(symbols, symbol.type);
  return {
    name: symbol.name,
    kind: symbol.kind,
    abstract: symbol.abstract,
    superclass: symbol.superclass ? typeText(symbol.superclass) : null,
    supertypes: supertypes.map((type) => typeText(type).replace(/<.*$/, '')),
    sharing: sharingOf(symbol),
    annotations: annotationsOf(symbol.modifiers),
    isTest: symbol.isTest,
    fields: fieldsOf(symbol),
    methods: [...symbol.methods.values()].flat().map(methodInfo),
    constructors: symbol.constructors.map(({ key, parameters }) => ({ key, parameters: parametersOf(parameters) })),
    enumValues: symbol.enumValues
  };
}

/**
 * A class that says nothing runs with sharing: neither its outer class nor, from API 67.0 on, its superclass or its caller decides (Apex Developer
 * Guide, "Use the with sharing, without sharing, and inherited sharing Keywords" and "Apex Security and Sharing Model").
 */
export function sharingOf(symbol: ClassSymbol): Sharing {
  for (const word of symbol.modifiers.words) {
    if (word === 'with sharing') return 'with';
    if (word === 'without sharing') return 'without';
    if (word === 'inherited sharing') return 'inherited';
  }
  return 'with';
}

export function annotationsOf(modifiers: Modifiers): AnnotationInfo[] {
  return modifiers.annotations.map(({ name, values }) => ({ name: name.toLowerCase(), values }));
}

export function isTestMethod(modifiers: Modifiers): boolean {
  return modifiers.words.includes('testmethod') || hasAnnotation(modifiers, 'istest');
}

export function hasAnnotation(modifiers: Modifiers, name: string): boolean {
  return modifiers.annotations.some((annotation) => annotation.name.toLowerCase() === name);
}

function fieldsOf(symbol: ClassSymbol): FieldInfo[] {
  const superclass = userSuperclassOf(symbol);
  const inherited = superclass ? fieldsOf(superclass) : [];
  const own = [...symbol.fields.values()].filter((field) => !field.static && isStored(field)).map(fieldInfo);
  const ownKeys = new Set(own.map((field) => field.key));
  return [...inherited.filter((field) => !ownKeys.has(field.key)), ...own];
}

/** A property whose accessors all have bodies stores nothing of its own. */
function isStored(field: FieldSymbol): boolean {
  const { declaration } = field;
  if (declaration.kind === 'field') return true;
  if (declaration.modifiers.words.includes('abstract')) return false;
  const { getter, setter } = declaration;
  return (getter !== undefined && !getter.body) || (setter !== undefined && !setter.body);
}

function fieldInfo(field: FieldSymbol): FieldInfo {
  const { modifiers } = field.declaration;
  const invocable = annotationsOf(modifiers).find(({ name }) => name === 'invocablevariable');
  return {
    ...(invocable ? { invocable: invocable.values } : {}),
    name: field.name,
    key: fieldKey(field.name),
    type: typeText(field.type),
    transient: modifiers.words.includes('transient'),
    auraEnabled: hasAnnotation(modifiers, 'auraenabled')
  };
}

function methodInfo(method: MethodSymbol): MethodInfo {
  const { modifiers, at } = method.declaration;
  return {
    name: method.name,
    key: method.key,
    static: method.static,
    returnType: typeText(method.returnType),
    parameters: parametersOf(method.parameters),
    annotations: annotationsOf(modifiers),
    line: at.line,
    isTest: isTestMethod(modifiers)
  };
}

function parametersOf(parameters: readonly ParameterSymbol[]): ParameterInfo[] {
  return parameters.map(({ name, type }) => ({ name, type: typeText(type) }));
}
