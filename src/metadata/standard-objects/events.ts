/** EventBusSubscriber. Names and types: Platform Events Developer Guide, "EventBusSubscriber". ExternalId is left out: triggers have no ids here. */
import type { ObjectRow } from './builder.ts';
import { number, picklist, readOnly, required, text } from './builder.ts';

export const eventBusSubscriber: ObjectRow = {
  name: 'EventBusSubscriber',
  label: 'Event Bus Subscriber',
  labelPlural: 'Event Bus Subscribers',
  keyPrefix: '0bs',
  fields: [
    // Not in the guide; every table of the local org has ids, and this prefix is its own.
    { name: 'Id', label: 'Event Bus Subscriber ID', type: 'id', length: 18, ...readOnly, ...required },
    text('Name', 'Name', 255, readOnly),
    text('Topic', 'Topic', 255, readOnly),
    picklist('Type', 'Type', ['ApexTrigger'], readOnly),
    picklist('Status', 'Status', ['Running', 'Error', 'Expired', 'Suspended'], readOnly),
    { ...number('Position', 'Position', 'int', 0, 0), ...readOnly },
    { ...number('Tip', 'Tip', 'int', 0, 0), ...readOnly },
    { ...number('Retries', 'Retries', 'int', 0, 0), ...readOnly },
    text('LastError', 'Last Error', 255, readOnly)
  ]
};
