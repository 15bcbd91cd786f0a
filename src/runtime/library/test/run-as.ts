/** System.runAs: a block of a test under another user. Source: Apex Developer Guide, "Using the runAs Method". */
import { SObject } from '../../../database/index.ts';
import { currentContext } from '../../execution/context.ts';
import { raise } from '../../values/index.ts';

export function runAs(user: unknown, body: () => void): void {
  const context = currentContext();
  if (!context.test) raise('TypeException', 'System.runAs can only be called in a test.');
  if (!(user instanceof SObject)) return raise('NullPointerException', 'Attempt to de-reference a null object');
  const outer = context.user;
  context.user = context.userOf(user);
  try {
    body();
  } finally {
    context.user = outer;
  }
}
