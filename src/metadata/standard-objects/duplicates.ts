/**
 * What the operation Report of a duplicate rule leaves behind. Names and types: Object Reference, "DuplicateRule", "DuplicateRecordSet" and
 * "DuplicateRecordItem". ParentId of a set is left out: it points at a DuplicateJob, which the local org does not run.
 */
import type { ObjectRow } from './builder.ts';
import { checkbox, lookup, number, readOnly, required, systemFields, text } from './builder.ts';

const kept = { ...readOnly, ...required };

/** Auto numbers of the platform; their format is not documented. */
const numbered = (label: string) => text('Name', label, 255, { ...kept, autoNumberFormat: '{0000000}' });

export const duplicateRule: ObjectRow = {
  name: 'DuplicateRule',
  label: 'Duplicate Rule',
  labelPlural: 'Duplicate Rules',
  keyPrefix: '0Bm',
  fields: [
    ...systemFields('Duplicate Rule ID'),
    text('DeveloperName', 'Developer Name', 80, kept),
    text('MasterLabel', 'Rule Name', 80, kept),
    text('Language', 'Master Language', 40, { ...kept, defaultValue: 'en_US' }),
    text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
    text('SobjectType', 'Object', 40, kept),
    text('SobjectSubtype', 'Object Subtype', 40, readOnly),
    checkbox('IsActive', 'Active', readOnly)
  ]
};

export const duplicateRecordSet: ObjectRow = {
  name: 'DuplicateRecordSet',
  label: 'Duplicate Record Set',
  labelPlural: 'Duplicate Record Sets',
  keyPrefix: '0GK',
  fields: [
    ...systemFields('Duplicate Record Set ID'),
    numbered('Duplicate Record Set Name'),
    lookup('DuplicateRuleId', 'Duplicate Rule ID', ['DuplicateRule'], 'DuplicateRule', {
      childRelationshipName: 'DuplicateRecordSets'
    }),
    { ...number('RecordCount', 'Record Count', 'int', 9, 0), ...readOnly }
  ]
};

export const duplicateRecordItem: ObjectRow = {
  name: 'DuplicateRecordItem',
  label: 'Duplicate Record Item',
  labelPlural: 'Duplicate Record Items',
  keyPrefix: '0GL',
  fields: [
    ...systemFields('Duplicate Record Item ID'),
    numbered('Duplicate Record Item Name'),
    lookup('DuplicateRecordSetId', 'Duplicate Record Set ID', ['DuplicateRecordSet'], 'DuplicateRecordSet', {
      ...required,
      updateable: false,
      deleteConstraint: 'Cascade',
      childRelationshipName: 'DuplicateRecordItems'
    }),
    lookup('RecordId', 'Record ID', ['Account', 'Contact', 'Lead'], 'Record', {
      ...required,
      updateable: false,
      deleteConstraint: 'Cascade',
      childRelationshipName: 'DuplicateRecordItems'
    })
  ]
};
