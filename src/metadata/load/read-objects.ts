/** Objects and fields of the package, laid over the standard objects of a new org. */
import type { ChildRelationship, FieldDescribe, SObjectDescribe, SObjectKind } from '../schema/describe.ts';
import {
  expandField,
  expandObject,
  lookup,
  readOnly,
  required,
  systemFields,
  text,
  type FieldRow
} from '../standard-objects/builder.ts';
import { standardObjects } from '../standard-objects/index.ts';
import { KeyPrefixes } from './key-prefixes.ts';
import type { PackageParts } from './package-parts.ts';
import { checkDescription, readCustomField, type ReadField } from './read-fields.ts';
import { readPlatformEvent } from './read-platform-events.ts';
import { checkSharingModels, readSharingModel } from './read-sharing.ts';
import type { SourceComponent } from './source-files.ts';
import { childOf, positionOf, textOf, type XmlElement } from './xml.ts';

interface Draft {
  readonly describe: SObjectDescribe;
  readonly fields: Map<string, FieldDescribe>;
  readonly children: Map<string, ChildRelationship>;
}

/** Parts of an object that source format keeps in files of their own. */
const NESTED = ['fields', 'validationRules', 'listViews', 'recordTypes', 'compactLayouts', 'fieldSets', 'webLinks'];

export function readObjects(parts: PackageParts): ReadonlyMap<string, SObjectDescribe> {
  const drafts = new Map<string, Draft>();
  for (const row of standardObjects) addDraft(drafts, expandObject(row));
  for (const row of standardObjects) {
    for (const field of row.fields) relate(drafts, row.name, field, field.childRelationshipName);
  }
  const components = [...parts.ofType('CustomObject')].sort((left, right) => (left.fullName < right.fullName ? -1 : 1));
  const prefixes = new KeyPrefixes(parts.keyPrefixes);
  for (const component of components) addObject(component, drafts, prefixes, parts);
  const read = parts.ofType('CustomField').map((component) => addField(component, drafts, parts));
  for (const entry of read) if (entry) connect(entry.object, entry.field, drafts, parts);
  checkSharingModels(components, drafts, parts.diagnostics);
  return new Map([...drafts].map(([key, draft]) => [key, freeze(draft)]));
}

function addDraft(drafts: Map<string, Draft>, describe: SObjectDescribe): Draft {
  const draft = { describe, fields: new Map(describe.fields), children: new Map<string, ChildRelationship>() };
  drafts.set(describe.name.toLowerCase(), draft);
  return draft;
}

function freeze({ describe, fields, children }: Draft): SObjectDescribe {
  return Object.freeze({ ...describe, fields, childRelationships: children });
}

function kindOf(name: string): SObjectKind {
  if (name.endsWith('__mdt')) return 'customMetadata';
  if (name.endsWith('__e')) return 'platformEvent';
  return name.endsWith('__c') ? 'custom' : 'standard';
}

function addObject(
  component: SourceComponent,
  drafts: Map<string, Draft>,
  prefixes: KeyPrefixes,
  parts: PackageParts
): void {
  const { fullName, xml } = component;
  const kind = kindOf(fullName);
  for (const child of xml.children) {
    if (NESTED.includes(child.name)) {
      parts.diagnostics.error(
        'MET3003',
        child.position,
        `source format keeps ${child.name} of ${fullName} in files of their own`
      );
    }
  }
  if (kind === 'standard') {
    const draft = drafts.get(fullName.toLowerCase());
    if (!draft) {
      parts.needsObject(fullName, xml.position, 'this file');
      return;
    }
    const sharingModel = readSharingModel(component, parts.diagnostics) ?? draft.describe.sharingModel;
    if (sharingModel) drafts.set(fullName.toLowerCase(), { ...draft, describe: { ...draft.describe, sharingModel } });
    return;
  }
  if (kind === 'platformEvent') {
    addDraft(drafts, readPlatformEvent(component, prefixes.of(fullName, 'e'), parts));
    return;
  }
  const custom = kind === 'custom';
  for (const name of custom
    ? ['label', 'pluralLabel', 'nameField', 'deploymentStatus', 'sharingModel']
    : ['label', 'pluralLabel']) {
    if (!childOf(xml, name))
      parts.diagnostics.error('MET3007', xml.position, `${fullName} lacks the required element ${name}`);
  }
  checkDescription(xml, fullName, parts.diagnostics);
  const sharingModel = custom ? readSharingModel(component, parts.diagnostics) : undefined;
  const prefix = custom ? 'a' : 'm';
  const label = textOf(xml, 'label') ?? fullName;
  const fields = custom
    ? [...systemFields('Record ID'), ...recordFields(xml, fullName, parts)]
    : metadataTypeFields(label);
  addDraft(drafts, {
    name: fullName,
    label,
    labelPlural: textOf(xml, 'pluralLabel') ?? fullName,
    keyPrefix: prefixes.of(fullName, prefix),
    kind,
    ...(sharingModel && { sharingModel }),
    fields: new Map(fields.map((field) => [field.name.toLowerCase(), expandField(field)])),
    childRelationships: new Map()
  });
}

