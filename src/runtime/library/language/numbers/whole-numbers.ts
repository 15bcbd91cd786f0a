/** System.Integer, Long, Double and Boolean. Sources: the Apex Reference pages of these classes. */
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { ApexDecimal, ApexDouble } from '../../../../base/index.ts';
import { equalValues, hashCode, raise, toDouble, toLong, typeNameOf } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';
import { grouped, whole } from './decimal.ts';

/** Message of the TypeException in debug logs. */
export function parseInteger(text: string): number {
  const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : NaN;
  if (value >= -2147483648 && value <= 2147483647) return value;
  return raise('TypeException', `Invalid integer: ${text}`);
}

export function parseLong(text: string): bigint {
  if (/^[+-]?\d+$/.test(text.trim())) {
    const value = BigInt(text.trim().replace(/^\+/, ''));
    if (BigInt.asIntN(64, value) === value) return value;
  }
  return raise('TypeException', `Invalid long: ${text}`);
}

export function parseDouble(text: string): ApexDouble {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim())) raise('TypeException', `Invalid double: ${text}`);
  return new ApexDouble(Number(text));
}

function integerOf(value: unknown): number {
  if (typeof value === 'string') return parseInteger(value);
  if (typeof value === 'number') return value;
  if (value instanceof ApexDecimal) return Number(BigInt.asIntN(32, whole(value)));
  if (value instanceof ApexDouble) return Math.trunc(value.value) | 0;
  if (typeof value === 'bigint') return Number(BigInt.asIntN(32, value));
  return raise('TypeException', `Invalid integer: ${typeNameOf(value)}`);
}

export const integerClass: PlatformClass = {
  name: 'System.Integer',
  kind: 'class',
  members: {
    'static Integer MAX_VALUE': { get: () => 2147483647 },
    'static Integer MIN_VALUE': { get: () => -2147483648 },
    ...nullRefused({
      'static Integer valueOf(String text)': parseInteger,
      'static Integer valueOf(Object value)': integerOf,
      'String format()': (self: number) => grouped(String(self)),
      'Integer hashCode()': (self: number) => self,
      'Integer intValue()': (self: number) => self,
      'String toString()': String
    }),
    'Boolean equals(Object other)': equalValues
  },
  isInstance: (value) => typeof value === 'number'
};

export const longClass: PlatformClass = {
  name: 'System.Long',
  kind: 'class',
  members: {
    'static Long MAX_VALUE': { get: () => 9223372036854775807n },
    'static Long MIN_VALUE': { get: () => -9223372036854775808n },
    ...nullRefused({
      'static Long valueOf(String text)': parseLong,
      'static Long valueOf(Object value)': (value: unknown) => {
        if (typeof value === 'string') return parseLong(value);
        return typeof value === 'bigint' ? value : toLong(integerOf(value));
      },
      'String format()': (self: bigint) => grouped(String(self)),
      'Integer hashCode()': hashCode,
      'Integer intValue()': (self: bigint) => Number(BigInt.asIntN(32, self)),
      'String toString()': String
    }),
    'Boolean equals(Object other)': equalValues
  },
  isInstance: (value) => typeof value === 'bigint'
};

export const doubleClass: PlatformClass = {
  name: 'System.Double',
  kind: 'class',
  members: {
    ...nullRefused({
      'static Double valueOf(String text)': parseDouble,
      'static Double valueOf(Object value)': (value: unknown) =>
        typeof value === 'string' ? parseDouble(value) : toDouble(value),
      'String format()': (self: ApexDouble) => grouped(String(self)),
      'Integer hashCode()': hashCode,
      'Integer intValue()': (self: ApexDouble) => Math.trunc(self.value) | 0,
      'Long longValue()': (self: ApexDouble) => BigInt.asIntN(64, BigInt(Math.trunc(self.value))),
      'Long round()': (self: ApexDouble) => BigInt(Math.floor(self.value + 0.5)),
      'String toString()': String
    }),
    'Boolean equals(Object other)': equalValues
  },
  isInstance: (value) => value instanceof ApexDouble
};

export const booleanClass: PlatformClass = {
  name: 'System.Boolean',
  kind: 'class',
  members: {
    ...nullRefused({
      'static Boolean valueOf(String text)': (text: string) => text.toLowerCase() === 'true',
      'static Boolean valueOf(Object value)': (value: unknown) => {
        if (typeof value === 'boolean') return value;
        if (typeof value === 'string') return value.toLowerCase() === 'true';
        return raise('TypeException', `Invalid boolean: ${typeNameOf(value)}`);
      },
      'Integer hashCode()': hashCode,
      'String toString()': String
    }),
    'Boolean equals(Object other)': equalValues
  },
  isInstance: (value) => typeof value === 'boolean'
};
