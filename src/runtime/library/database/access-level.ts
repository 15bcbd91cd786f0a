/** System.AccessLevel: the access mode of one query or save, as a value. */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';

export class AccessLevel {
  readonly mode: 'user' | 'system';

  constructor(mode: 'user' | 'system') {
    this.mode = mode;
  }

  toString(): string {
    return this.mode === 'user' ? 'AccessLevel.USER_MODE' : 'AccessLevel.SYSTEM_MODE';
  }
}

const USER_MODE = new AccessLevel('user');
const SYSTEM_MODE = new AccessLevel('system');

export const accessLevelClass: PlatformClass = {
  name: 'System.AccessLevel',
  kind: 'class',
  members: {
    'static AccessLevel USER_MODE': { get: () => USER_MODE },
    'static AccessLevel SYSTEM_MODE': { get: () => SYSTEM_MODE }
  },
  isInstance: (value) => value instanceof AccessLevel
};
