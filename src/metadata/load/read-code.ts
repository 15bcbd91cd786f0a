/** Apex files and Lightning web component bundles. What is inside them is the business of the floors apex and lwc. */
import type { ApexSource, LwcBundle } from '../package.ts';
import { checkElements } from './check-elements.ts';
import type { PackageParts } from './package-parts.ts';
import type { BundleFolder } from './source-files.ts';
import { childOf, childrenOf, isTrue, positionOf, textOf, parseXml, type XmlElement } from './xml.ts';

/** Releases that the local org answers for; a later one is not deployable to an org of today either. */
const API_VERSION = /^\d{2}\.0$/;
const NEWEST_API_VERSION = 68;
/**
 * Older classes run under other rules (system mode and no sharing where nothing is said, salesforce-facts "The version trap"), which the local
 * org does not carry out: running them under today's rules would be a wrong answer.
 */
const OLDEST_APEX_VERSION = 67;
const LWC_FILES = /\.(ts|js|html|css|svg|js-meta\.xml)$/;
const LWC_TARGETS = new Set([
  'lightning__AppPage',
  'lightning__FlowScreen',
  'lightning__HomePage',
  'lightning__RecordAction',
  'lightning__RecordPage',
  'lightning__Tab',
  'lightning__UtilityBar'
]);

export function readApex(parts: PackageParts): ApexSource[] {
  const read = (type: string, kind: ApexSource['kind']): ApexSource[] =>
    parts.ofType(type).flatMap(({ fullName, xml, code }) => {
      checkApiVersion(xml, fullName, parts);
      const apiVersion = textOf(xml, 'apiVersion') ?? '';
      if (Number(apiVersion) < OLDEST_APEX_VERSION) refuseOldApex(xml, fullName, parts);
      return code ? [{ kind, name: fullName, file: code.file, source: code.source, apiVersion }] : [];
    });
  return [...read('ApexClass', 'class'), ...read('ApexTrigger', 'trigger')];
}

export function readBundles(parts: PackageParts): LwcBundle[] {
  return parts.bundles.flatMap((bundle) => {
    const read = readBundle(bundle, parts);
    return read ? [read] : [];
  });
}

function readBundle({ name, folder, files, subfolders, meta }: BundleFolder, parts: PackageParts): LwcBundle | null {
  const { diagnostics } = parts;
  const whole = { file: folder, line: 0, column: 0 };
  const metaFile = `${name}.js-meta.xml`;
  for (const file of files) {
    if (!LWC_FILES.test(file))
      diagnostics.error('MET3002', whole, `a Lightning web component bundle has no files like ${file}`);
  }
  for (const subfolder of subfolders) {
    if (subfolder !== '__tests__') diagnostics.error('MET3003', whole, `a bundle has no folder ${subfolder}`);
  }
  if (!/^[a-z](?!\w*__)\w*$/.test(name))
    diagnostics.error('MET3003', whole, `"${name}" is not a name of a Lightning web component`);
  if (!files.includes(`${name}.ts`) && !files.includes(`${name}.js`)) {
    diagnostics.error('MET3010', whole, `the bundle has no ${name}.ts or ${name}.js`);
  }
  if (meta === null) {
    diagnostics.error('MET3010', whole, `the bundle has no ${metaFile}`);
    return null;
  }
  const file = `${folder}/${metaFile}`;
  const xml = parseXml(meta, file, diagnostics);
  if (!xml || !checkElements(xml, 'LightningComponentBundle', diagnostics)) return null;
  checkApiVersion(xml, name, parts);
  const targets = childOf(xml, 'targets');
  return {
    name,
    folder,
    isExposed: isTrue(xml, 'isExposed'),
    targets: (targets ? childrenOf(targets, 'target') : []).map((target) => {
      const text = target.text.trim();
      if (!LWC_TARGETS.has(text))
        diagnostics.error(
          'MET3006',
          target.position,
          `target cannot be "${text}"; expected one of ${[...LWC_TARGETS].join(', ')}`
        );
      return text;
    })
  };
}

function refuseOldApex(xml: XmlElement, name: string, parts: PackageParts): void {
  parts.diagnostics.error(
    'MET3013',
    positionOf(xml, 'apiVersion'),
    `${name}: the local org runs Apex of API version ${OLDEST_APEX_VERSION}.0 and later; raise apiVersion and state the access mode of every query and save`
  );
}

function checkApiVersion(xml: XmlElement, name: string, parts: PackageParts): void {
  const version = textOf(xml, 'apiVersion');
  if (version === undefined || !API_VERSION.test(version) || Number(version) > NEWEST_API_VERSION) {
    parts.diagnostics.error(
      'MET3012',
      positionOf(xml, 'apiVersion'),
      `${name}: apiVersion ${version ?? '(none)'} is not an API version up to ${NEWEST_API_VERSION}.0`
    );
  }
}
