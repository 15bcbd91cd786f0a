/** Objects that a job is made of. */
import { classInfoOf, raise } from '../../values/index.ts';

/** The value, when its class implements the interface. */
export function implementing(value: unknown, name: string): object {
  if (value === null || value === undefined)
    return raise('NullPointerException', 'Attempt to de-reference a null object');
  const supertypes = classInfoOf(value)?.supertypes ?? [];
  if (supertypes.some((supertype) => supertype.toLowerCase() === name.toLowerCase())) return value;
  return raise('AsyncException', `The object must implement the interface ${name}.`);
}
