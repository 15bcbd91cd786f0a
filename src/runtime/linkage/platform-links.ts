/** Finds functions, properties and constants of the standard library for emitted code. */
import type { PlatformClass, PlatformFunction, PlatformProperty } from '../../apex/platform/platform-class.ts';
import { platformEnumValue } from '../values/index.ts';

export class PlatformLinks {
  readonly #classes: ReadonlyMap<string, PlatformClass>;

  constructor(classes: ReadonlyMap<string, PlatformClass>) {
    this.#classes = classes;
  }

  function(className: string, signature: string): PlatformFunction {
    const member = this.#member(className, signature);
    if (typeof member !== 'function') throw new Error(`${className} '${signature}' is not a method.`);
    return member;
  }

  property(className: string, signature: string): PlatformProperty {
    const member = this.#member(className, signature);
    if (typeof member === 'function') throw new Error(`${className} '${signature}' is not a property.`);
    return member;
  }

  constant(className: string, constant: string): unknown {
    return platformEnumValue(this.#class(className).name, constant);
  }

  #class(name: string): PlatformClass {
    const platform = this.#classes.get(name.toLowerCase());
    if (!platform) throw new Error(`The standard library has no class ${name}.`);
    return platform;
  }

  #member(className: string, signature: string): PlatformFunction | PlatformProperty {
    let platform: PlatformClass | undefined = this.#class(className);
    while (platform) {
      const member = platform.members[signature];
      if (member) return member;
      const parent: string | undefined = platform.superclass;
      platform = parent === undefined ? undefined : this.#class(parent);
    }
    throw new Error(`The standard library class ${className} has no '${signature}'.`);
  }
}
