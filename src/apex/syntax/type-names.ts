/** Names of types. */
import type { QualifiedNameContext, TypeListContext, TypeRefContext } from '@apexdevtools/apex-parser';
import { optional, positionOf, type Reader } from './reader.ts';
import type { Position, TypeName } from './tree.ts';

export function readTypeName(reader: Reader, context: TypeRefContext): TypeName {
  const at = positionOf(context);
  const parts: string[] = [];
  let typeArguments: TypeName[] = [];
  for (const part of context.typeName_list()) {
    if (typeArguments.length > 0) reader.refuse('A type inside a generic type', part);
    const id = optional(part.LIST()) ?? optional(part.SET()) ?? optional(part.MAP()) ?? part.id();
    parts.push(id.getText());
    const list = optional(part.typeArguments());
    typeArguments = list ? readTypeList(reader, list.typeList()) : [];
  }
  let type: TypeName = { at, parts, typeArguments };
  const dimensions = optional(context.arraySubscripts())?.LBRACK_list().length ?? 0;
  for (let count = 0; count < dimensions; count++) type = listOf(at, type);
  return type;
}

export function readTypeList(reader: Reader, context: TypeListContext): TypeName[] {
  return context.typeRef_list().map((type) => readTypeName(reader, type));
}

export function readQualifiedType(context: QualifiedNameContext): TypeName {
  return { at: positionOf(context), parts: context.id_list().map((id) => id.getText()), typeArguments: [] };
}

/** `T[]` is another way to write List<T> (Apex Developer Guide, "Lists: Array Notation for One-Dimensional Lists"). */
export function listOf(at: Position, element: TypeName): TypeName {
  return { at, parts: ['List'], typeArguments: [element] };
}

export function voidAt(at: Position): TypeName {
  return { at, parts: ['void'], typeArguments: [] };
}
