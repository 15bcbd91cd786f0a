/** package.xml and destructiveChanges.xml: which components a deploy names. */
import type { DiagnosticBag } from '../../base/index.ts';
import { childrenOf, parseXml, positionOf, textOf } from '../load/xml.ts';

export interface ManifestMember {
  readonly type: string;
  /** `*`: all of the type. */
  readonly fullName: string;
}

/** Null when the file cannot be read as a package manifest; the problem is in `diagnostics`. */
export function readManifest(source: string, file: string, diagnostics: DiagnosticBag): ManifestMember[] | null {
  const xml = parseXml(source, file, diagnostics);
  if (!xml) return null;
  if (xml.name !== 'Package') {
    diagnostics.error('MET3004', xml.position, `the root element is ${xml.name}, expected Package`);
    return null;
  }
  const members: ManifestMember[] = [];
  for (const types of childrenOf(xml, 'types')) {
    const type = textOf(types, 'name');
    if (!type) {
      diagnostics.error('MET3007', positionOf(types, 'name'), 'types lacks the required element name');
      continue;
    }
    for (const member of childrenOf(types, 'members')) members.push({ type, fullName: member.text.trim() });
  }
  return members;
}
