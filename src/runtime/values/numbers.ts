/** Arithmetic and conversions of Apex numbers. */
import { Decimal as Big } from 'decimal.js';
import { ApexDecimal, ApexDouble } from '../../base/index.ts';
import { raise } from './exceptions/exception.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/';

// Enough digits that sums and products stay exact; a quotient is cut to the 34 digits of Java's MathContext.DECIMAL128.
const Exact = Big.clone({ precision: 120, rounding: Big.ROUND_HALF_EVEN });
const Quotient = Big.clone({ precision: 34, rounding: Big.ROUND_HALF_EVEN });

export function toLong(value: unknown): bigint | null {
  if (value === null) return null;
  return typeof value === 'bigint' ? value : BigInt(value as number);
}

export function toDouble(value: unknown): ApexDouble | null {
  if (value === null || value instanceof ApexDouble) return value;
  return new ApexDouble(value instanceof ApexDecimal ? value.toNumber() : Number(value));
}

export function toDecimal(value: unknown): ApexDecimal | null {
  if (value === null || value instanceof ApexDecimal) return value;
  // Through the Double's own text: 0.1 becomes 0.1, not its 55 binary digits.
  if (value instanceof ApexDouble) return ApexDecimal.parse(String(value));
  return new ApexDecimal(String(value));
}

function operands(left: unknown, right: unknown): void {
  if (left === null || right === null) raise('NullPointerException', 'Attempt to de-reference a null object');
}

/** Source: Apex Developer Guide, "Expression Operators"; scales follow java.math.BigDecimal, which Decimal is documented to behave like. */
export function decimalArithmetic(operator: ArithmeticOperator, left: unknown, right: unknown): ApexDecimal {
  operands(left, right);
  const a = left as ApexDecimal;
  const b = right as ApexDecimal;
  const exact = new Exact(a.value);
  switch (operator) {
    case '+':
      return new ApexDecimal(exact.plus(b.value), Math.max(a.scale, b.scale));
    case '-':
      return new ApexDecimal(exact.minus(b.value), Math.max(a.scale, b.scale));
    case '*':
      return new ApexDecimal(exact.times(b.value), a.scale + b.scale);
    case '/': {
      if (b.value.isZero()) raise('MathException', 'Divide by 0');
      const quotient = new Quotient(a.value).dividedBy(b.value);
      return new ApexDecimal(quotient, Math.max(a.scale - b.scale, quotient.decimalPlaces(), 0));
    }
  }
}

export function doubleArithmetic(operator: ArithmeticOperator, left: unknown, right: unknown): ApexDouble {
  operands(left, right);
  const a = (left as ApexDouble).value;
  const b = (right as ApexDouble).value;
  switch (operator) {
    case '+':
      return new ApexDouble(a + b);
    case '-':
      return new ApexDouble(a - b);
    case '*':
      return new ApexDouble(a * b);
    case '/':
      if (b === 0) raise('MathException', 'Divide by 0');
      return new ApexDouble(a / b);
  }
}

export function divideInteger(left: number, right: number): number {
  operands(left, right);
  if (right === 0) raise('MathException', 'Divide by 0');
  return (left / right) | 0;
}

export function divideLong(left: bigint, right: bigint): bigint {
  operands(left, right);
  if (right === 0n) raise('MathException', 'Divide by 0');
  return BigInt.asIntN(64, left / right);
}
