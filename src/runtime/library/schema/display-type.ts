/** Schema.DisplayType (Apex Reference, "DisplayType Enum") and how the schema's field types map to it. */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import type { FieldType } from '../../../metadata/index.ts';
import { platformEnumValue, type ApexEnumValue } from '../../values/index.ts';

export const displayTypeClass: PlatformClass = {
  name: 'Schema.DisplayType',
  kind: 'enum',
  values: [
    'ADDRESS',
    'ANYTYPE',
    'BASE64',
    'BOOLEAN',
    'COMBOBOX',
    'CURRENCY',
    'DATACATEGORYGROUPREFERENCE',
    'DATE',
    'DATETIME',
    'DOUBLE',
    'EMAIL',
    'ENCRYPTEDSTRING',
    'ID',
    'INTEGER',
    'LOCATION',
    'LONG',
    'MULTIPICKLIST',
    'PERCENT',
    'PHONE',
    'PICKLIST',
    'REFERENCE',
    'SOBJECT',
    'STRING',
    'TEXTAREA',
    'TIME',
    'URL'
  ],
  members: {}
};

export function displayTypeOf(type: FieldType): ApexEnumValue {
  return platformEnumValue('Schema.DisplayType', type === 'int' ? 'INTEGER' : type.toUpperCase());
}
