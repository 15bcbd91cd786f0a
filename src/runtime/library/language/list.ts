/** System.List. Source: Apex Reference, "List Class". */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { SObject } from '../../../database/index.ts';
import { currentProgram } from '../../program/program.ts';
import { typeTokenOf } from '../schema/tokens.ts';
import {
  ApexEnumValue,
  ApexList,
  type ApexSet,
  compareTexts,
  compareValues,
  equalValues,
  hashCode,
  raise,
  textOf
} from '../../values/index.ts';
import { CollectionIterator, isComparable } from './iteration.ts';
import { cloneRecord, type CloneFlags } from '../sobject/clone-record.ts';
import { callUserMethod } from './user-methods.ts';

export const listClass: PlatformClass = {
  name: 'System.List',
  kind: 'class',
  typeParameters: ['T'],
  interfaces: ['System.Iterable<T>'],
  members: {
    'new()': () => new ApexList('Object'),
    'new(Integer size)': (size: number) => new ApexList('Object', new Array<unknown>(size).fill(null)),
    'new(List<T> other)': (other: ApexList) => new ApexList(other.elementType, [...other.items]),
    'new(Set<T> other)': (other: ApexSet) => new ApexList(other.elementType, other.values()),
    'void add(T element)': (self: ApexList, element: unknown) => self.add(element),
    'void add(Integer index, T element)': (self: ApexList, index: number, element: unknown) =>
      self.insert(index, element),
    'void addAll(List<T> elements)': (self: ApexList, elements: ApexList | null) =>
      self.addAll(required(elements).items),
    'void addAll(Set<T> elements)': (self: ApexList, elements: ApexSet | null) =>
      self.addAll(required(elements).values()),
    'void clear()': (self: ApexList) => self.clear(),
    'List<T> clone()': (self: ApexList) => new ApexList(self.elementType, [...self.items]),
    'Boolean contains(T element)': (self: ApexList, element: unknown) => indexOf(self, element) >= 0,
    'List<T> deepClone()': (self: ApexList) => deepClone(self, false),
    'List<T> deepClone(Boolean preserveId)': deepClone,
    'List<T> deepClone(Boolean preserveId, Boolean preserveReadonlyTimestamps, Boolean preserveAutonumber)': deepClone,
    'Boolean equals(Object other)': (self: ApexList, other: unknown) => equalValues(self, other),
    'T get(Integer index)': (self: ApexList, index: number | null) => self.get(required(index)),
    'Schema.SObjectType getSObjectType()': (self: ApexList) => sobjectTypeOf(self.elementType),
    'Integer hashCode()': (self: ApexList) => hashCode(self),
    'Integer indexOf(T element)': (self: ApexList, element: unknown) => indexOf(self, element),
    'Boolean isEmpty()': (self: ApexList) => self.size === 0,
    'Iterator<T> iterator()': (self: ApexList) => new CollectionIterator(self.items),
    'T remove(Integer index)': (self: ApexList, index: number | null) => self.remove(required(index)),
    'void set(Integer index, T element)': (self: ApexList, index: number, element: unknown) =>
      self.set(required(index), element),
    'Integer size()': (self: ApexList) => self.size,
    'void sort()': (self: ApexList) => sort(self, compareForSort),
    'void sort(Comparator<T> comparator)': (self: ApexList, comparator: unknown) =>
      sort(self, (left, right) => callUserMethod(comparator, 'compare', left, right) as number),
    'String toString()': (self: ApexList) => textOf(self)
  },
  isInstance: (value) => value instanceof ApexList
};

function required<T>(value: T | null): T {
  return value ?? raise('NullPointerException', 'Argument cannot be null.');
}

function indexOf(list: ApexList, element: unknown): number {
  return list.items.findIndex((candidate) => equalValues(candidate, element));
}

/** Source: Apex Reference, "List Class", deepClone: the flags default to false. */
function deepClone(
  list: ApexList,
  preserveId: boolean,
  preserveReadOnlyTimestamps = false,
  preserveAutonumber = false
): ApexList {
  const flags: CloneFlags = { preserveId, deep: true, preserveReadOnlyTimestamps, preserveAutonumber };
  const copies = list.items.map((item) => (item instanceof SObject ? cloneRecord(item, flags) : item));
  return new ApexList(list.elementType, copies);
}

/** Token of the records' object; null for a list of the generic SObject. */
export function sobjectTypeOf(elementType: string): unknown {
  const { shape } = currentProgram().types.get(elementType);
  return shape.kind === 'sobject' && shape.describe ? typeTokenOf(shape.describe) : null;
}

/** In place and stable. A list must not change while it is walked, so its items are written back one by one. */
function sort(list: ApexList, compare: (left: unknown, right: unknown) => number): void {
  // JavaScript's sort never asks about undefined, and asks about null, which Apex puts first.
  const sorted = list.items.toSorted(compare);
  sorted.forEach((item, index) => {
    list.items[index] = item;
  });
}

/** Source: Apex Reference, "List Class", sort: ascending; text by its code units (capitals first); enums by ordinal; records by Name. */
export function compareForSort(left: unknown, right: unknown): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  if (left instanceof ApexEnumValue && right instanceof ApexEnumValue) return left.ordinal - right.ordinal;
  if (left instanceof SObject && right instanceof SObject) return compareRecords(left, right);
  if (isComparable(left)) return callUserMethod(left, 'compareTo', right) as number;
  return compareValues(left, right);
}

/**
 * Source: Apex Developer Guide, "List Sorting", default sort order of sObjects: object name, then Name, then the other fields. Here the
 * object, the Name and the Id decide.
 */
function compareRecords(left: SObject, right: SObject): number {
  if (left.describe !== right.describe) return compareTexts(left.describe.name, right.describe.name);
  const name = (record: SObject) => String(record.fields.get('Name') ?? '');
  return compareTexts(name(left), name(right)) || compareTexts(left.id ?? '', right.id ?? '');
}
