// Bundles the package's own components into the script of one page; everything of Salesforce stays in the base bundle.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lwc } from './rollup-plugins.ts';
import { rollup, type Plugin } from 'rollup';
import type { Bundle } from '../components/bundles.ts';
import { compileComponent } from '../components/compile.ts';
import { exportName, failOnUnresolved, replaceEnvironment } from './base-bundle.ts';

const ENTRY = '\0page-entry';
const LIGHTNING = '\0lightning:';
const APEX = '\0apex:';
const APEX_METHOD = /^@salesforce\/apex\/(\w+)\.(\w+)$/;
const APEX_SOURCE = join(dirname(fileURLToPath(import.meta.url)), '../browser/apex.ts');

export interface Page {
  /** The component that fills the page, as `c/stewardExceptionQueue`. */
  readonly component: string;
  /** Id of the element that it is put into. */
  readonly elementId: string;
  /** Where the browser finds the base bundle. */
  readonly baseUrl: string;
}

export async function buildPage(page: Page, bundles: readonly Bundle[]): Promise<string> {
  const build = await rollup({
    input: ENTRY,
    external: [page.baseUrl],
    plugins: [
      entryOf(page),
      scopedModules(page.baseUrl, bundles),
      stripTypes(),
      // Only `rootDir`'s existence matters: every module of ours is resolved above.
      lwc({ rootDir: dirname(APEX_SOURCE), exclude: [APEX_SOURCE] }),
      replaceEnvironment()
    ],
    onwarn: failOnUnresolved
  });
  const { output } = await build.generate({ format: 'es', inlineDynamicImports: true });
  await build.close();
  return output[0].code;
}

function entryOf(page: Page): Plugin {
  const tag = page.component.replace('/', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return {
    name: 'page-entry',
    resolveId: (importee) => (importee === ENTRY ? ENTRY : null),
    load: (id) =>
      id === ENTRY
        ? [
            `import { createElement } from 'lwc';`,
            `import Component from '${page.component}';`,
            `const place = document.getElementById('${page.elementId}');`,
            `place.replaceChildren(createElement('${tag}', { is: Component }));`
          ].join('\n')
        : null
  };
}

/** What the platform's module loader knows and a browser does not. */
function scopedModules(baseUrl: string, bundles: readonly Bundle[]): Plugin {
  const sources = new Map(bundles.map((bundle) => [`c/${bundle.name}`, bundle.source]));
  return {
    name: 'scoped-modules',
    resolveId(importee) {
      if (importee === 'lwc') {
        return { id: baseUrl, external: true };
      }
      if (importee.startsWith('lightning/')) {
        return LIGHTNING + importee;
      }
      if (importee === '@salesforce/apex') {
        return APEX_SOURCE;
      }
      if (APEX_METHOD.test(importee)) {
        return APEX + importee;
      }
      return sources.get(importee) ?? null;
    },
    load(id) {
      if (id.startsWith(LIGHTNING)) {
        return `export { ${exportName(id.slice(LIGHTNING.length))} as default } from '${baseUrl}';`;
      }
      if (id.startsWith(APEX)) {
        const [, className = '', methodName = ''] = APEX_METHOD.exec(id.slice(APEX.length)) ?? [];
        return [
          `import { apexMethod } from ${JSON.stringify(APEX_SOURCE)};`,
          `export default apexMethod('${className}', '${methodName}');`
        ].join('\n');
      }
      return null;
    }
  };
}

function stripTypes(): Plugin {
  return {
    name: 'strip-types',
    load: (id) => (id.endsWith('.ts') ? compileComponent(readFileSync(id, 'utf8'), id) : null)
  };
}
