/** System.Id. Source: Apex Reference, "Id Class". */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { isIdText, toId15, toId18 } from '../../../base/index.ts';
import { currentProgram } from '../../program/program.ts';
import { equalIds, hashText, raise } from '../../values/index.ts';
import { typeTokenOf } from '../schema/tokens.ts';
import { nullRefused } from './arguments.ts';

export const idClass: PlatformClass = {
  name: 'System.Id',
  kind: 'class',
  members: {
    ...nullRefused({
      'static Id valueOf(String text)': idOf,
      'static Id valueOf(String text, Boolean restoreCasing)': idOf,
      'Schema.SObjectType getSObjectType()': sobjectTypeOfId,
      'String to15()': toId15,
      'Integer hashCode()': hashText,
      'String toString()': (self: string) => self
    }),
    'Boolean equals(Object other)': (self: string, other: unknown) => typeof other === 'string' && equalIds(self, other)
  },
  isInstance: (value) => typeof value === 'string' && isIdText(value)
};

function idOf(text: string): string {
  return isIdText(text) ? toId18(text) : raise('StringException', `Invalid id: ${text}`);
}

/** The first three characters say the object; a prefix that no object has is an SObjectException. */
function sobjectTypeOfId(id: string): unknown {
  const prefix = id.slice(0, 3);
  for (const describe of currentProgram().schema.objects.values())
    if (describe.keyPrefix === prefix) return typeTokenOf(describe);
  return raise('SObjectException', `Invalid key prefix: ${prefix}`);
}
