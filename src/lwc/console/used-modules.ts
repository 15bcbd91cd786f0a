// Which base components and icons the package uses, read from its templates and sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../components/bundles.ts';

const TAG = /<lightning-([a-z0-9-]+)/g;
const IMPORT = /from '(lightning\/[A-Za-z0-9]+)'/g;
const ICON = /\b(action|custom|doctype|standard|utility):([A-Za-z][A-Za-z0-9_]*)/g;

/** `lightning/formattedDateTime` for `<lightning-formatted-date-time>`, in alphabetical order. */
export function usedLightningModules(bundles: readonly Bundle[]): string[] {
  const used = new Set<string>();
  for (const text of textsOf(bundles)) {
    for (const [, tag] of text.matchAll(TAG)) {
      used.add(`lightning/${(tag ?? '').replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}`);
    }
    for (const [, module] of text.matchAll(IMPORT)) {
      used.add(module ?? '');
    }
  }
  return [...used].sort();
}

/** Icons by category, as the sources of the bundles name them. */
export function usedIcons(bundles: readonly Bundle[]): Map<string, Set<string>> {
  return iconsIn(textsOf(bundles));
}

/** Icons that the base components name in their own sources: the chevron of a combobox, the cross of a pill. */
export function baseComponentIcons(lightningFolder: string): Map<string, Set<string>> {
  const texts = readdirSync(lightningFolder, { withFileTypes: true })
    // The icon modules and their colours name every icon there is.
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('icon'))
    .flatMap((entry) => {
      const folder = join(lightningFolder, entry.name);
      return readdirSync(folder)
        .filter((file) => file.endsWith('.js') || file.endsWith('.html'))
        .map((file) => readFileSync(join(folder, file), 'utf8'));
    });
  return iconsIn(texts);
}

function iconsIn(texts: readonly string[]): Map<string, Set<string>> {
  const icons = new Map<string, Set<string>>();
  for (const text of texts) {
    for (const [, category = '', name = ''] of text.matchAll(ICON)) {
      icons.set(category, (icons.get(category) ?? new Set()).add(name));
    }
  }
  return icons;
}

function textsOf(bundles: readonly Bundle[]): string[] {
  return bundles.flatMap((bundle) =>
    bundle.files
      .filter((file) => file.endsWith('.html') || file.endsWith('.ts'))
      .map((file) => readFileSync(join(bundle.folder, file), 'utf8'))
  );
}
