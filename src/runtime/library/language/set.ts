/** System.Set. Source: Apex Reference, "Set Class". */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { ApexList, ApexSet, equalValues, hashCode, raise, textOf } from '../../values/index.ts';
import { CollectionIterator } from './iteration.ts';

type Collection = ApexList | ApexSet;

export const setClass: PlatformClass = {
  name: 'System.Set',
  kind: 'class',
  typeParameters: ['T'],
  interfaces: ['System.Iterable<T>'],
  members: {
    'new()': () => new ApexSet('Object'),
    'new(List<T> other)': (other: ApexList) => new ApexSet(other.elementType, other.items),
    'new(Set<T> other)': (other: ApexSet) => new ApexSet(other.elementType, other.values()),
    'Boolean add(T element)': (self: ApexSet, element: unknown) => self.add(element),
    'Boolean addAll(List<T> elements)': addAll,
    'Boolean addAll(Set<T> elements)': addAll,
    'void clear()': (self: ApexSet) => self.clear(),
    'Set<T> clone()': (self: ApexSet) => new ApexSet(self.elementType, self.values()),
    'Boolean contains(T element)': (self: ApexSet, element: unknown) => self.has(element),
    'Boolean containsAll(List<T> elements)': containsAll,
    'Boolean containsAll(Set<T> elements)': containsAll,
    'Boolean equals(Object other)': (self: ApexSet, other: unknown) => equalValues(self, other),
    'Integer hashCode()': (self: ApexSet) => hashCode(self),
    'Boolean isEmpty()': (self: ApexSet) => self.size === 0,
    'Iterator<T> iterator()': (self: ApexSet) => new CollectionIterator(self.values()),
    'Boolean remove(T element)': (self: ApexSet, element: unknown) => self.delete(element),
    'Boolean removeAll(List<T> elements)': removeAll,
    'Boolean removeAll(Set<T> elements)': removeAll,
    'Boolean retainAll(List<T> elements)': retainAll,
    'Boolean retainAll(Set<T> elements)': retainAll,
    'Integer size()': (self: ApexSet) => self.size,
    'String toString()': (self: ApexSet) => textOf(self)
  },
  isInstance: (value) => value instanceof ApexSet
};

function valuesOf(collection: Collection | null): readonly unknown[] {
  if (collection === null) return raise('NullPointerException', 'Argument cannot be null.');
  return collection instanceof ApexList ? collection.items : collection.values();
}

/** The answer of these four: whether the set changed. */
function addAll(self: ApexSet, elements: Collection | null): boolean {
  const before = self.size;
  for (const value of valuesOf(elements)) self.add(value);
  return self.size !== before;
}

function containsAll(self: ApexSet, elements: Collection | null): boolean {
  return valuesOf(elements).every((value) => self.has(value));
}

function removeAll(self: ApexSet, elements: Collection | null): boolean {
  const before = self.size;
  for (const value of [...valuesOf(elements)]) self.delete(value);
  return self.size !== before;
}

function retainAll(self: ApexSet, elements: Collection | null): boolean {
  const before = self.size;
  const kept = new ApexSet(self.elementType, valuesOf(elements));
  for (const value of self.values()) if (!kept.has(value)) self.delete(value);
  return self.size !== before;
}
