/**
 * An anonymous block: statements, as in the body of a trigger. Source: Apex Developer Guide, "Anonymous Blocks". The platform also takes methods
 * and types in a block; they are refused here.
 */
import type { AnonymousBlockMemberContext, AnonymousUnitContext } from '@apexdevtools/apex-parser';
import { syntaxProblems } from '../diagnostics/index.ts';
import { readModifiers } from './modifiers.ts';
import { endOf, optional, positionOf, type Reader } from './reader.ts';
import { readDeclarators, readStatement } from './statements.ts';
import type { BlockStatement, Statement } from './tree.ts';
import { readTypeName } from './type-names.ts';

export function readAnonymous(reader: Reader, context: AnonymousUnitContext): BlockStatement {
  return {
    kind: 'block',
    at: positionOf(context),
    statements: context
      .anonymousBlock()
      .anonymousBlockMember_list()
      .flatMap((member) => readMember(reader, member) ?? []),
    end: endOf(context)
  };
}

function readMember(reader: Reader, context: AnonymousBlockMemberContext): Statement | null {
  const statement = optional(context.statement());
  if (statement) return readStatement(reader, statement);
  // The grammar reads a local variable as a field.
  const field = optional(context.anonymousMemberDeclaration().fieldDeclaration());
  if (!field) {
    reader.report(syntaxProblems.unexpectedDeclaration('A method, property or type'), positionOf(context));
    return null;
  }
  readModifiers(reader, context.modifier_list(), 'variable');
  return {
    kind: 'local',
    at: positionOf(field),
    type: readTypeName(reader, field.typeRef()),
    variables: readDeclarators(reader, field.variableDeclarators())
  };
}
