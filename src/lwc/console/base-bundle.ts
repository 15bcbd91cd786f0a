// Bundles LWC, synthetic shadow and the used base components into one file that pages import from.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { lwc, replace } from './rollup-plugins.ts';

import { rollup, type Plugin, type RollupLog } from 'rollup';
import type { Bundle } from '../components/bundles.ts';
import { iconLibrary } from './icon-library.ts';
import { baseComponentIcons, usedIcons, usedLightningModules } from './used-modules.ts';

const ENTRY = '\0base-entry';
const require = createRequire(import.meta.url);

/** The export of the base bundle that holds a base component: `lightning_card` for `lightning/card`. */
export function exportName(module: string): string {
  return module.replace('/', '_');
}

/** One ES module: everything of `lwc`, and each used base component under its `exportName`. */
export async function buildBase(bundles: readonly Bundle[]): Promise<string> {
  const lightningFolder = join(dirname(require.resolve('lightning-base-components/package.json')), 'src/lightning');
  const build = await rollup({
    input: ENTRY,
    plugins: [
      entryOf(usedLightningModules(bundles)),
      iconLibrary(lightningFolder, usedIcons(bundles), baseComponentIcons(lightningFolder)),
      lwc({
        rootDir: lightningFolder,
        modules: [{ npm: 'lightning-base-components' }],
        enableDynamicComponents: true,
        // The combobox attaches element internals, which synthetic shadow refuses unless a component asks for it.
        enableSyntheticElementInternals: true
      }),
      replaceEnvironment()
    ],
    onwarn: failOnUnresolved
  });
  const { output } = await build.generate({ format: 'es', inlineDynamicImports: true, compact: true });
  await build.close();
  return output[0].code;
}

/** Both bundles run as in production: without the engine's development checks, in a browser. */
export function replaceEnvironment(): Plugin {
  return replace({
    preventAssignment: true,
    values: { 'process.env.NODE_ENV': JSON.stringify('production'), 'import.meta.env.SSR': 'false' }
  });
}

/** Rollup leaves an import that it cannot resolve for the browser to fail on; here it ends the build. */
export function failOnUnresolved(log: RollupLog): void {
  if (log.code === 'UNRESOLVED_IMPORT' || log.code === 'MISSING_EXPORT') {
    throw new Error(log.message);
  }
}

function entryOf(modules: readonly string[]): Plugin {
  return {
    name: 'base-entry',
    resolveId: (importee) => (importee === ENTRY ? ENTRY : null),
    load: (id) =>
      id === ENTRY
        ? [
            // First, because the engine looks at the patched prototypes when it is loaded.
            `import '@lwc/synthetic-shadow';`,
            `export * from 'lwc';`,
            ...modules.map((module) => `export { default as ${exportName(module)} } from '${module}';`)
          ].join('\n')
        : null
  };
}
