/** What emitted JavaScript calls, put together over one loaded program. */
import type { EmittedClass, Linkage, TypeText } from '../../apex/linkage.ts';
import { ApexDate, ApexDatetime, ApexDecimal, ApexDouble } from '../../base/index.ts';
import { callInSystemMode, enterClass, leaveClass } from '../execution/context.ts';
import { enumValueOf } from '../library/language/enum.ts';
import { fieldToken, objectToken } from '../library/schema/tokens.ts';
import type { LoadedProgram } from '../program/program.ts';
import {
  ApexEnumValue,
  ApexException,
  type ApexList,
  castValue,
  compareValues,
  concatenatedText,
  decimalArithmetic,
  divideInteger,
  divideLong,
  doubleArithmetic,
  equalIds,
  equalTexts,
  getChildren,
  getField,
  getParent,
  isOfType,
  looselyEqual,
  putField,
  putParent,
  raise,
  toDecimal,
  toDouble,
  toLong
} from '../values/index.ts';
import { createCollections } from './collections.ts';
import { dml, merge, runAs, soql } from './database-operations.ts';
import { newRecord, toId } from './records.ts';
import { PlatformLinks } from './platform-links.ts';
import { caughtByApex } from './thrown.ts';

export function createLinkage(program: LoadedProgram, staticsInitialised: (emitted: EmittedClass) => void): Linkage {
  const { types, coverage } = program;
  const platform = new PlatformLinks(program.platform);
  const type = (text: TypeText) => types.get(text);
  return {
    n<T>(value: T | null): T {
      if (value === null || value === undefined)
        return raise('NullPointerException', 'Attempt to de-reference a null object');
      return value;
    },
    caught: caughtByApex,
    Exception: ApexException,
    throw(exception) {
      if (exception === null) raise('NullPointerException', 'Attempt to de-reference a null object');
      throw exception;
    },
    is: (value, text) => isOfType(value, type(text), types),
    cast: (value, text) => castValue(value, type(text), types),
    userClass: (name) => program.userClass(name),
    staticsInitialised,
    platform: (className, signature) => platform.function(className, signature),
    platformProperty: (className, signature) => platform.property(className, signature),
    platformEnum: (className, constant) => platform.constant(className, constant),
    newEnumValue: (text, constant, ordinal) => new ApexEnumValue(text, constant, ordinal),
    type,
    enumValueOf: (text, constants, name) => enumValueOf(text, constants as readonly ApexEnumValue[], name),
    sobjectType: (objectName) => objectToken(objectName, program.schema),
    sobjectField: (objectName, field) => fieldToken(objectName, field, program.schema),

    ...createCollections(types),
    listGet(list, index) {
      return asList(list).get(index);
    },
    listSet(list, index, value) {
      asList(list).set(index, value);
      return value;
    },

    newSObject: (objectName, values) => newRecord(program.schema, objectName, values),
    getField,
    putField,
    getParent,
    putParent,
    getChildren,

    equals: looselyEqual,
    equalsString: equalTexts,
    equalsId: equalIds,
    same: (left, right) => left === right,
    compare: compareValues,
    text: concatenatedText,
    toId,

    divideInteger,
    divideLong,
    decimal: decimalArithmetic,
    double: doubleArithmetic,
    toLong,
    toDouble,
    toDecimal,
    toDatetime: (value) => (value instanceof ApexDate ? new ApexDatetime(value.time) : value),
    decimalLiteral: (text) => ApexDecimal.parse(text),
    doubleLiteral: (text) => new ApexDouble(Number(text)),

    enter: enterClass,
    leave: leaveClass,
    inSystemMode: (called, values) => callInSystemMode(() => called(...values)),
    soql,
    dml,
    merge,
    runAs,
    line: (unit, line) => coverage.count(unit, line)
  };
}

function asList(value: unknown): ApexList {
  if (value === null || value === undefined)
    return raise('NullPointerException', 'Attempt to de-reference a null object');
  return value as ApexList;
}
