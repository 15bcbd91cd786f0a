/** Classes of the language itself: primitives, collections, exceptions, JSON, and the statics of System. */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { blobClass } from './data/blob.ts';
import { cryptoClass, uuidClass } from './data/crypto.ts';
import { encodingUtilClass } from './data/encoding-util.ts';
import { enumClass } from './enum.ts';
import { exceptionClasses } from './exceptions.ts';
import { idClass } from './id.ts';
import { iterationClasses } from './iteration.ts';
import { jsonGeneratorClass } from './json/generator.ts';
import { jsonClass } from './json/json.ts';
import { listClass } from './list.ts';
import { mapClass } from './map.ts';
import { decimalClass } from './numbers/decimal.ts';
import { mathClass } from './numbers/math.ts';
import { roundingModeEnum } from './numbers/rounding.ts';
import { booleanClass, doubleClass, integerClass, longClass } from './numbers/whole-numbers.ts';
import { objectClass } from './object.ts';
import { setClass } from './set.ts';
import { assertClass } from './system/assertions.ts';
import { loggingLevelEnum, systemClass } from './system/system.ts';
import { patternClasses } from './text/pattern.ts';
import { stringClass } from './text/string.ts';
import { dateClass } from './time/date.ts';
import { datetimeClass } from './time/datetime.ts';
import { timeClass } from './time/time.ts';
import { typeClass } from './type.ts';

export const languageClasses: readonly PlatformClass[] = [
  objectClass,
  enumClass,
  stringClass,
  integerClass,
  longClass,
  doubleClass,
  decimalClass,
  booleanClass,
  idClass,
  dateClass,
  datetimeClass,
  timeClass,
  blobClass,
  listClass,
  setClass,
  mapClass,
  ...iterationClasses,
  ...patternClasses,
  ...exceptionClasses,
  mathClass,
  roundingModeEnum,
  jsonClass,
  jsonGeneratorClass,
  typeClass,
  systemClass,
  assertClass,
  loggingLevelEnum,
  encodingUtilClass,
  cryptoClass,
  uuidClass
];
