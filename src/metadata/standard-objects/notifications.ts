/** CustomNotificationType. Names and types: Object Reference, "CustomNotificationType". */
import type { ObjectRow } from './builder.ts';
import { checkbox, readOnly, required, systemFields, text } from './builder.ts';

export const customNotificationType: ObjectRow = {
  name: 'CustomNotificationType',
  label: 'Custom Notification Type',
  labelPlural: 'Custom Notification Types',
  keyPrefix: '0ML',
  fields: [
    ...systemFields('Custom Notification Type ID', { deletable: false }),
    text('DeveloperName', 'Developer Name', 80, { ...readOnly, ...required }),
    text('MasterLabel', 'Label', 80, { ...readOnly, ...required }),
    text('CustomNotifTypeName', 'Name', 80, { ...readOnly, ...required }),
    text('Description', 'Description', 255, readOnly),
    text('Language', 'Language', 40, readOnly),
    text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
    checkbox('Desktop', 'Desktop', readOnly),
    checkbox('Mobile', 'Mobile', readOnly)
  ]
};
