/** Iterator, Iterable, Comparable and Comparator. Sources: the Apex Reference pages of these interfaces. */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { ApexList, ApexSet, raise } from '../../values/index.ts';
import { callUserMethod, hasUserMethod } from './user-methods.ts';

/** Iterator over a collection, with the method names of emitted code so that user iterators and this one are called alike. */
export class CollectionIterator {
  readonly #values: readonly unknown[];
  #index = 0;

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  hasnext(): boolean {
    return this.#index < this.#values.length;
  }

  next(): unknown {
    if (!this.hasnext()) raise('NoSuchElementException', 'Iterator has no more elements');
    return this.#values[this.#index++];
  }
}

export const iterationClasses: readonly PlatformClass[] = [
  {
    name: 'System.Iterator',
    kind: 'interface',
    typeParameters: ['T'],
    members: {
      'Boolean hasNext()': (self: CollectionIterator) => self.hasnext(),
      'T next()': (self: CollectionIterator) => self.next()
    },
    isInstance: (value) => value instanceof CollectionIterator
  },
  {
    name: 'System.Iterable',
    kind: 'interface',
    typeParameters: ['T'],
    members: {
      'Iterator<T> iterator()': (self: unknown) => iteratorOf(self)
    },
    isInstance: (value) => value instanceof ApexList || value instanceof ApexSet
  },
  {
    name: 'System.Comparable',
    kind: 'interface',
    members: {
      'Integer compareTo(Object other)': (self: unknown, other: unknown) => callUserMethod(self, 'compareTo', other)
    }
  },
  {
    name: 'System.Comparator',
    kind: 'interface',
    typeParameters: ['T'],
    members: {
      'Integer compare(T left, T right)': (self: unknown, left: unknown, right: unknown) =>
        callUserMethod(self, 'compare', left, right)
    }
  },
  {
    name: 'System.Callable',
    kind: 'interface',
    members: {
      'Object call(String action, Map<String,Object> values)': (self: unknown, action: unknown, values: unknown) =>
        callUserMethod(self, 'call', action, values)
    }
  }
];

function iteratorOf(value: unknown): unknown {
  if (value instanceof ApexList) return new CollectionIterator(value.items);
  if (value instanceof ApexSet) return new CollectionIterator(value.values());
  return callUserMethod(value, 'iterator');
}

export function isComparable(value: unknown): boolean {
  return hasUserMethod(value, 'compareTo', 1);
}
