import { Decimal as Big } from 'decimal.js';

/** Apex Decimal: exact digits with a scale that is part of the value's text (1.50 prints as 1.50). Immutable. */
const Arithmetic = Big.clone({ precision: 60, rounding: Big.ROUND_HALF_EVEN, toExpNeg: -40, toExpPos: 40 });

/** Written out, a number with a larger exponent would be a text that fills the memory; a field holds 18 digits. */
const LARGEST_EXPONENT = 1000;

export class ApexDecimal {
  readonly value: Big;
  readonly scale: number;

  constructor(value: Big.Value, scale?: number) {
    this.value = new Arithmetic(value);
    this.scale = scale ?? Math.max(this.value.decimalPlaces(), 0);
  }

  /** Throws RangeError for what is no number, or one beyond 1E1000. */
  static parse(text: string): ApexDecimal {
    const trimmed = text.trim();
    if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed)) throw new RangeError(trimmed);
    const fraction = /[eE]/.test(trimmed) ? undefined : (trimmed.split('.')[1]?.length ?? 0);
    const value = new Arithmetic(trimmed);
    // Also for an exponent that is too large to be counted: its number is infinite and has none.
    if (!(Math.abs(value.e) <= LARGEST_EXPONENT)) throw new RangeError(trimmed);
    return new ApexDecimal(value, fraction);
  }

  toString(): string {
    return this.value.toFixed(this.scale);
  }

  toNumber(): number {
    return this.value.toNumber();
  }
}

/** Apex Double: a boxed 64-bit float, so that an Object holding 1.0 is never mistaken for the Integer 1. Immutable. */
export class ApexDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  /** Java's Double.toString as Apex prints it: 1.0, 0.5, 1.0E10. */
  toString(): string {
    const { value } = this;
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
    const magnitude = Math.abs(value);
    if (value === 0 || (magnitude >= 1e-3 && magnitude < 1e7))
      return Number.isInteger(value) ? `${value}.0` : `${value}`;
    const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
  }
}
