/** Fields, properties, methods, constructors. */
import {
  ConstructorDeclarationContext,
  type FieldDeclarationContext,
  type FormalParametersContext,
  type InterfaceMethodDeclarationContext,
  type MemberDeclarationContext,
  type MethodDeclarationContext,
  type ModifierContext,
  type PropertyDeclarationContext
} from '@apexdevtools/apex-parser';
import { syntaxProblems } from '../diagnostics/index.ts';
import { readModifiers } from './modifiers.ts';
import { optional, positionOf, type Reader } from './reader.ts';
import { readBlock, readDeclarators } from './statements.ts';
import type {
  Accessor,
  ConstructorDeclaration,
  FieldDeclaration,
  MethodDeclaration,
  Parameter,
  PropertyDeclaration,
  TypeName
} from './tree.ts';
import { readTypeName, voidAt } from './type-names.ts';

export function readField(
  reader: Reader,
  modifiers: readonly ModifierContext[],
  context: FieldDeclarationContext
): FieldDeclaration {
  return {
    kind: 'field',
    at: positionOf(context),
    modifiers: readModifiers(reader, modifiers, 'field'),
    type: readTypeName(reader, context.typeRef()),
    variables: readDeclarators(reader, context.variableDeclarators())
  };
}

export function readProperty(
  reader: Reader,
  modifiers: readonly ModifierContext[],
  context: PropertyDeclarationContext
): PropertyDeclaration {
  const name = context.id().getText();
  let getter: Accessor | undefined;
  let setter: Accessor | undefined;
  for (const block of context.propertyBlock_list()) {
    const get = optional(block.getter());
    const body = optional((get ?? block.setter()).block());
    const accessor: Accessor = {
      at: positionOf(get ?? block.setter()),
      modifiers: readModifiers(reader, block.modifier_list(), 'accessor'),
      ...(body ? { body: readBlock(reader, body) } : {})
    };
    if (get ? getter : setter) reader.report(syntaxProblems.repeatedAccessor(name), accessor.at);
    if (get) getter = accessor;
    else setter = accessor;
  }
  return {
    kind: 'property',
    at: positionOf(context),
    modifiers: readModifiers(reader, modifiers, 'property'),
    type: readTypeName(reader, context.typeRef()),
    name,
    ...(getter ? { getter } : {}),
    ...(setter ? { setter } : {})
  };
}

export function readMethod(
  reader: Reader,
  modifiers: readonly ModifierContext[],
  context: MethodDeclarationContext
): MethodDeclaration {
  const body = optional(context.block());
  return {
    kind: 'method',
    at: positionOf(context),
    modifiers: readModifiers(reader, modifiers, 'method'),
    returnType: readReturnType(reader, context),
    name: context.id().getText(),
    parameters: readParameters(reader, context.formalParameters()),
    ...(body ? { body: readBlock(reader, body) } : {})
  };
}

export function readInterfaceMethod(reader: Reader, context: InterfaceMethodDeclarationContext): MethodDeclaration {
  return {
    kind: 'method',
    at: positionOf(context),
    modifiers: readModifiers(reader, context.modifier_list(), 'interface method'),
    returnType: readReturnType(reader, context),
    name: context.id().getText(),
    parameters: readParameters(reader, context.formalParameters())
  };
}

export function readConstructor(
  reader: Reader,
  modifiers: readonly ModifierContext[],
  member: MemberDeclarationContext
): ConstructorDeclaration {
  // The getter of this rule is missing from the parser's class for members.
  const context = member.getTypedRuleContext(ConstructorDeclarationContext, 0);
  return {
    kind: 'constructor',
    at: positionOf(context),
    modifiers: readModifiers(reader, modifiers, 'constructor'),
    name: context.qualifiedName().getText(),
    parameters: readParameters(reader, context.formalParameters()),
    body: readBlock(reader, context.block())
  };
}

function readReturnType(
  reader: Reader,
  context: MethodDeclarationContext | InterfaceMethodDeclarationContext
): TypeName {
  const type = optional(context.typeRef());
  return type ? readTypeName(reader, type) : voidAt(positionOf(context));
}

function readParameters(reader: Reader, context: FormalParametersContext): Parameter[] {
  return (optional(context.formalParameterList())?.formalParameter_list() ?? []).map((parameter) => ({
    at: positionOf(parameter),
    name: parameter.id().getText(),
    type: readTypeName(reader, parameter.typeRef()),
    modifiers: readModifiers(reader, parameter.modifier_list(), 'parameter')
  }));
}
