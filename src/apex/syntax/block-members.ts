/** What a trigger and an anonymous block are made of: statements, with local variables that the grammar reads as fields. */
import type {
  ApexParserRuleContext,
  FieldDeclarationContext,
  ModifierContext,
  StatementContext
} from '@apexdevtools/apex-parser';

import { syntaxProblems } from '../diagnostics/index.ts';
import { endOf, optional, positionOf, type Reader } from './reader.ts';
import { readLocalVariables, readStatement } from './statements.ts';
import type { BlockStatement } from './tree.ts';

/** A member of either block; the grammar has a rule of its own for each. */
interface MemberContext extends ApexParserRuleContext {
  statement(): StatementContext;
  modifier_list(): ModifierContext[];
}

/** `fieldOf`: the field of a member that is no statement. `others`: what such a member may be besides, which is refused. */
export function readBlockMembers<Member extends MemberContext>(
  reader: Reader,
  block: ApexParserRuleContext,
  members: readonly Member[],
  fieldOf: (member: Member) => FieldDeclarationContext,
  others: string
): BlockStatement {
  const statements = members.flatMap((member) => {
    const statement = optional(member.statement());
    if (statement) return [readStatement(reader, statement)];
    const field = optional(fieldOf(member));
    if (field) return [readLocalVariables(reader, member.modifier_list(), field)];
    reader.report(syntaxProblems.unexpectedDeclaration(others), positionOf(member));
    return [];
  });
  return { kind: 'block', at: positionOf(block), statements, end: endOf(block) };
}
