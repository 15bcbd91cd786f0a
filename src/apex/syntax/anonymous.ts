/**
 * An anonymous block: statements, as in the body of a trigger. Source: Apex Developer Guide, "Anonymous Blocks". The platform also takes methods
 * and types in a block; they are refused here.
 */
import type { AnonymousUnitContext } from '@apexdevtools/apex-parser';
import { readBlockMembers } from './block-members.ts';
import type { Reader } from './reader.ts';
import type { BlockStatement } from './tree.ts';

export function readAnonymous(reader: Reader, context: AnonymousUnitContext): BlockStatement {
  return readBlockMembers(
    reader,
    context,
    context.anonymousBlock().anonymousBlockMember_list(),
    (member) => member.anonymousMemberDeclaration().fieldDeclaration(),
    'A method, property or type'
  );
}
