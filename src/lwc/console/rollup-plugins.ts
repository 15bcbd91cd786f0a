// The two rollup plugins with the types that they have when Node runs them.
//
// Both are CommonJS whose `module.exports` is the plugin, while their declarations say `export default`; an import would make the
// checker ask for `.default`, which is not there.
import { createRequire } from 'node:module';
import type lwcModule from '@lwc/rollup-plugin';
import type replaceModule from '@rollup/plugin-replace';

const require = createRequire(import.meta.url);

export const lwc = require('@lwc/rollup-plugin') as typeof lwcModule.default;
export const replace = require('@rollup/plugin-replace') as typeof replaceModule.default;
