/** The Apex standard library: every class that Apex code may name without declaring it. */
import type { PlatformClass } from '../../apex/platform/platform-class.ts';
import { registerPlatformEnum } from '../values/index.ts';
import { languageClasses } from './language/index.ts';
import { withEnumMembers } from './language/enum.ts';
import { platformFeatureClasses } from './platform-features.ts';

export const platformClasses: readonly PlatformClass[] = [...languageClasses, ...platformFeatureClasses].map(
  withEnumMembers
);

for (const { kind, name, values } of platformClasses) if (kind === 'enum') registerPlatformEnum(name, values ?? []);
