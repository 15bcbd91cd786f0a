/** System.Type. Source: Apex Reference, "Type Class". */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { SObject } from '../../../database/index.ts';
import { currentProgram } from '../../program/program.ts';
import { ApexList, ApexMap, ApexSet, hashText, raise, RuntimeType } from '../../values/index.ts';
import { isAssignable } from '../../values/types/type-checks.ts';

/** Made with the constructor that takes nothing. */
function newInstance(type: RuntimeType): unknown {
  const { shape } = type;
  switch (shape.kind) {
    case 'list':
      return new ApexList(shape.element.text);
    case 'set':
      return new ApexSet(shape.element.text);
    case 'map':
      return new ApexMap(shape.key.text, shape.value.text);
    case 'sobject':
      return shape.describe ? new SObject(shape.describe) : notConstructible(type);
    case 'user':
      return shape.info.kind !== 'class' || shape.info.abstract ? notConstructible(type) : newUserObject(type);
    case 'platform': {
      const create = shape.platform.members['new()'];
      return typeof create === 'function' ? create() : notConstructible(type);
    }
    default:
      return notConstructible(type);
  }
}

function newUserObject(type: RuntimeType): unknown {
  const emitted = currentProgram().userClass(type.text);
  const object = new emitted() as { c$?: () => unknown };
  return object.c$ ? object.c$() : notConstructible(type);
}

function notConstructible(type: RuntimeType): never {
  return raise('TypeException', `Type cannot be constructed: ${type.text}`);
}

function forName(name: string | null): RuntimeType | null {
  return name === null ? null : currentProgram().types.find(name);
}

function simpleName(type: RuntimeType): string {
  return type.text;
}

export const typeClass: PlatformClass = {
  name: 'System.Type',
  kind: 'class',
  members: {
    'static Type forName(String name)': forName,
    // The package has no namespace: only an empty one finds a class.
    'static Type forName(String namespace, String name)': (namespace: string | null, name: string | null) =>
      forName(namespace ? `${namespace}.${name ?? ''}` : name),
    'Boolean equals(Object other)': (self: RuntimeType, other: unknown) => self === other,
    'String getName()': simpleName,
    'String getNamespace()': () => '',
    'Integer hashCode()': (self: RuntimeType) => hashText(self.text),
    'Boolean isAssignableFrom(Type other)': (self: RuntimeType, other: RuntimeType) => isAssignable(other, self),
    'Object newInstance()': newInstance,
    'String toString()': simpleName
  },
  isInstance: (value) => value instanceof RuntimeType
};
