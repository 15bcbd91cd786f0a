/** Makes and walks collections for emitted code. */
import type { Linkage } from '../../apex/linkage.ts';
import { ApexList, ApexMap, ApexSet, raise, type TypeRegistry } from '../values/index.ts';

interface ApexIterator {
  hasnext(): boolean;
  next(): unknown;
}

interface ApexIterable {
  iterator(): ApexIterator;
}

export function createCollections(types: TypeRegistry): Pick<Linkage, 'newList' | 'newSet' | 'newMap' | 'iterate'> {
  return {
    newList(text, items = []) {
      const { shape } = types.get(text);
      if (shape.kind !== 'list') throw new Error(`${text} is not a List.`);
      return new ApexList(shape.element.text, items);
    },
    newSet(text, items = []) {
      const { shape } = types.get(text);
      if (shape.kind !== 'set') throw new Error(`${text} is not a Set.`);
      return new ApexSet(shape.element.text, items);
    },
    newMap(text, entries = []) {
      const { shape } = types.get(text);
      if (shape.kind !== 'map') throw new Error(`${text} is not a Map.`);
      return new ApexMap(shape.key.text, shape.value.text, entries);
    },
    iterate
  };
}

export function iterate(value: unknown): Iterable<unknown> {
  if (value === null || value === undefined)
    return raise('NullPointerException', 'Attempt to de-reference a null object');
  if (value instanceof ApexList || value instanceof ApexSet) return value;
  return walk((value as ApexIterable).iterator());
}

/** A user class that implements Iterable: its iterator is a user object too, or the one of a list. */
function* walk(iterator: ApexIterator): Generator<unknown, void, undefined> {
  if (iterator === null) raise('NullPointerException', 'Attempt to de-reference a null object');
  while (iterator.hasnext()) yield iterator.next();
}
