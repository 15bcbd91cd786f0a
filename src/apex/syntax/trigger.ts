/** A trigger. */
import type { TriggerBlockMemberContext, TriggerUnitContext } from '@apexdevtools/apex-parser';
import { syntaxProblems } from '../diagnostics/index.ts';
import { readModifiers } from './modifiers.ts';
import { endOf, optional, positionOf, type Reader } from './reader.ts';
import { readDeclarators, readStatement } from './statements.ts';
import type { Statement, TriggerDeclaration, TriggerEvent } from './tree.ts';
import { readTypeName } from './type-names.ts';

export function readTrigger(reader: Reader, context: TriggerUnitContext): TriggerDeclaration {
  const [name, object] = context.id_list().map((id) => id.getText());
  const block = context.triggerBlock();
  return {
    kind: 'trigger',
    at: positionOf(context),
    name: name ?? '',
    object: object ?? '',
    events: context.triggerCase_list().map((event) => readEvent(event.getText())),
    body: {
      kind: 'block',
      at: positionOf(block),
      statements: block.triggerBlockMember_list().flatMap((member) => readMember(reader, member) ?? []),
      end: endOf(block)
    }
  };
}

function readEvent(text: string): TriggerEvent {
  return text.toLowerCase().replace(/^(before|after)/, '$1 ') as TriggerEvent;
}

function readMember(reader: Reader, context: TriggerBlockMemberContext): Statement | null {
  const statement = optional(context.statement());
  if (statement) return readStatement(reader, statement);
  // The grammar reads a local variable of a trigger as a field.
  const field = optional(context.triggerMemberDeclaration().fieldDeclaration());
  if (field) {
    readModifiers(reader, context.modifier_list(), 'variable');
    return {
      kind: 'local',
      at: positionOf(field),
      type: readTypeName(reader, field.typeRef()),
      variables: readDeclarators(reader, field.variableDeclarators())
    };
  }
  reader.report(syntaxProblems.unexpectedDeclaration('A method, property or class'), positionOf(context));
  return null;
}
