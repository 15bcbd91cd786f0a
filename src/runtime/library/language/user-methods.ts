/** Calls a method of a user object that implements an interface of the standard library. */
import type { ClassInfo } from '../../../apex/linkage.ts';
import { raise } from '../../values/index.ts';

const keys = new WeakMap<object, Map<string, string | null>>();

/**
 * Finds the method by name and number of parameters: `Comparator<Contact>` is implemented by `compare(Contact, Contact)`, whose key the
 * library cannot know.
 */
export function callUserMethod(object: unknown, name: string, ...values: unknown[]): unknown {
  if (object === null || object === undefined)
    return raise('NullPointerException', 'Attempt to de-reference a null object');
  const key = methodKeyOf((object as object).constructor, name, values.length);
  if (key === null) throw new Error(`The class of the object has no method ${name}.`);
  const method = (object as Record<string, (...values: unknown[]) => unknown>)[key];
  if (!method) throw new Error(`The emitted class lacks ${key}.`);
  return method.apply(object, values);
}

export function hasUserMethod(object: unknown, name: string, parameters: number): boolean {
  if (object === null || typeof object !== 'object') return false;
  return methodKeyOf(object.constructor, name, parameters) !== null;
}

function methodKeyOf(emitted: object, name: string, parameters: number): string | null {
  let known = keys.get(emitted);
  if (!known) {
    known = new Map();
    keys.set(emitted, known);
  }
  const question = `${name.toLowerCase()}/${parameters}`;
  let key = known.get(question);
  if (key === undefined) {
    key = searchMethod(emitted, name.toLowerCase(), parameters);
    known.set(question, key);
  }
  return key;
}

function searchMethod(emitted: object, name: string, parameters: number): string | null {
  for (let holder: object | null = emitted; holder; holder = Object.getPrototypeOf(holder) as object | null) {
    const { $info } = holder as { $info?: ClassInfo };
    const method = $info?.methods.find(
      (candidate) =>
        !candidate.static && candidate.name.toLowerCase() === name && candidate.parameters.length === parameters
    );
    if (method) return method.key;
  }
  return null;
}
