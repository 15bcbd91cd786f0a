/** Custom metadata records. */
import type { CustomMetadataRecord, FieldDescribe, SObjectDescribe } from '../schema/describe.ts';
import type { PackageParts } from './package-parts.ts';
import type { SourceComponent } from './source-files.ts';
import { childOf, childrenOf, isNil, positionOf, textOf, type XmlElement } from './xml.ts';

/** Names as the Metadata API wants them: letters, digits, single underscores, a letter first; at most 40 characters. */
const DEVELOPER_NAME = /^[A-Za-z](?!\w*__)\w{0,38}[A-Za-z0-9]$|^[A-Za-z]$/;

export function readCustomMetadata(parts: PackageParts): CustomMetadataRecord[] {
  return parts.ofType('CustomMetadata').flatMap((component) => {
    const record = readRecord(component, parts);
    return record ? [record] : [];
  });
}

/** A relationship is held by its developer name, as in the file; the database turns it into the record's id. */
function readRecord({ fullName, xml }: SourceComponent, parts: PackageParts): CustomMetadataRecord | null {
  const [typeName = '', developerName = ''] = fullName.split('.');
  const type = parts.object(`${typeName}__mdt`);
  if (!type) {
    parts.needsObject(`${typeName}__mdt`, xml.position, `the record ${fullName}`);
    return null;
  }
  if (!DEVELOPER_NAME.test(developerName)) {
    parts.diagnostics.error(
      'MET3060',
      xml.position,
      `"${developerName}" is not a developer name of at most 40 characters`
    );
  }
  const label = textOf(xml, 'label') ?? developerName;
  if (label.length > 40) {
    parts.diagnostics.error(
      'MET3060',
      positionOf(xml, 'label'),
      `the label of ${fullName} has ${label.length} characters, at most 40 are allowed`
    );
  }
  const values = new Map<string, string | number | boolean | null>();
  for (const element of childrenOf(xml, 'values')) {
    const name = textOf(element, 'field');
    const field = parts.needsField(type.name, name, positionOf(element, 'field'), `the record ${fullName}`);
    if (!field) continue;
    if (values.has(field.name)) {
      parts.diagnostics.error('MET3060', element.position, `${field.name} is given twice`);
    }
    values.set(field.name, readValue(element, field, parts));
  }
  checkRequired(type, values, fullName, xml, parts);
  return { object: type.name, developerName, label, values };
}

function readValue(element: XmlElement, field: FieldDescribe, parts: PackageParts): string | number | boolean | null {
  const value = childOf(element, 'value');
  if (!value || isNil(value)) return null;
  const report = (message: string): null => {
    parts.diagnostics.error('MET3060', value.position, `${field.name}: ${message}`);
    return null;
  };
  const schemaType = value.attributes.get('xsi:type');
  const expected =
    field.type === 'boolean'
      ? ['boolean']
      : field.type === 'double'
        ? ['double', 'int']
        : ['string', 'picklist', 'date', 'dateTime'];
  if (!schemaType?.startsWith('xsd:')) return report('the value lacks xsi:type="xsd:…"');
  if (!expected.includes(schemaType.slice(4)))
    return report(`xsi:type ${schemaType} does not fit a field of type ${field.type}`);
  const text = value.text;
  if (field.type === 'boolean')
    return text === 'true' || text === 'false' ? text === 'true' : report(`"${text}" is not true or false`);
  if (field.type === 'double') {
    const [whole = '', fraction = ''] = text.replace('-', '').split('.');
    if (!/^-?\d+(\.\d+)?$/.test(text)) return report(`"${text}" is not a number`);
    if (
      whole.replace(/^0+/, '').length > field.precision - field.scale ||
      fraction.replace(/0+$/, '').length > field.scale
    ) {
      return report(`${text} does not fit Number(${field.precision - field.scale}, ${field.scale})`);
    }
    return Number(text);
  }
  // A relationship is written as the developer name of the other record, which is longer than the id that is stored.
  if (field.type !== 'reference' && field.length > 0 && text.length > field.length)
    return report(`the value has ${text.length} characters, at most ${field.length} are allowed`);
  if (field.restrictedPicklist && !field.picklistValues?.includes(text))
    return report(`"${text}" is not a value of the picklist`);
  const [target] = field.referenceTo ?? [];
  if (
    target &&
    !parts.needsComponent('CustomMetadata', `${target.replace(/__mdt$/, '')}.${text}`, value.position, field.name)
  )
    return null;
  return text;
}

function checkRequired(
  type: SObjectDescribe,
  values: ReadonlyMap<string, unknown>,
  fullName: string,
  xml: XmlElement,
  parts: PackageParts
): void {
  for (const field of type.fields.values()) {
    if (field.custom && !field.nillable && field.type !== 'boolean' && (values.get(field.name) ?? null) === null) {
      parts.diagnostics.error(
        'MET3060',
        xml.position,
        `the record ${fullName} lacks a value of the required field ${field.name}`
      );
    }
  }
}
