/** Modifiers that are missing, or do not go together. */
import { declarationProblems } from '../../../diagnostics/index.ts';
import type { MethodDeclaration, Modifier, Modifiers, PropertyDeclaration } from '../../../syntax/tree.ts';
import type { EmittedClassContext } from '../emitted-class.ts';

const access: readonly Modifier[] = ['public', 'protected', 'global'];
const exclusive: readonly (readonly [Modifier, Modifier])[] = [
  ['abstract', 'virtual'],
  ['abstract', 'static'],
  ['abstract', 'private'],
  ['abstract', 'final'],
  ['virtual', 'static'],
  ['virtual', 'private'],
  ['override', 'static']
];

export function checkModifiers(emitted: EmittedClassContext): void {
  const { symbol } = emitted;
  const { words } = symbol.modifiers;
  if (!symbol.outer && !words.includes('public') && !words.includes('global') && !symbol.isTest)
    emitted.report(declarationProblems.topLevelAccess(symbol.name), symbol.at);
  if (symbol.declaration.kind !== 'class') return;
  for (const member of symbol.declaration.members) {
    if (member.kind !== 'method' && member.kind !== 'property') continue;
    checkExclusive(emitted, member);
    if (member.kind === 'method') checkBody(emitted, member);
    else checkAccessors(emitted, member);
    checkAccess(emitted, member);
  }
}

function checkExclusive(
  emitted: EmittedClassContext,
  declaration: { readonly modifiers: Modifiers; readonly at: MethodDeclaration['at'] }
): void {
  const { words } = declaration.modifiers;
  for (const [first, second] of exclusive)
    if (words.includes(first) && words.includes(second))
      emitted.report(declarationProblems.conflictingModifiers(first, second), declaration.at);
}

function checkBody(emitted: EmittedClassContext, method: MethodDeclaration): void {
  const isAbstract = method.modifiers.words.includes('abstract');
  if (isAbstract && method.body) emitted.report(declarationProblems.abstractBody(method.name), method.at);
  if (!isAbstract && !method.body) emitted.report(declarationProblems.missingBody(method.name), method.at);
  if (isAbstract && !emitted.symbol.abstract)
    emitted.report(declarationProblems.abstractInConcrete(method.name), method.at);
}

/** Since API version 65.0 (Winter '26 release notes; salesforce-facts 8.28). */
function checkAccess(emitted: EmittedClassContext, member: MethodDeclaration | PropertyDeclaration): void {
  const { words } = member.modifiers;
  if (Number(emitted.unit.apiVersion) < 65) return;
  const needsAccess = words.includes('abstract') || words.includes('override');
  if (needsAccess && !words.some((word) => access.includes(word)))
    emitted.report(declarationProblems.modifierNeeded(member.name), member.at);
}

const width: readonly Modifier[] = ['private', 'protected', 'public', 'global'];

function checkAccessors(emitted: EmittedClassContext, property: PropertyDeclaration): void {
  const own = widthOf(property.modifiers);
  for (const accessor of [property.getter, property.setter])
    if (accessor && accessor.modifiers.words.length > 0 && widthOf(accessor.modifiers) > own)
      emitted.report(declarationProblems.accessorWider(property.name), accessor.at);
}

function widthOf(modifiers: Modifiers): number {
  return Math.max(0, ...modifiers.words.map((word) => width.indexOf(word)));
}
