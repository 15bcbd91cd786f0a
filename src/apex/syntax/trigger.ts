/** A trigger. */
import type { TriggerUnitContext } from '@apexdevtools/apex-parser';
import { readBlockMembers } from './block-members.ts';
import { positionOf, type Reader } from './reader.ts';
import type { TriggerDeclaration, TriggerEvent } from './tree.ts';

export function readTrigger(reader: Reader, context: TriggerUnitContext): TriggerDeclaration {
  const [name, object] = context.id_list().map((id) => id.getText());
  const block = context.triggerBlock();
  return {
    kind: 'trigger',
    at: positionOf(context),
    name: name ?? '',
    object: object ?? '',
    events: context.triggerCase_list().map((event) => readEvent(event.getText())),
    body: readBlockMembers(
      reader,
      block,
      block.triggerBlockMember_list(),
      (member) => member.triggerMemberDeclaration().fieldDeclaration(),
      'A method, property or class'
    )
  };
}

function readEvent(text: string): TriggerEvent {
  return text.toLowerCase().replace(/^(before|after)/, '$1 ') as TriggerEvent;
}
