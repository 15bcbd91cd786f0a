/** Who may see a member. Source: Apex Developer Guide, "Access Modifiers" and "TestVisible Annotation". */
import type { LoweringContext } from '../context.ts';
import { topLevelOf, userSuperclassOf, type ClassSymbol, type Visibility } from '../../types/index.ts';

export interface Protectable {
  readonly owner: ClassSymbol;
  readonly testVisible: boolean;
}

/** Private means visible in the whole file of the class; protected adds its subclasses and their inner classes. */
export function isVisible(context: LoweringContext, member: Protectable, visibility: Visibility): boolean {
  if (visibility === 'public' || visibility === 'global') return true;
  const from = context.classSymbol;
  if (!from) return false;
  if (topLevelOf(from) === topLevelOf(member.owner)) return true;
  if (member.testVisible && topLevelOf(from).isTest) return true;
  return visibility === 'protected' && extendsClass(from, member.owner);
}

function extendsClass(from: ClassSymbol, wanted: ClassSymbol): boolean {
  for (let outer: ClassSymbol | null = from; outer; outer = outer.outer) {
    for (let type: ClassSymbol | null = outer; type; type = userSuperclassOf(type)) if (type === wanted) return true;
  }
  return false;
}