function recordFields(xml: XmlElement, fullName: string, parts: PackageParts): FieldRow[] {
  const owner = lookup('OwnerId', 'Owner ID', ['Group', 'User'], 'Owner', required);
  const nameField = childOf(xml, 'nameField');
  const label = (nameField && textOf(nameField, 'label')) ?? `${fullName} Name`;
  if (nameField && textOf(nameField, 'type') === 'AutoNumber') {
    const autoNumberFormat = textOf(nameField, 'displayFormat') ?? '{0}';
    if (!/^[^{}]*\{0+\}[^{}]*$/.test(autoNumberFormat)) {
      parts.diagnostics.error(
        'MET3034',
        positionOf(nameField, 'displayFormat'),
        `"${autoNumberFormat}" is not an auto number format such as EX-{000000}`
      );
    }
    return [owner, text('Name', label, 80, { ...readOnly, ...required, autoNumberFormat })];
  }
  if (nameField && textOf(nameField, 'type') !== 'Text') {
    parts.diagnostics.error('MET3034', positionOf(nameField, 'type'), 'the name field is Text or AutoNumber');
  }
  // A text name that is left out becomes the record's id (Object Reference, "Custom Objects"), so it is nillable here.
  return [owner, text('Name', label, 80)];
}

/** Source: Object Reference, "Custom Metadata Type__mdt". Records change by deploy only. */
function metadataTypeFields(label: string): FieldRow[] {
  const fixed = { ...readOnly, ...required };
  return [
    { name: 'Id', label: 'Custom Metadata Record ID', type: 'id', length: 18, ...fixed },
    text('DeveloperName', `${label} Name`, 40, fixed),
    text('MasterLabel', 'Label', 40, fixed),
    text('Language', 'Master Language', 40, { ...fixed, defaultValue: 'en_US' }),
    text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
    text('Label', 'Label', 40, readOnly),
    text('QualifiedApiName', 'Qualified API Name', 70, fixed),
    { name: 'SystemModstamp', label: 'System Modstamp', type: 'datetime', ...fixed }
  ];
}

function addField(
  component: SourceComponent,
  drafts: Map<string, Draft>,
  parts: PackageParts
): { object: string; field: ReadField } | null {
  const [object = '', name = ''] = component.fullName.split('.');
  const draft = drafts.get(object.toLowerCase());
  const fullName = textOf(component.xml, 'fullName');
  if (!draft) {
    parts.diagnostics.error(
      'MET3020',
      component.xml.position,
      `the field ${name} belongs to the object ${object}, which is not in the org`
    );
    return null;
  }
  if (fullName !== name) {
    parts.diagnostics.error(
      'MET3003',
      positionOf(component.xml, 'fullName'),
      `the file is named ${name}, its fullName says ${fullName ?? '(nothing)'}`
    );
    return null;
  }
  const field = readCustomField(component.xml, draft.describe.kind, parts.diagnostics);
  if (!field) return null;
  draft.fields.set(name.toLowerCase(), field.describe);
  if (field.describe.masterDetail) draft.fields.delete('ownerid');
  return { object: draft.describe.name, field };
}

function connect(
  object: string,
  { describe, childRelationshipName, element }: ReadField,
  drafts: Map<string, Draft>,
  parts: PackageParts
): void {
  for (const target of describe.referenceTo ?? []) {
    if (!drafts.has(target.toLowerCase())) {
      parts.diagnostics.error(
        'MET3020',
        positionOf(element, 'referenceTo'),
        `${object}.${describe.name} refers to the object ${target}, which is not in the org`
      );
      continue;
    }
    const name = childRelationshipName === undefined ? undefined : `${childRelationshipName}__r`;
    if (name && drafts.get(target.toLowerCase())?.children.has(name.toLowerCase())) {
      parts.diagnostics.error(
        'MET3011',
        positionOf(element, 'relationshipName'),
        `${target} already has a child relationship ${childRelationshipName}`
      );
      continue;
    }
    relate(drafts, object, describe, name);
  }
}

function relate(
  drafts: Map<string, Draft>,
  child: string,
  field: FieldRow | FieldDescribe,
  name: string | undefined
): void {
  if (name === undefined) return;
  for (const target of field.referenceTo ?? []) {
    drafts
      .get(target.toLowerCase())
      ?.children.set(name.toLowerCase(), { relationshipName: name, childSObject: child, field: field.name });
  }
}
