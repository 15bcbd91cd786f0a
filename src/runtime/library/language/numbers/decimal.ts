/** System.Decimal. Source: Apex Reference, "Decimal Class". */
import { Decimal as Big } from 'decimal.js';
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { ApexDecimal, ApexDouble } from '../../../../base/index.ts';
import { equalValues, hashText, raise, toDecimal, type ApexEnumValue } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';
import { rounded } from './rounding.ts';

export const decimalClass: PlatformClass = {
  name: 'System.Decimal',
  kind: 'class',
  members: {
    ...nullRefused({
      'static Decimal valueOf(Double value)': (value: ApexDouble) => toDecimal(value),
      'static Decimal valueOf(Long value)': (value: bigint) => toDecimal(value),
      'static Decimal valueOf(String text)': parseDecimal,
      'Decimal abs()': (self: ApexDecimal) => new ApexDecimal(self.value.abs(), self.scale),
      'Decimal divide(Decimal divisor, Integer scale)': divide,
      'Decimal divide(Decimal divisor, Integer scale, RoundingMode mode)': divide,
      'Double doubleValue()': (self: ApexDecimal) => new ApexDouble(self.toNumber()),
      'String format()': (self: ApexDecimal) => grouped(self.toString()),
      'Integer intValue()': (self: ApexDecimal) => Number(BigInt.asIntN(32, whole(self))),
      'Long longValue()': (self: ApexDecimal) => BigInt.asIntN(64, whole(self)),
      'Decimal pow(Integer exponent)': (self: ApexDecimal, exponent: number) => {
        if (exponent < 0 || exponent > 32767) raise('MathException', 'Exponent must be between 0 and 32767');
        return new ApexDecimal(new Big(self.value).pow(exponent), self.scale * exponent);
      },
      'Integer precision()': (self: ApexDecimal) =>
        self.value.toFixed(self.scale).replace(/^-?0*\.?0*|\./g, '').length || 1,
      'Long round()': (self: ApexDecimal) => whole(rounded(self, 0)),
      'Long round(RoundingMode mode)': (self: ApexDecimal, mode: ApexEnumValue) => whole(rounded(self, 0, mode)),
      'Integer scale()': (self: ApexDecimal) => self.scale,
      'Decimal setScale(Integer scale)': (self: ApexDecimal, scale: number) => rounded(self, scale),
      'Decimal setScale(Integer scale, RoundingMode mode)': rounded,
      'Decimal stripTrailingZeros()': (self: ApexDecimal) => new ApexDecimal(self.value),
      'String toPlainString()': (self: ApexDecimal) => self.toString(),
      'String toString()': (self: ApexDecimal) => self.toString(),
      'Integer hashCode()': (self: ApexDecimal) => hashText(self.value.toString())
    }),
    'Boolean equals(Object other)': equalValues
  },
  isInstance: (value) => value instanceof ApexDecimal
};

/** Message of the TypeException in debug logs. */
export function parseDecimal(text: string): ApexDecimal {
  try {
    return ApexDecimal.parse(text);
  } catch {
    return raise('TypeException', `Invalid decimal: ${text}`);
  }
}

function divide(self: ApexDecimal, divisor: ApexDecimal, scale: number, mode?: ApexEnumValue): ApexDecimal {
  if (divisor.value.isZero()) raise('MathException', 'Divide by 0');
  return rounded(new ApexDecimal(self.value.dividedBy(divisor.value)), scale, mode);
}

/** Cut, not rounded. */
export function whole(value: ApexDecimal): bigint {
  return BigInt(value.value.trunc().toFixed(0));
}

/** With the thousands separators of en_US, the locale of the local org's users. */
export function grouped(text: string): string {
  const [units = '', fraction] = text.split('.');
  const separated = units.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}
