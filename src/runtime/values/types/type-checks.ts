/** `instanceof`, casts, and the run-time type of a value. */
import type { ClassInfo } from '../../../apex/linkage.ts';
import {
  ApexBlob,
  ApexDate,
  ApexDatetime,
  ApexDecimal,
  ApexDouble,
  ApexTime,
  isIdText,
  toId18
} from '../../../base/index.ts';
import { SObject } from '../../../database/index.ts';
import { ApexList } from '../collections/list.ts';
import { ApexMap } from '../collections/map.ts';
import { ApexSet } from '../collections/set.ts';
import { ApexEnumValue } from '../enum.ts';
import { ApexException, raise } from '../exceptions/exception.ts';
import { toDecimal, toDouble, toLong } from '../numbers.ts';
import { RuntimeType, type PrimitiveName, type TypeRegistry } from './runtime-type.ts';

/** Description of the class of a user object. */
export function classInfoOf(value: object): ClassInfo | undefined {
  return (value.constructor as { $info?: ClassInfo }).$info;
}

export function isOfType(value: unknown, type: RuntimeType, types: TypeRegistry): boolean {
  if (value === null || value === undefined) return false;
  const { shape } = type;
  switch (shape.kind) {
    case 'object':
      return true;
    case 'primitive':
      return isPrimitive(value, shape.name);
    case 'list':
      return value instanceof ApexList && isAssignable(types.get(value.elementType), shape.element);
    case 'set':
      return value instanceof ApexSet && isAssignable(types.get(value.elementType), shape.element);
    case 'map':
      return (
        value instanceof ApexMap &&
        isAssignable(types.get(value.keyType), shape.key) &&
        isAssignable(types.get(value.valueType), shape.value)
      );
    case 'sobject':
      return value instanceof SObject && (shape.describe === null || value.describe.name === shape.describe.name);
    case 'user':
      return isUserType(value, shape.info.name);
    case 'platform':
      return isPlatformType(value, type);
  }
}

function isPrimitive(value: unknown, name: PrimitiveName): boolean {
  switch (name) {
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Integer':
      return typeof value === 'number';
    case 'Long':
      return typeof value === 'bigint';
    case 'Double':
      return value instanceof ApexDouble;
    case 'Decimal':
      return value instanceof ApexDecimal;
    case 'String':
      return typeof value === 'string';
    // Ids are strings at run time: text of an id's form counts as an Id.
    case 'Id':
      return typeof value === 'string' && isIdText(value);
    case 'Date':
      return value instanceof ApexDate;
    case 'Datetime':
      return value instanceof ApexDatetime;
    case 'Time':
      return value instanceof ApexTime;
    case 'Blob':
      return value instanceof ApexBlob;
  }
}

function isUserType(value: unknown, name: string): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (value instanceof ApexEnumValue) return value.typeName === name;
  const info = classInfoOf(value);
  return info !== undefined && inherits(info, name);
}

function inherits(info: ClassInfo, name: string): boolean {
  return info.name === name || info.supertypes.some((supertype) => supertype.toLowerCase() === name.toLowerCase());
}

function isPlatformType(value: unknown, type: RuntimeType): boolean {
  if (type.shape.kind !== 'platform' || value === null) return false;
  const { platform } = type.shape;
  if (value instanceof ApexEnumValue) return value.typeName === platform.name;
  if (value instanceof ApexException) return platform.name === 'System.Exception' || value.typeName === platform.name;
  if (platform.isInstance?.(value)) return true;
  if (typeof value !== 'object') return false;
  const info = classInfoOf(value);
  return info !== undefined && inherits(info, platform.name);
}

/** Whether a collection of `from` may stand for one of `to`: the same type, any object, records of any kind, a supertype. */
export function isAssignable(from: RuntimeType, to: RuntimeType): boolean {
  if (from === to || to.shape.kind === 'object') return true;
  if (from.shape.kind === 'sobject' && to.shape.kind === 'sobject')
    return from.shape.describe === null || to.shape.describe === null;
  if (from.shape.kind === 'user') return inherits(from.shape.info, to.text.replace(/<.*$/, ''));
  if (from.shape.kind === 'list' && to.shape.kind === 'list') return isAssignable(from.shape.element, to.shape.element);
  return false;
}

/** Source: Apex Developer Guide, "Classes and Casting"; the message is the one of debug logs. */
export function castValue(value: unknown, type: RuntimeType, types: TypeRegistry): unknown {
  if (value === null || isOfType(value, type, types)) return castedId(value, type);
  if (type.shape.kind === 'primitive') {
    const widened = widen(value, type.shape.name);
    if (widened !== undefined) return widened;
  }
  return raise('TypeException', `Invalid conversion from runtime type ${typeNameOf(value)} to ${shown(type.text)}`);
}

function castedId(value: unknown, type: RuntimeType): unknown {
  const isId = type.shape.kind === 'primitive' && type.shape.name === 'Id';
  return isId && typeof value === 'string' ? toId18(value) : value;
}

function widen(value: unknown, name: PrimitiveName): unknown {
  if (name === 'Id' && typeof value === 'string') return raise('StringException', `Invalid id: ${value}`);
  const number = typeof value === 'number' || typeof value === 'bigint';
  if (name === 'Long' && typeof value === 'number') return toLong(value);
  if (name === 'Decimal' && (number || value instanceof ApexDouble)) return toDecimal(value);
  if (name === 'Double' && (number || value instanceof ApexDecimal)) return toDouble(value);
  if (name === 'Datetime' && value instanceof ApexDate) return new ApexDatetime(value.time);
  return undefined;
}

/** Name of a value's type as messages show it: `Integer`, `List<ANY>`, `Contact`, `Foo.Inner`. */
export function typeNameOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'String';
    case 'number':
      return 'Integer';
    case 'bigint':
      return 'Long';
    case 'boolean':
      return 'Boolean';
    default:
      return value === null ? 'null' : objectTypeName(value as object);
  }
}

function objectTypeName(value: object): string {
  if (value instanceof ApexDecimal) return 'Decimal';
  if (value instanceof ApexDouble) return 'Double';
  if (value instanceof ApexDate) return 'Date';
  if (value instanceof ApexDatetime) return 'Datetime';
  if (value instanceof ApexTime) return 'Time';
  if (value instanceof ApexBlob) return 'Blob';
  if (value instanceof SObject) return value.describe.name;
  if (value instanceof ApexList) return shown(`List<${value.elementType}>`);
  if (value instanceof ApexSet) return shown(`Set<${value.elementType}>`);
  if (value instanceof ApexMap) return shown(`Map<${value.keyType},${value.valueType}>`);
  if (value instanceof ApexEnumValue || value instanceof ApexException) return value.typeName;
  if (value instanceof RuntimeType) return 'System.Type';
  return classInfoOf(value)?.name ?? value.constructor.name;
}

/** Messages write `ANY` for Object inside a collection's type. */
function shown(text: string): string {
  return text.replace(/([<,])Object(?=[>,])/g, '$1ANY');
}
