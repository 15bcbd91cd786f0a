/** System.Object: what can be asked of any value. Source: Apex Developer Guide, "Using Custom Types in Map Keys and Sets". */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { equalValues, hashCode, textOf } from '../../values/index.ts';

export const objectClass: PlatformClass = {
  name: 'System.Object',
  kind: 'class',
  members: {
    'Boolean equals(Object other)': (self: unknown, other: unknown) => equalValues(self, other),
    'Integer hashCode()': (self: unknown) => hashCode(self),
    'String toString()': (self: unknown) => textOf(self)
  },
  isInstance: (value) => value !== null
};
