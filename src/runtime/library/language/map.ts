/** System.Map. Source: Apex Reference, "Map Class". */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { SObject } from '../../../database/index.ts';
import { ApexList, ApexMap, ApexSet, equalValues, hashCode, raise, textOf } from '../../values/index.ts';
import { sobjectTypeOf } from './list.ts';
import { cloneRecord, type CloneFlags } from '../sobject/clone-record.ts';

export const mapClass: PlatformClass = {
  name: 'System.Map',
  kind: 'class',
  typeParameters: ['K', 'V'],
  members: {
    'new()': () => new ApexMap('Object', 'Object'),
    'new(Map<K,V> other)': (other: ApexMap) => new ApexMap(other.keyType, other.valueType, other.entries()),
    'new(List<SObject> records)': (records: ApexList) => mapOfRecords(records),
    'void clear()': (self: ApexMap) => self.clear(),
    'Map<K,V> clone()': (self: ApexMap) => new ApexMap(self.keyType, self.valueType, self.entries()),
    'Boolean containsKey(K key)': (self: ApexMap, key: unknown) => self.has(key),
    'Map<K,V> deepClone()': deepClone,
    'Boolean equals(Object other)': (self: ApexMap, other: unknown) => equalValues(self, other),
    'V get(K key)': (self: ApexMap, key: unknown) => self.get(key),
    'Schema.SObjectType getSObjectType()': (self: ApexMap) => sobjectTypeOf(self.valueType),
    'Integer hashCode()': (self: ApexMap) => hashCode(self),
    'Boolean isEmpty()': (self: ApexMap) => self.size === 0,
    'Set<K> keySet()': (self: ApexMap) => new ApexSet(self.keyType, self.keys()),
    'V put(K key, V value)': (self: ApexMap, key: unknown, value: unknown) => self.put(key, value),
    'void putAll(Map<K,V> other)': (self: ApexMap, other: ApexMap | null) => {
      for (const [key, value] of required(other).entries()) self.put(key, value);
    },
    'void putAll(List<SObject> records)': (self: ApexMap, records: ApexList | null) =>
      putRecords(self, required(records)),
    'V remove(K key)': (self: ApexMap, key: unknown) => self.remove(key),
    'Integer size()': (self: ApexMap) => self.size,
    'String toString()': (self: ApexMap) => textOf(self),
    'List<V> values()': (self: ApexMap) => new ApexList(self.valueType, self.values())
  },
  isInstance: (value) => value instanceof ApexMap
};

function required<T>(value: T | null): T {
  return value ?? raise('NullPointerException', 'Argument cannot be null.');
}

const WHOLE: CloneFlags = {
  preserveId: true,
  deep: true,
  preserveReadOnlyTimestamps: true,
  preserveAutonumber: true
};

/** Source: Apex Reference, "Map Class", deepClone: records are copied with their ids and timestamps. */
function deepClone(map: ApexMap): ApexMap {
  const copies = map
    .entries()
    .map(([key, value]): [unknown, unknown] => [key, value instanceof SObject ? cloneRecord(value, WHOLE) : value]);
  return new ApexMap(map.keyType, map.valueType, copies);
}

/** Records by their ids. `keyType` is String for a Map<String, SObject>. */
export function mapOfRecords(records: ApexList | null, keyType = 'Id'): ApexMap {
  const list = required(records);
  const map = new ApexMap(keyType, list.elementType);
  putRecords(map, list);
  // Message of the ListException in debug logs; only the constructor refuses, putAll replaces.
  if (map.size < list.size) {
    const seen = new Set<string | null>();
    list.items.forEach((item, index) => {
      const { id } = item as SObject;
      if (seen.has(id)) raise('ListException', `Row with duplicate Id at index: ${index}`);
      seen.add(id);
    });
  }
  return map;
}

/** Message of the ListException in debug logs for a record without an id. */
function putRecords(map: ApexMap, records: ApexList): void {
  records.items.forEach((item, index) => {
    if (!(item instanceof SObject)) return raise('NullPointerException', 'Attempt to de-reference a null object');
    if (item.id === null) raise('ListException', `Row with null Id at index: ${index}`);
    map.put(item.id, item);
  });
}
