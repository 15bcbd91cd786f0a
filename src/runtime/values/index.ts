/** Apex values beyond `base`: collections, enum constants, exceptions, and what they have in common. */
export { ApexList } from './collections/list.ts';
export { ApexMap } from './collections/map.ts';
export { ApexSet } from './collections/set.ts';
export * from './enum.ts';
export * from './equality.ts';
export * from './exceptions/exception.ts';
export { apexFrames, registerEmittedFile, stackTraceString } from './exceptions/stack.ts';
export type { ApexFrame, EmittedFile } from './exceptions/stack.ts';
export { isCatchable, standardExceptions } from './exceptions/standard.ts';
export * from './numbers.ts';
export * from './records.ts';
export { concatenatedText, textOf } from './text.ts';
export { RuntimeType, TypeRegistry } from './types/runtime-type.ts';
export type { PrimitiveName, TypeShape, TypeSources } from './types/runtime-type.ts';
export { castValue, classInfoOf, isOfType, typeNameOf } from './types/type-checks.ts';
