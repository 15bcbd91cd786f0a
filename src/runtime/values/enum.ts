/** Constants of enums, of user classes and of the standard library. One object per constant, so that identity is equality. */
export class ApexEnumValue {
  /** `Foo.Status`, `System.StatusCode`. */
  readonly typeName: string;
  readonly name: string;
  readonly ordinal: number;

  constructor(typeName: string, name: string, ordinal: number) {
    this.typeName = typeName;
    this.name = name;
    this.ordinal = ordinal;
    Object.freeze(this);
  }

  toString(): string {
    return this.name;
  }
}

export function enumValues(typeName: string, names: readonly string[]): readonly ApexEnumValue[] {
  return names.map((name, ordinal) => new ApexEnumValue(typeName, name, ordinal));
}

const platformEnums = new Map<string, ReadonlyMap<string, ApexEnumValue>>();

/** Called once per standard library enum, when the library is put together. */
export function registerPlatformEnum(typeName: string, names: readonly string[]): void {
  if (platformEnums.has(typeName)) return;
  const constants = enumValues(typeName, names).map((value) => [value.name.toUpperCase(), value] as const);
  platformEnums.set(typeName, new Map(constants));
}

export function platformEnumValues(typeName: string): readonly ApexEnumValue[] {
  return [...(platformEnums.get(typeName)?.values() ?? [])];
}

/** A constant of a standard library enum, e.g. ('System.StatusCode', 'DUPLICATE_VALUE'). */
export function platformEnumValue(typeName: string, name: string): ApexEnumValue {
  const value = platformEnums.get(typeName)?.get(name.toUpperCase());
  if (!value) throw new Error(`The standard library has no enum constant ${typeName}.${name}.`);
  return value;
}
