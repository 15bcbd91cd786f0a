/** What Apex checks about the arguments of library methods before they run. */
import type { PlatformFunction, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { raise } from '../../values/index.ts';

/**
 * Makes every null argument a NullPointerException ("Argument cannot be null."), as most methods of the primitive types do. Members of
 * which null is a value stand outside of it.
 */
export function nullRefused(members: Readonly<Record<string, PlatformFunction>>): PlatformMembers {
  const checked = Object.entries(members).map(([signature, carryOut]): [string, PlatformFunction] => [
    signature,
    (...values) => {
      for (const value of values)
        if (value === null || value === undefined) raise('NullPointerException', 'Argument cannot be null.');
      return carryOut(...values);
    }
  ]);
  return Object.fromEntries(checked);
}
