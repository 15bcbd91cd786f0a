/** Annotations: one that the local org does not carry out must not be skipped in silence. */
import { declarationProblems } from '../../../diagnostics/index.ts';
import type { Modifiers } from '../../../syntax/tree.ts';
import type { EmittedClassContext } from '../emitted-class.ts';

/** Carried out, or without effect on what the code does (SuppressWarnings, Deprecated). */
const SUPPORTED = new Set([
  'auraenabled',
  'deprecated',
  'httpdelete',
  'httpget',
  'httppatch',
  'httpput',
  'httppost',
  'invocablemethod',
  'invocablevariable',
  'istest',
  'restresource',
  'suppresswarnings',
  'testsetup',
  'testvisible'
]);

/** The others of the Apex Developer Guide, "Annotations". */
const UNSUPPORTED = new Set(['future', 'jsonaccess', 'namespaceaccessible', 'readonly', 'remoteaction']);

export function checkAnnotations(emitted: EmittedClassContext): void {
  const { declaration, modifiers } = emitted.symbol;
  check(emitted, modifiers);
  if (declaration.kind === 'interface') for (const method of declaration.methods) check(emitted, method.modifiers);
  if (declaration.kind !== 'class') return;
  for (const member of declaration.members) {
    // Inner types come here by themselves; initialiser blocks have no annotations.
    if (member.kind === 'class' || member.kind === 'interface' || member.kind === 'enum') continue;
    if (member.kind !== 'initializer') check(emitted, member.modifiers);
  }
}

function check(emitted: EmittedClassContext, modifiers: Modifiers): void {
  for (const { name, at } of modifiers.annotations) {
    const key = name.toLowerCase();
    if (UNSUPPORTED.has(key)) emitted.report(declarationProblems.unsupportedAnnotation(name), at);
    else if (!SUPPORTED.has(key)) emitted.report(declarationProblems.unknownAnnotation(name), at);
  }
}
