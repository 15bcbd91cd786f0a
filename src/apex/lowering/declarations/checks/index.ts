/** Rules of declarations that need no code to be emitted. */
import type { EmittedClassContext } from '../emitted-class.ts';
import { checkAnnotations } from './annotations.ts';
import { checkEntryPoints } from './entry-points.ts';
import { checkInvocable } from './invocable.ts';
import { checkMembers } from './members.ts';
import { checkModifiers } from './modifiers.ts';
import { checkOverrides } from './overrides.ts';

export { checkSupertypes } from './supertypes.ts';

export function checkClass(emitted: EmittedClassContext): void {
  checkModifiers(emitted);
  checkMembers(emitted);
  checkOverrides(emitted);
  checkEntryPoints(emitted);
  checkInvocable(emitted);
  checkAnnotations(emitted);
}
