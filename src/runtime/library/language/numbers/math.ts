/** System.Math. Source: Apex Reference, "Math Class". */
import { Decimal as Big } from 'decimal.js';
import type { PlatformClass, PlatformFunction } from '../../../../apex/platform/platform-class.ts';
import { ApexDecimal, ApexDouble } from '../../../../base/index.ts';
import { compareValues, raise } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';
import { rounded } from './rounding.ts';
import { whole } from './decimal.ts';

/** The functions of one floating-point number, for Double and for Decimal. */
const floatFunctions: Readonly<Record<string, (value: number) => number>> = {
  acos: Math.acos,
  asin: Math.asin,
  atan: Math.atan,
  cbrt: Math.cbrt,
  cos: Math.cos,
  cosh: Math.cosh,
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh
};

function floatMembers(): Record<string, PlatformFunction> {
  const members: Record<string, PlatformFunction> = {};
  for (const [name, compute] of Object.entries(floatFunctions)) {
    members[`static Double ${name}(Double value)`] = (value: ApexDouble) => new ApexDouble(compute(value.value));
    members[`static Decimal ${name}(Decimal value)`] = (value: ApexDecimal) =>
      new ApexDecimal(String(compute(value.toNumber())));
  }
  return members;
}

/** max, min, abs, mod, ceil and floor exist for each number type. */
function numberMembers(): Record<string, PlatformFunction> {
  const members: Record<string, PlatformFunction> = {};
  for (const type of ['Integer', 'Long', 'Double', 'Decimal']) {
    members[`static ${type} max(${type} left, ${type} right)`] = (left: unknown, right: unknown) =>
      compareValues(left, right) >= 0 ? left : right;
    members[`static ${type} min(${type} left, ${type} right)`] = (left: unknown, right: unknown) =>
      compareValues(left, right) <= 0 ? left : right;
  }
  return members;
}

function decimalPart(round: (value: Big) => Big): (value: ApexDecimal) => ApexDecimal {
  return (value) => new ApexDecimal(round(new Big(value.value)), 0);
}

export const mathClass: PlatformClass = {
  name: 'System.Math',
  kind: 'class',
  members: {
    'static Double E': { get: () => new ApexDouble(Math.E) },
    'static Double PI': { get: () => new ApexDouble(Math.PI) },
    'static Double random()': () => new ApexDouble(Math.random()),
    ...nullRefused({
      ...numberMembers(),
      ...floatMembers(),
      'static Integer abs(Integer value)': (value: number) => Math.abs(value) | 0,
      'static Long abs(Long value)': (value: bigint) => BigInt.asIntN(64, value < 0n ? -value : value),
      'static Double abs(Double value)': (value: ApexDouble) => new ApexDouble(Math.abs(value.value)),
      'static Decimal abs(Decimal value)': (value: ApexDecimal) => new ApexDecimal(value.value.abs(), value.scale),
      'static Double ceil(Double value)': (value: ApexDouble) => new ApexDouble(Math.ceil(value.value)),
      'static Decimal ceil(Decimal value)': decimalPart((value) => value.ceil()),
      'static Double floor(Double value)': (value: ApexDouble) => new ApexDouble(Math.floor(value.value)),
      'static Decimal floor(Decimal value)': decimalPart((value) => value.floor()),
      'static Integer mod(Integer value, Integer divisor)': (value: number, divisor: number) => {
        if (divisor === 0) raise('MathException', 'Divide by 0');
        return (value % divisor) | 0;
      },
      'static Long mod(Long value, Long divisor)': (value: bigint, divisor: bigint) => {
        if (divisor === 0n) raise('MathException', 'Divide by 0');
        return value % divisor;
      },
      'static Double atan2(Double y, Double x)': (y: ApexDouble, x: ApexDouble) =>
        new ApexDouble(Math.atan2(y.value, x.value)),
      'static Double pow(Double base, Double exponent)': (base: ApexDouble, exponent: ApexDouble) =>
        new ApexDouble(base.value ** exponent.value),
      'static Double rint(Double value)': (value: ApexDouble) =>
        new ApexDouble(new Big(value.value).toDecimalPlaces(0, Big.ROUND_HALF_EVEN).toNumber()),
      'static Decimal rint(Decimal value)': (value: ApexDecimal) => rounded(value, 0),
      'static Integer round(Double value)': (value: ApexDouble) => Math.floor(value.value + 0.5) | 0,
      'static Integer round(Decimal value)': (value: ApexDecimal) =>
        Number(BigInt.asIntN(32, whole(rounded(value, 0)))),
      'static Long roundToLong(Double value)': (value: ApexDouble) => BigInt(Math.floor(value.value + 0.5)),
      'static Long roundToLong(Decimal value)': (value: ApexDecimal) => whole(rounded(value, 0)),
      'static Decimal signum(Decimal value)': (value: ApexDecimal) => new ApexDecimal(Big.sign(value.value)),
      'static Double signum(Double value)': (value: ApexDouble) => new ApexDouble(Math.sign(value.value))
    })
  }
};
