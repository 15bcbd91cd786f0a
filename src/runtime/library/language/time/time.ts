/** System.Time. Source: Apex Reference, "Time Class". */
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { ApexTime } from '../../../../base/index.ts';
import { equalValues, hashCode } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';

const DAY = 86_400_000;

/** Past midnight it begins again. */
function plus(self: ApexTime, milliseconds: number): ApexTime {
  return new ApexTime((((self.milliseconds + milliseconds) % DAY) + DAY) % DAY);
}

export const timeClass: PlatformClass = {
  name: 'System.Time',
  kind: 'class',
  members: {
    ...nullRefused({
      'static Time newInstance(Integer hour, Integer minute, Integer second, Integer millisecond)': (
        hour: number,
        minute: number,
        second: number,
        millisecond: number
      ) => plus(new ApexTime(0), ((hour * 60 + minute) * 60 + second) * 1000 + millisecond),
      'Time addHours(Integer count)': (self: ApexTime, count: number) => plus(self, count * 3_600_000),
      'Time addMilliseconds(Integer count)': plus,
      'Time addMinutes(Integer count)': (self: ApexTime, count: number) => plus(self, count * 60_000),
      'Time addSeconds(Integer count)': (self: ApexTime, count: number) => plus(self, count * 1000),
      'Integer hashCode()': hashCode,
      'Integer hour()': (self: ApexTime) => Math.floor(self.milliseconds / 3_600_000),
      'Integer millisecond()': (self: ApexTime) => self.milliseconds % 1000,
      'Integer minute()': (self: ApexTime) => Math.floor(self.milliseconds / 60_000) % 60,
      'Integer second()': (self: ApexTime) => Math.floor(self.milliseconds / 1000) % 60,
      'String toString()': (self: ApexTime) => self.toString()
    }),
    'Boolean equals(Object other)': equalValues
  },
  isInstance: (value) => value instanceof ApexTime
};
