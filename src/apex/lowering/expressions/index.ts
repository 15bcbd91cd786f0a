export { convert, isConvertible } from './conversion.ts';
export { equalsCode } from './equality.ts';
export { lowerCondition, lowerConverted, lowerExpression, lowerForEffect, lowerValue } from './lower.ts';
export { checked } from './nullability.ts';
export { resolveType } from './type-names.ts';
