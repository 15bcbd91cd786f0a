// Cuts the icon libraries of the base components down to the icons that are used.
//
// `lightning-primitive-icon` loads a whole category, one template an icon: 3 MB of source for `utility` alone, and most of a
// build's time. Each library module is replaced by one with the same shape that imports only the templates asked for.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rollup';

const LIBRARY = /^lightning\/(iconSvgTemplates(Action|Custom|Doctype|Standard|Utility)(?:Rtl)?)$/;
const PREFIX = '\0icon-library:';

/** An icon of `required` that does not exist stops the build; a base component may name one that its library lacks. */
export function iconLibrary(
  lightningFolder: string,
  required: ReadonlyMap<string, ReadonlySet<string>>,
  optional: ReadonlyMap<string, ReadonlySet<string>>
): Plugin {
  return {
    name: 'icon-library',
    resolveId: (importee) => (LIBRARY.test(importee) ? PREFIX + importee : null),
    load(id) {
      if (!id.startsWith(PREFIX)) {
        return null;
      }
      const [, library = '', capitalised = ''] = LIBRARY.exec(id.slice(PREFIX.length)) ?? [];
      const category = capitalised.toLowerCase();
      const templates = join(lightningFolder, library, 'buildTemplates', category);
      const file = (name: string): string => join(templates, `${name}.html`);
      const missing = [...(required.get(category) ?? [])].filter((name) => !existsSync(file(name)));
      if (missing.length > 0) {
        throw new Error(`There is no icon ${missing.map((name) => `${category}:${name}`).join(', ')}.`);
      }
      const names = [...new Set([...(required.get(category) ?? []), ...(optional.get(category) ?? [])])]
        .filter((name) => existsSync(file(name)))
        .sort();
      const imports = names.map((name) => `import ${category}_${name} from ${JSON.stringify(file(name))};`);
      const members = names.map((name) => `${category}_${name}`).join(', ');
      return `${imports.join('\n')}\nexport default { ${members} };`;
    }
  };
}
