/** Classes of the standard library that stand for features of the platform (database, schema, tests, REST …), by folder. */
import type { PlatformClass } from '../../apex/platform/platform-class.ts';

export const platformFeatureClasses: readonly PlatformClass[] = [];
