/** The Apex standard library: every class that Apex code may name without declaring it. */
import type { PlatformClass } from '../../apex/platform/platform-class.ts';
import { languageClasses } from './language/index.ts';
import { platformFeatureClasses } from './platform-features.ts';

export const platformClasses: readonly PlatformClass[] = [...languageClasses, ...platformFeatureClasses];
