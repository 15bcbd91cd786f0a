// The console as files that any HTTP server can hand out: a page, its scripts, its styles.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBundles, type Bundle } from '../components/bundles.ts';
import { cached, fingerprint } from './cache.ts';
import { usedIcons, usedLightningModules } from './used-modules.ts';

export interface ConsoleFile {
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface ConsoleAssets {
  /** Served at `/lightning`. */
  readonly html: string;
  /** The header that belongs to the page. */
  readonly contentSecurityPolicy: string;
  /** By URL path, all below `/console/`. Names carry a fingerprint, so a browser may keep them for good. */
  readonly files: ReadonlyMap<string, ConsoleFile>;
}

export interface ConsoleOptions {
  /** The package directory; `force-app` of the project by default. */
  readonly packageFolder?: string;
  /** Where built scripts are kept; a folder of `node_modules` by default, so that `npm ci` empties it. */
  readonly cacheFolder?: string;
}

const HERE = dirname(fileURLToPath(import.meta.url));
const PROJECT = resolve(HERE, '../../..');
/** By path, because not every package lets its `package.json` be imported. */
const MODULES = join(PROJECT, 'node_modules');
const ELEMENT_ID = 'console';
const COMPONENT = 'c/stewardExceptionQueue';

/** What is built into the scripts beside our own sources; another version of any is another bundle. */
const BUILT_FROM = ['lwc', '@lwc/rollup-plugin', 'lightning-base-components', 'rollup', 'typescript'];

/**
 * No inline script, so that the policy can forbid them; styles must stay allowed inline, because LWC puts the styles of synthetic
 * shadow into the page.
 */
const CONTENT_SECURITY_POLICY = [
  `default-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `object-src 'none'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`
].join('; ');

/**
 * Everything that a browser needs, built from the sources as they are now. The first call compiles the base components (about five
 * seconds); later ones find them in the cache and compile at most our own components.
 */
export async function consoleAssets(options: ConsoleOptions = {}): Promise<ConsoleAssets> {
  const bundles = findBundles(options.packageFolder ?? join(PROJECT, 'force-app'));
  const cacheFolder = options.cacheFolder ?? join(MODULES, '.cache/upsert-guard');
  const versions = BUILT_FROM.map((name) => `${name}@${versionOf(name)}`);
  const sources = bundles.flatMap(textsOf);

  // The compilers take longer to load than a cached bundle takes to read, hence the late imports.
  const baseKey = fingerprint([...versions, ...baseNeeds(bundles), ...ownCode()]);
  const baseUrl = `/console/base-${baseKey}.js`;
  const base = await cached(cacheFolder, `base-${baseKey}.js`, async () => {
    const { buildBase } = await import('./base-bundle.ts');
    return buildBase(bundles);
  });
  const pageKey = fingerprint([baseKey, ...sources]);
  const pageUrl = `/console/page-${pageKey}.js`;
  const page = await cached(cacheFolder, `page-${pageKey}.js`, async () => {
    const { buildPage } = await import('./page-bundle.ts');
    return buildPage({ component: COMPONENT, elementId: ELEMENT_ID, baseUrl }, bundles);
  });

  const designSystem = join(MODULES, '@salesforce-ux/design-system');
  const slds = readFileSync(join(designSystem, 'assets/styles/salesforce-lightning-design-system.min.css'));
  const sldsUrl = `/console/slds-${versionOf('@salesforce-ux/design-system')}.css`;
  const shell = readFileSync(join(HERE, 'shell.css'));
  const shellUrl = `/console/shell-${fingerprint([shell.toString()])}.css`;
  const mark = readFileSync(join(HERE, 'mark.svg'));
  const markUrl = `/console/mark-${fingerprint([mark.toString()])}.svg`;

  const script = 'text/javascript; charset=utf-8';
  const style = 'text/css; charset=utf-8';
  return {
    html: pageHtml({ styles: [sldsUrl, shellUrl], preload: baseUrl, script: pageUrl, mark: markUrl }),
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    files: new Map<string, ConsoleFile>([
      [baseUrl, { contentType: script, body: Buffer.from(base) }],
      [pageUrl, { contentType: script, body: Buffer.from(page) }],
      [sldsUrl, { contentType: style, body: slds }],
      [shellUrl, { contentType: style, body: shell }],
      [markUrl, { contentType: 'image/svg+xml', body: mark }]
    ])
  };
}

/** The same files in a folder, for a server that hands out folders: `lightning.html` and `console/…`. */
export async function buildConsole(options: ConsoleOptions & { readonly outputFolder: string }): Promise<void> {
  const { html, files } = await consoleAssets(options);
  mkdirSync(join(options.outputFolder, 'console'), { recursive: true });
  writeFileSync(join(options.outputFolder, 'lightning.html'), html);
  for (const [path, file] of files) {
    writeFileSync(join(options.outputFolder, path), file.body);
  }
}

function baseNeeds(bundles: readonly Bundle[]): string[] {
  const icons = [...usedIcons(bundles)].flatMap(([category, names]) => [...names].map((name) => `${category}:${name}`));
  return [...usedLightningModules(bundles), ...icons.sort()];
}

/** A change to the way the bundles are made makes other bundles, too. */
function ownCode(): string[] {
  return [
    'base-bundle.ts',
    'icon-library.ts',
    'used-modules.ts',
    'page-bundle.ts',
    '../components/compile.ts',
    '../browser/apex.ts'
  ].map((file) => readFileSync(join(HERE, file), 'utf8'));
}

function textsOf(bundle: Bundle): string[] {
  return bundle.files
    .filter((file) => !file.endsWith('.js'))
    .flatMap((file) => [`${bundle.name}/${file}`, readFileSync(join(bundle.folder, file), 'utf8')]);
}

function versionOf(packageName: string): string {
  const { version } = JSON.parse(readFileSync(join(MODULES, packageName, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

interface PageParts {
  readonly styles: readonly string[];
  readonly preload: string;
  readonly script: string;
  readonly mark: string;
}

function pageHtml({ styles, preload, script, mark }: PageParts): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sync Exceptions | Upsert Guard</title>
    <link rel="icon" type="image/svg+xml" href="${mark}">
${styles.map((href) => `    <link rel="stylesheet" href="${href}">`).join('\n')}
    <link rel="modulepreload" href="${preload}">
    <script type="module" src="${script}"></script>
  </head>
  <body class="slds-scope">
    <a class="shell-skip" href="#${ELEMENT_ID}">Skip to the exceptions</a>
    <header class="shell-header">
      <img class="shell-mark" src="${mark}" alt="">
      <span class="shell-name">Upsert Guard</span>
      <span class="shell-place">Local org</span>
    </header>
    <main id="${ELEMENT_ID}" class="shell-main" tabindex="-1"></main>
    <noscript><p class="shell-main">The console needs JavaScript.</p></noscript>
  </body>
</html>
`;
}
