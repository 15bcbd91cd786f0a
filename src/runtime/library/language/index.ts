/** Classes of the language itself: primitives, collections, exceptions, JSON, and the statics of System. */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { exceptionClasses } from './exceptions.ts';

export const languageClasses: readonly PlatformClass[] = [...exceptionClasses];
