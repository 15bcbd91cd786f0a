/**
 * What goes where without a cast. Source: Apex Developer Guide, "Rules of Conversion" (numbers widen, Id and String convert into each
 * other), "Collection Casting" (lists follow their elements where one can be cast to the other), "Classes and Casting".
 */
import { isPrimitive, sameType, type ApexType } from './apex-type.ts';
import { supertypesOf } from './members.ts';
import type { ProgramSymbols } from './program-symbols.ts';

/** Number type -> what it takes without a cast. Decimal and Double go both ways, as the platform's compiler lets them. */
const WIDENING: Readonly<Record<string, readonly string[]>> = {
  Long: ['Integer'],
  Double: ['Integer', 'Long', 'Decimal'],
  Decimal: ['Integer', 'Long', 'Double'],
  Id: ['String'],
  String: ['Id'],
  Datetime: ['Date']
};

export function isAssignable(symbols: ProgramSymbols, from: ApexType, to: ApexType): boolean {
  if (from.kind === 'unknown' || to.kind === 'unknown') return true;
  if (from.kind === 'void' || to.kind === 'void') return false;
  if (from.kind === 'null' || to.kind === 'object' || to.kind === 'parameter' || sameType(from, to)) return true;
  if (from.kind === 'primitive' && to.kind === 'primitive') return WIDENING[to.name]?.includes(from.name) ?? false;
  if (from.kind === 'sobject' && to.kind === 'sobject') return to.describe === null;
  if (from.kind === 'list' && to.kind === 'list') return elementsGo(symbols, from.element, to.element);
  if (from.kind === 'set' && to.kind === 'set') return recordsGo(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map')
    return (sameType(from.key, to.key) || isIdOrString(from.key, to.key)) && elementsGo(symbols, from.value, to.value);
  if (isBareEnum(from) && to.kind === 'platform' && to.class.name === 'System.Enum') return true;
  return supertypesOf(symbols, from).some((supertype) => reaches(symbols, supertype, to));
}

/** Whether a cast can be written: one side goes into the other, or an interface makes it possible at run time. */
export function isCastable(symbols: ProgramSymbols, from: ApexType, to: ApexType): boolean {
  if (isAssignable(symbols, from, to) || isAssignable(symbols, to, from)) return true;
  if (
    isPrimitive(from, 'Integer', 'Long', 'Double', 'Decimal') &&
    isPrimitive(to, 'Integer', 'Long', 'Double', 'Decimal')
  )
    return true;
  if (from.kind === 'list' && to.kind === 'list') return isCastable(symbols, from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return isCastable(symbols, from.value, to.value);
  return isInterface(from) || isInterface(to);
}

function reaches(symbols: ProgramSymbols, from: ApexType, to: ApexType): boolean {
  // Type arguments of an interface follow the same rule as a list's element: Iterable<Contact> goes for Iterable<SObject>.
  if (from.kind === 'platform' && to.kind === 'platform' && from.class === to.class)
    return from.typeArguments.every((argument, index) => {
      const wanted = to.typeArguments[index];
      return wanted === undefined || elementsGo(symbols, argument, wanted);
    });
  return isAssignable(symbols, from, to);
}

function elementsGo(symbols: ProgramSymbols, from: ApexType, to: ApexType): boolean {
  if (from.kind === 'primitive' && to.kind === 'primitive') return sameType(from, to) || isIdOrString(from, to);
  return recordsGo(from, to) || isAssignable(symbols, from, to);
}

/** List<SObject>, as queries and triggers give it, goes into a list of one object's records, and back; Database.query may give AggregateResults. */
function recordsGo(from: ApexType, to: ApexType): boolean {
  return (
    sameType(from, to) ||
    (from.kind === 'sobject' &&
      from.describe === null &&
      to.kind === 'platform' &&
      to.class.name === 'Schema.AggregateResult') ||
    (from.kind === 'sobject' && to.kind === 'sobject' && (from.describe === null || to.describe === null))
  );
}

function isIdOrString(left: ApexType, right: ApexType): boolean {
  return isPrimitive(left, 'Id', 'String') && isPrimitive(right, 'Id', 'String');
}

function isInterface(type: ApexType): boolean {
  return (
    (type.kind === 'user' && type.symbol.kind === 'interface') ||
    (type.kind === 'platform' && type.class.kind === 'interface')
  );
}

function isBareEnum(type: ApexType): boolean {
  return (
    (type.kind === 'user' && type.symbol.kind === 'enum') || (type.kind === 'platform' && type.class.kind === 'enum')
  );
}
