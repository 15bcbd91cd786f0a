/** APX2500: declarations. Worded as Salesforce's compiler words them where its text is known. */
import type { Problem } from './problem.ts';

function error(code: string, message: string): Problem {
  return { code, message };
}

export const declarationProblems = {
  duplicateType: (name: string) => error('APX2500', `Duplicate name: a type ${name} is declared already`),
  duplicateField: (name: string) => error('APX2501', `Duplicate field: ${name}`),
  duplicateMethod: (name: string) => error('APX2502', `Method already defined: ${name}`),
  duplicateConstructor: () => error('APX2503', 'Constructor already defined with these parameter types'),
  duplicateEnumValue: (name: string) => error('APX2504', `Duplicate enum value: ${name}`),
  hidesInherited: (name: string) => error('APX2505', `A superclass has a field of this name already: ${name}`),
  staticInInner: (what: string) => error('APX2506', `${what} can only be static in a top level class`),
  innerInInner: () => error('APX2507', 'Inner types are not allowed to have inner types'),
  abstractBody: (name: string) => error('APX2508', `Abstract methods cannot have a body: ${name}`),
  missingBody: (name: string) => error('APX2509', `Method must define a body or be abstract: ${name}`),
  abstractInConcrete: (name: string) =>
    error('APX2510', `Method is abstract, so its class must be abstract too: ${name}`),
  modifierNeeded: (name: string) =>
    error(
      'APX2511',
      `Abstract and override methods need protected, public or global: ${name} (API version 65.0 and later)`
    ),
  conflictingModifiers: (first: string, second: string) =>
    error('APX2512', `Modifiers do not go together: ${first} and ${second}`),
  topLevelAccess: (name: string) => error('APX2513', `Top level type must be public or global: ${name}`),
  constructorName: (found: string) =>
    error('APX2514', `Invalid constructor name, or the return type of a method is missing: ${found}`),
  notExtendable: (name: string) => error('APX2515', `Non-virtual and non-abstract type cannot be extended: ${name}`),
  extendsNonClass: (name: string) => error('APX2516', `Class must extend another class: ${name}`),
  implementsNonInterface: (name: string) => error('APX2517', `Only interfaces can be implemented here: ${name}`),
  circular: (name: string) => error('APX2518', `Circular definition: ${name}`),
  platformSuperclass: (name: string) =>
    error('APX2519', `Extending the library class ${name} is not supported; only System.Exception can be extended`),
  exceptionName: (name: string) => error('APX2520', `Exception class must end with 'Exception': ${name}`),
  nonExceptionName: (name: string) =>
    error('APX2521', `A class whose name ends with Exception must extend Exception: ${name}`),
  notImplemented: (type: string, method: string) =>
    error('APX2522', `Class ${type} must implement the method: ${method}`),
  overrideMissing: (name: string) => error('APX2523', `Method must use the override keyword: ${name}`),
  nothingOverridden: (name: string) => error('APX2524', `@Override specified for non-overriding method: ${name}`),
  notVirtual: (name: string) => error('APX2525', `Non-virtual, non-abstract methods cannot be overridden: ${name}`),
  returnTypeDiffers: (name: string, expected: string, found: string) =>
    error(
      'APX2526',
      `Return type of ${name} does not match the overridden method: ${expected} expected, ${found} found`
    ),
  weakerAccess: (name: string) => error('APX2527', `Cannot reduce the visibility of a method: ${name}`),
  implicitSuper: (name: string) =>
    error('APX2528', `The superclass ${name} has no visible constructor without parameters: call super(…) first`),
  triggerObject: (name: string) => error('APX2530', `SObject type does not exist or does not allow triggers: ${name}`),
  duplicateEvent: (event: string) => error('APX2531', `Duplicate trigger event: ${event}`),
  eventTrigger: (name: string) => error('APX2533', `Triggers on platform events are after insert only: ${name}`),
  propertyWithoutAccessor: (name: string) => error('APX2532', `Property must have a getter or a setter: ${name}`),
  accessorWider: (name: string) => error('APX2534', `Accessor must not be more visible than its property: ${name}`),
  auraOverload: (name: string) => error('APX2535', `@AuraEnabled methods cannot be overloaded: ${name}`),
  testMethodShape: (name: string) =>
    error('APX2536', `Test methods must be static, void and without parameters: ${name}`),
  testClassPlace: () => error('APX2537', 'Inner types cannot be annotated with IsTest'),
  annotationOnInstance: (annotation: string, name: string) =>
    error('APX2538', `@${annotation} needs a static method: ${name}`),
  unknownAnnotation: (annotation: string) => error('APX2539', `Annotation does not exist: ${annotation}`),
  unsupportedAnnotation: (annotation: string) =>
    error('APX2540', `@${annotation} is not supported in the local org; it would be ignored`),
  severalInvocables: (name: string) =>
    error('APX2541', `Only one method per type can be annotated with InvocableMethod: ${name}`),
  invocablePlace: (name: string) =>
    error('APX2542', `@InvocableMethod needs a public or global method of an outer class: ${name}`),
  invocableAnnotations: (name: string) =>
    error('APX2543', `@InvocableMethod cannot be used with other annotations: ${name}`),
  invocableInput: (name: string) =>
    error(
      'APX2544',
      `An invocable method takes one list of primitives, records, or objects with @InvocableVariable and a constructor without parameters: ${name}`
    ),
  invocableOutput: (name: string) =>
    error(
      'APX2545',
      `An invocable method returns void or a list of primitives, records, or objects with @InvocableVariable: ${name}`
    ),
  invocableVariablePlace: (name: string) =>
    error('APX2546', `@InvocableVariable needs a public or global field that is neither static nor final: ${name}`),
  invocableVariableType: (name: string) => error('APX2547', `@InvocableVariable cannot have this type: ${name}`)
} as const;
