/** What every enum has. Source: Apex Developer Guide, "Enums" (name, ordinal, values, valueOf). */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { ApexEnumValue, ApexList, hashText, platformEnumValues, raise } from '../../values/index.ts';

const methods: PlatformMembers = {
  'String name()': (self: ApexEnumValue) => self.name,
  'Integer ordinal()': (self: ApexEnumValue) => self.ordinal,
  'Boolean equals(Object other)': (self: ApexEnumValue, other: unknown) => self === other,
  'Integer hashCode()': (self: ApexEnumValue) => hashText(self.name),
  'String toString()': (self: ApexEnumValue) => self.name
};

/** Base of all enums, user ones too. */
export const enumClass: PlatformClass = {
  name: 'System.Enum',
  kind: 'class',
  members: methods,
  isInstance: (value) => value instanceof ApexEnumValue
};

/** Adds the methods to an enum of the standard library. */
export function withEnumMembers(platform: PlatformClass): PlatformClass {
  if (platform.kind !== 'enum') return platform;
  const { name } = platform;
  const statics: PlatformMembers = {
    [`static List<${name}> values()`]: () => new ApexList(name, [...platformEnumValues(name)]),
    [`static ${name} valueOf(String text)`]: (text: string | null) => enumValueOf(name, platformEnumValues(name), text)
  };
  return { ...platform, members: { ...methods, ...statics, ...platform.members } };
}

/** Source: Apex Developer Guide, "Enums": an unknown name is a NoSuchElementException. */
export function enumValueOf(typeName: string, values: readonly ApexEnumValue[], text: string | null): ApexEnumValue {
  const found = values.find((value) => value.name.toLowerCase() === text?.toLowerCase());
  return found ?? raise('NoSuchElementException', `No enum constant ${typeName}.${text ?? 'null'}`);
}
