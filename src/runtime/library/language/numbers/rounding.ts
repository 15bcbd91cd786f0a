/** System.RoundingMode. Source: Apex Reference, "RoundingMode Enum". */
import { Decimal as Big } from 'decimal.js';
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { ApexDecimal } from '../../../../base/index.ts';
import { raise, type ApexEnumValue } from '../../../values/index.ts';

const modes: Readonly<Record<string, Big.Rounding>> = {
  CEILING: Big.ROUND_CEIL,
  DOWN: Big.ROUND_DOWN,
  FLOOR: Big.ROUND_FLOOR,
  HALF_DOWN: Big.ROUND_HALF_DOWN,
  HALF_EVEN: Big.ROUND_HALF_EVEN,
  HALF_UP: Big.ROUND_HALF_UP,
  UP: Big.ROUND_UP
};

export const roundingModeEnum: PlatformClass = {
  name: 'System.RoundingMode',
  kind: 'enum',
  values: ['CEILING', 'DOWN', 'FLOOR', 'HALF_DOWN', 'HALF_EVEN', 'HALF_UP', 'UNNECESSARY', 'UP'],
  members: {}
};

/** Without a mode: half-even (Apex Reference, "Decimal Class", setScale). */
export function rounded(value: ApexDecimal, scale: number, mode?: ApexEnumValue): ApexDecimal {
  const name = mode?.name ?? 'HALF_EVEN';
  const rounding = modes[name] ?? Big.ROUND_HALF_EVEN;
  if (name === 'UNNECESSARY') {
    if (value.value.decimalPlaces() > scale) raise('MathException', 'Rounding necessary');
    return new ApexDecimal(value.value, scale);
  }
  // A negative scale rounds to tens and hundreds, which decimal.js counts in significant digits.
  if (scale < 0) {
    const factor = new Big(10).pow(-scale);
    return new ApexDecimal(value.value.dividedBy(factor).toDecimalPlaces(0, rounding).times(factor), 0);
  }
  return new ApexDecimal(value.value.toDecimalPlaces(scale, rounding), scale);
}
