/** Classes, interfaces and enums. */
import type {
  ClassBodyDeclarationContext,
  ClassDeclarationContext,
  EnumDeclarationContext,
  InterfaceDeclarationContext,
  ModifierContext,
  TypeDeclarationContext
} from '@apexdevtools/apex-parser';
import { readConstructor, readField, readInterfaceMethod, readMethod, readProperty } from './members.ts';
import { readModifiers } from './modifiers.ts';
import { optional, positionOf, type Reader } from './reader.ts';
import { readBlock } from './statements.ts';
import type { ClassDeclaration, EnumDeclaration, InterfaceDeclaration, Member, TypeDeclaration } from './tree.ts';
import { readTypeList, readTypeName } from './type-names.ts';

export function readTypeDeclaration(reader: Reader, context: TypeDeclarationContext): TypeDeclaration {
  const modifiers = context.modifier_list();
  const classContext = optional(context.classDeclaration());
  if (classContext) return readClass(reader, modifiers, classContext);
  const interfaceContext = optional(context.interfaceDeclaration());
  if (interfaceContext) return readInterface(reader, modifiers, interfaceContext);
  return readEnum(reader, modifiers, context.enumDeclaration());
}

function readClass(
  reader: Reader,
  modifiers: readonly ModifierContext[],
  context: ClassDeclarationContext
): ClassDeclaration {
  const superclass = optional(context.typeRef());
  const interfaces = optional(context.typeList());
  return {
    kind: 'class',
    at: positionOf(context),
    name: context.id().getText(),
    modifiers: readModifiers(reader, modifiers, 'class'),
    ...(superclass ? { superclass: readTypeName(reader, superclass) } : {}),
    interfaces: interfaces ? readTypeList(reader, interfaces) : [],
    members: context
      .classBody()
      .classBodyDeclaration_list()
      .flatMap((member) => readMember(reader, member) ?? [])
  };
}

function readInterface(
  reader: Reader,
  modifiers: readonly ModifierContext[],
  context: InterfaceDeclarationContext
): InterfaceDeclaration {
  const interfaces = optional(context.typeList());
  return {
    kind: 'interface',
    at: positionOf(context),
    name: context.id().getText(),
    modifiers: readModifiers(reader, modifiers, 'interface'),
    interfaces: interfaces ? readTypeList(reader, interfaces) : [],
    methods: context
      .interfaceBody()
      .interfaceMethodDeclaration_list()
      .map((method) => readInterfaceMethod(reader, method))
  };
}

function readEnum(
  reader: Reader,
  modifiers: readonly ModifierContext[],
  context: EnumDeclarationContext
): EnumDeclaration {
  return {
    kind: 'enum',
    at: positionOf(context),
    name: context.id().getText(),
    modifiers: readModifiers(reader, modifiers, 'enum'),
    values: (optional(context.enumConstants())?.id_list() ?? []).map((constant) => constant.getText())
  };
}

/** Null for a lone semicolon. */
function readMember(reader: Reader, context: ClassBodyDeclarationContext): Member | null {
  const block = optional(context.block());
  if (block)
    return {
      kind: 'initializer',
      at: positionOf(context),
      static: optional(context.STATIC()) !== null,
      body: readBlock(reader, block)
    };
  const member = optional(context.memberDeclaration());
  if (!member) return null;
  const modifiers = context.modifier_list();
  const method = optional(member.methodDeclaration());
  if (method) return readMethod(reader, modifiers, method);
  const field = optional(member.fieldDeclaration());
  if (field) return readField(reader, modifiers, field);
  const property = optional(member.propertyDeclaration());
  if (property) return readProperty(reader, modifiers, property);
  const classContext = optional(member.classDeclaration());
  if (classContext) return readClass(reader, modifiers, classContext);
  const interfaceContext = optional(member.interfaceDeclaration());
  if (interfaceContext) return readInterface(reader, modifiers, interfaceContext);
  const enumContext = optional(member.enumDeclaration());
  if (enumContext) return readEnum(reader, modifiers, enumContext);
  return readConstructor(reader, modifiers, member);
}
