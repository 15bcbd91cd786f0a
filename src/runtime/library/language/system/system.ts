/** System.System: debug, assertions, time. Source: Apex Reference, "System Class". */
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { currentContext } from '../../../execution/context.ts';
import { equalValues, hashCode, textOf, type ApexEnumValue } from '../../../values/index.ts';
import { asynchronousSystemMethods } from '../../async/enqueue.ts';
import { today } from '../time/date.ts';
import { now } from '../time/datetime.ts';
import { systemAssertions } from './assertions.ts';
import { writeDebug } from './debug-log.ts';

export const loggingLevelEnum: PlatformClass = {
  name: 'System.LoggingLevel',
  kind: 'enum',
  values: ['NONE', 'INTERNAL', 'FINEST', 'FINER', 'FINE', 'DEBUG', 'INFO', 'WARN', 'ERROR'],
  members: {}
};

export const systemClass: PlatformClass = {
  name: 'System.System',
  kind: 'class',
  members: {
    ...systemAssertions,
    'static Long currentTimeMillis()': () => BigInt(currentContext().clock.now()),
    'static void debug(Object message)': (message: unknown) => writeDebug('DEBUG', () => textOf(message)),
    'static void debug(LoggingLevel level, Object message)': (level: ApexEnumValue, message: unknown) =>
      writeDebug(level.name, () => textOf(message)),
    'static Boolean equals(Object left, Object right)': equalValues,
    'static Integer hashCode(Object value)': hashCode,
    'static Datetime now()': now,
    'static Date today()': today,
    ...asynchronousSystemMethods,
    // Future methods are refused by the compiler.
    'static Boolean isFuture()': () => false
  }
};
