/** Equality, hash codes and order of Apex values. */
import {
  ApexBlob,
  ApexDate,
  ApexDatetime,
  ApexDecimal,
  ApexDouble,
  ApexTime,
  isIdText,
  toId18
} from '../../base/index.ts';
import { SObject } from '../../database/index.ts';
import { exactToken } from './collections/key-table.ts';
import { ApexList } from './collections/list.ts';
import { ApexMap } from './collections/map.ts';
import { ApexSet } from './collections/set.ts';

interface WithEquals {
  equals$object(other: unknown): boolean;
}

interface WithHashCode {
  hashcode(): number;
}

function definesEquals(value: object): value is WithEquals {
  return typeof (value as Partial<WithEquals>).equals$object === 'function';
}

/** A user class that defines equals, or a collection: equality is code, not identity. */
export function hasOwnEquality(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  return isCollection(value) || definesEquals(value);
}

function isCollection(value: object): boolean {
  return value instanceof ApexList || value instanceof ApexSet || value instanceof ApexMap;
}

/** `equals`, as collections use it: strings with case. */
export function equalValues(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (typeof left !== 'object' || typeof right !== 'object') return equalNumbers(left, right);
  if (left instanceof ApexList) return right instanceof ApexList && equalSequences(left.items, right.items);
  if (left instanceof ApexSet)
    return right instanceof ApexSet && left.size === right.size && left.values().every((value) => right.has(value));
  if (left instanceof ApexMap) return right instanceof ApexMap && equalMaps(left, right);
  if (definesEquals(left)) return left.equals$object(right);
  if (isNumber(left) && isNumber(right)) return equalNumbers(left, right);
  const token = exactToken(left);
  return token !== undefined && token === exactToken(right);
}

/** `==` on values whose type is only known at run time: text without case, a date equals the datetime of its midnight. */
export function looselyEqual(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string') return equalTexts(left, right);
  if (left instanceof ApexDate && right instanceof ApexDatetime) return left.time === right.time;
  if (left instanceof ApexDatetime && right instanceof ApexDate) return left.time === right.time;
  return equalValues(left, right);
}

/** `==` on String. Source: Apex Developer Guide, "Expression Operators": the comparison is case-insensitive. */
export function equalTexts(left: string | null, right: string | null): boolean {
  if (left === right) return true;
  if (left === null || right === null || left.length !== right.length) return false;
  return left.toLowerCase() === right.toLowerCase();
}

export function equalIds(left: string | null, right: string | null): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (isIdText(left) && isIdText(right)) return toId18(left) === toId18(right);
  return equalTexts(left, right);
}

function isNumber(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof ApexDecimal ||
    value instanceof ApexDouble
  );
}

function equalNumbers(left: unknown, right: unknown): boolean {
  return isNumber(left) && isNumber(right) && compareNumbers(left, right) === 0;
}

function equalSequences(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((value, index) => equalValues(value, right[index]));
}

function equalMaps(left: ApexMap, right: ApexMap): boolean {
  if (left.size !== right.size) return false;
  return left.entries().every(([key, value]) => right.has(key) && equalValues(value, right.get(key)));
}

function compareNumbers(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'bigint' && typeof right === 'bigint') return left < right ? -1 : left > right ? 1 : 0;
  if (left instanceof ApexDouble || right instanceof ApexDouble) return plain(left) - plain(right);
  return exact(left).value.comparedTo(exact(right).value);
}

function plain(value: unknown): number {
  if (value instanceof ApexDouble) return value.value;
  return value instanceof ApexDecimal ? value.toNumber() : Number(value);
}

function exact(value: unknown): ApexDecimal {
  return value instanceof ApexDecimal ? value : new ApexDecimal(String(value));
}

/**
 * `<` and friends: negative, 0, positive; text without case. Null is smaller than everything when sorting. Source: Apex Reference, "List
 * Class", sort (nulls first).
 */
export function compareValues(left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  if (typeof left === 'string' && typeof right === 'string')
    return compareTexts(left.toLowerCase(), right.toLowerCase());
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (isMoment(left) && isMoment(right)) return left.time - right.time;
  if (left instanceof ApexTime && right instanceof ApexTime) return left.milliseconds - right.milliseconds;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  throw new Error('Values of these types have no order; the compiler should have refused the comparison.');
}

export function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function isMoment(value: unknown): value is ApexDate | ApexDatetime {
  return value instanceof ApexDate || value instanceof ApexDatetime;
}

/** Java's hash codes, which Apex's `hashCode` and `System.hashCode` return. */
export function hashCode(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return hashText(value);
    case 'number':
      return value | 0;
    case 'boolean':
      return value ? 1231 : 1237;
    case 'bigint':
      return Number(BigInt.asIntN(32, value ^ (value >> 32n)));
    default:
      return value === null ? 0 : hashObject(value as object);
  }
}

export function hashText(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  return hash;
}

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

function hashObject(value: object): number {
  if (value instanceof ApexList) {
    let hash = 1;
    for (const item of value.items) hash = (Math.imul(31, hash) + hashCode(item)) | 0;
    return hash;
  }
  if (value instanceof ApexSet) return value.values().reduce<number>((hash, item) => (hash + hashCode(item)) | 0, 0);
  if (value instanceof ApexMap)
    return value.entries().reduce((hash, [key, item]) => (hash + (hashCode(key) ^ hashCode(item))) | 0, 0);
  if (typeof (value as Partial<WithHashCode>).hashcode === 'function') return (value as WithHashCode).hashcode();
  // A class that defines equals alone: one bucket, so that equals decides.
  if (definesEquals(value)) return 0;
  if (value instanceof ApexBlob || value instanceof SObject) return hashText(exactToken(value) ?? '');
  const token = exactToken(value);
  if (token !== undefined) return hashText(token);
  let identity = identities.get(value);
  if (identity === undefined) {
    identity = nextIdentity++;
    identities.set(value, identity);
  }
  return identity;
}
