/** A custom field's XML as a describe. Limits: Metadata API Developer Guide, "CustomField"; Salesforce help, "Custom Field Types". */
import type { DiagnosticBag, SourcePosition } from '../../base/index.ts';
import type { FieldDescribe, FieldType, SObjectKind } from '../schema/describe.ts';
import { expandField, type FieldRow } from '../standard-objects/builder.ts';
import { childOf, childrenOf, isTrue, numberOf, positionOf, textOf, type XmlElement } from './xml.ts';

const DESCRIBE_TYPES: Readonly<Record<string, FieldType>> = {
  AutoNumber: 'string',
  Checkbox: 'boolean',
  Currency: 'currency',
  Date: 'date',
  DateTime: 'datetime',
  Email: 'email',
  Html: 'textarea',
  LongTextArea: 'textarea',
  Lookup: 'reference',
  MasterDetail: 'reference',
  MetadataRelationship: 'reference',
  MultiselectPicklist: 'multipicklist',
  Number: 'double',
  Percent: 'percent',
  Phone: 'phone',
  Picklist: 'picklist',
  Text: 'string',
  TextArea: 'textarea',
  Time: 'time',
  Url: 'url'
};
/** Characters of types whose length is not chosen. */
const FIXED_LENGTHS: Readonly<Record<string, number>> = {
  AutoNumber: 30,
  Email: 80,
  Lookup: 18,
  MasterDetail: 18,
  MetadataRelationship: 18,
  MultiselectPicklist: 4099,
  Phone: 40,
  Picklist: 255,
  TextArea: 255,
  Url: 255
};
const CHOSEN_LENGTHS: Readonly<Record<string, readonly [number, number]>> = {
  Text: [1, 255],
  LongTextArea: [256, 131_072],
  Html: [256, 131_072]
};
/** Platform Events Developer Guide, "Platform Event Fields", "Custom Fields". */
const EVENT_TYPES = new Set(['Checkbox', 'Date', 'DateTime', 'LongTextArea', 'Number', 'Text']);
const NUMERIC = new Set(['Number', 'Currency', 'Percent']);
/** Salesforce LDV guide by way of salesforce-facts 2: only these types can be external ids. */
const EXTERNAL_ID_TYPES = new Set(['AutoNumber', 'Email', 'Number', 'Text']);
const UNIQUE_TYPES = new Set(['Email', 'Number', 'Text']);
const CUSTOM_NAME = /^[A-Za-z](?!\w*___)\w*__c$/;

/** A field that was read, with what its child relationship is called on the objects it points to. */
export interface ReadField {
  readonly describe: FieldDescribe;
  readonly childRelationshipName: string | undefined;
  /** Element to point at when a reference of the field is wrong. */
  readonly element: XmlElement;
}

export function readCustomField(element: XmlElement, kind: SObjectKind, diagnostics: DiagnosticBag): ReadField | null {
  const name = textOf(element, 'fullName') ?? '';
  const type = textOf(element, 'type');
  const problem = (code: string, at: SourcePosition, message: string): void =>
    diagnostics.error(code, at, `${name}: ${message}`);
  if (!CUSTOM_NAME.test(name)) {
    problem(
      'MET3003',
      positionOf(element, 'fullName'),
      'a custom field name is letters, digits and single underscores and ends in __c'
    );
  }
  if (type === undefined) {
    problem('MET3007', element.position, 'a custom field lacks the required element type');
    return null;
  }
  const describeType = DESCRIBE_TYPES[type];
  if (!describeType || childOf(element, 'formula')) {
    const what = describeType ? 'formula fields' : `fields of type ${type}`;
    problem(
      'MET3033',
      positionOf(element, describeType ? 'formula' : 'type'),
      `the local org does not carry out ${what}`
    );
    return null;
  }
  if (kind === 'platformEvent') checkEventField(element, type, problem);
  if (textOf(element, 'label') === undefined)
    problem('MET3007', element.position, 'a custom field lacks the required element label');
  checkDescription(element, name, diagnostics);
  checkIndexes(element, type, problem);
  const required = isTrue(element, 'required') || type === 'MasterDetail';
  const row: FieldRow = {
    name,
    label: textOf(element, 'label') ?? name,
    type: describeType,
    custom: true,
    nillable: !required && type !== 'Checkbox' && type !== 'AutoNumber',
    length: readLength(element, type, problem),
    ...readNumber(element, type, problem),
    externalId: isTrue(element, 'externalId'),
    unique: isTrue(element, 'unique'),
    caseSensitive: isTrue(element, 'unique') && isTrue(element, 'caseSensitive'),
    createable: type !== 'AutoNumber',
    updateable: type !== 'AutoNumber' && (type !== 'MasterDetail' || isTrue(element, 'reparentableMasterDetail')),
    ...(type === 'AutoNumber' && { autoNumberFormat: readFormat(element, problem) }),
    ...readPicklist(element, type, problem),
    ...readReference(element, name, type, kind, required, problem)
  };
  const defaultValue = readDefault(element, type, row, problem);
  return {
    describe: expandField(defaultValue === undefined ? row : { ...row, defaultValue }),
    childRelationshipName: textOf(element, 'relationshipName'),
    element
  };
}

type Report = (code: string, at: SourcePosition, message: string) => void;

function checkEventField(element: XmlElement, type: string, problem: Report): void {
  if (!EVENT_TYPES.has(type))
    problem(
      'MET3035',
      positionOf(element, 'type'),
      `a platform event has no ${type} fields (${[...EVENT_TYPES].join(', ')})`
    );
  for (const name of ['externalId', 'unique'])
    if (isTrue(element, name))
      problem('MET3035', positionOf(element, name), `a field of a platform event cannot be ${name}`);
}

function checkIndexes(element: XmlElement, type: string, problem: Report): void {
  if (isTrue(element, 'externalId') && !EXTERNAL_ID_TYPES.has(type)) {
    problem(
      'MET3031',
      positionOf(element, 'externalId'),
      `a ${type} field cannot be an external id (only Text, Number, Email, AutoNumber)`
    );
  }
  if (isTrue(element, 'unique') && !UNIQUE_TYPES.has(type)) {
    problem('MET3031', positionOf(element, 'unique'), `a ${type} field cannot be unique (only Text, Number, Email)`);
  }
  if (
    isTrue(element, 'required') &&
    (type === 'Checkbox' || type === 'AutoNumber' || type === 'LongTextArea' || type === 'Html')
  ) {
    problem('MET3030', positionOf(element, 'required'), `a ${type} field cannot be required`);
  }
}

function readLength(element: XmlElement, type: string, problem: Report): number {
  const range = CHOSEN_LENGTHS[type];
  const given = numberOf(element, 'length');
  if (!range) {
    if (given !== undefined)
      problem('MET3030', positionOf(element, 'length'), `the length of a ${type} field cannot be chosen`);
    return FIXED_LENGTHS[type] ?? 0;
  }
  const [minimum, maximum] = range;
  if (given === undefined || !Number.isInteger(given) || given < minimum || given > maximum) {
    problem('MET3030', positionOf(element, 'length'), `a ${type} field needs a length from ${minimum} to ${maximum}`);
  }
  if (type !== 'Text' && numberOf(element, 'visibleLines') === undefined) {
    problem('MET3030', element.position, `a ${type} field needs visibleLines`);
  }
  return given ?? maximum;
}

function readNumber(element: XmlElement, type: string, problem: Report): { precision: number; scale: number } {
  const precision = numberOf(element, 'precision');
  const scale = numberOf(element, 'scale');
  if (!NUMERIC.has(type)) return { precision: 0, scale: 0 };
  if (
    precision === undefined ||
    scale === undefined ||
    precision < 1 ||
    precision > 18 ||
    scale < 0 ||
    scale > precision
  ) {
    problem(
      'MET3030',
      positionOf(element, 'precision'),
      `a ${type} field needs a precision from 1 to 18 and a scale within it`
    );
  }
  return { precision: precision ?? 18, scale: scale ?? 0 };
}

function readFormat(element: XmlElement, problem: Report): string {
  const format = textOf(element, 'displayFormat') ?? '{0}';
  if (!/^[^{}]*\{0+\}[^{}]*$/.test(format)) {
    problem(
      'MET3030',
      positionOf(element, 'displayFormat'),
      `"${format}" is not an auto number format such as EX-{000000}`
    );
  }
  return format;
}

function readPicklist(
  element: XmlElement,
  type: string,
  problem: Report
): Pick<FieldRow, 'picklistValues' | 'restrictedPicklist'> {
  if (type !== 'Picklist' && type !== 'MultiselectPicklist') return {};
  const valueSet = childOf(element, 'valueSet');
  const definition = valueSet && childOf(valueSet, 'valueSetDefinition');
  if (!valueSet || !definition) {
    problem(
      'MET3033',
      positionOf(element, 'valueSet'),
      'the local org needs the values of a picklist in valueSetDefinition'
    );
    return { picklistValues: [] };
  }
  const picklistValues: string[] = [];
  for (const value of childrenOf(definition, 'value')) {
    const fullName = textOf(value, 'fullName') ?? '';
    if (picklistValues.some((known) => known.toLowerCase() === fullName.toLowerCase())) {
      problem('MET3030', value.position, `picklist value ${fullName} is given twice`);
    }
    if (textOf(value, 'isActive') !== 'false') picklistValues.push(fullName);
  }
  return { picklistValues, restrictedPicklist: isTrue(valueSet, 'restricted') };
}

function readReference(
  element: XmlElement,
  name: string,
  type: string,
  kind: SObjectKind,
  required: boolean,
  problem: Report
): Partial<FieldRow> {
  if (DESCRIBE_TYPES[type] !== 'reference') return {};
  if ((type === 'MetadataRelationship') !== (kind === 'customMetadata')) {
    problem('MET3030', positionOf(element, 'type'), `a ${type} field cannot be on this kind of object`);
  }
  const target = textOf(element, 'referenceTo');
  if (target === undefined)
    problem('MET3007', element.position, `a ${type} field lacks the required element referenceTo`);
  if (type === 'MasterDetail' && textOf(element, 'relationshipName') === undefined) {
    problem('MET3007', element.position, 'a MasterDetail field lacks the required element relationshipName');
  }
  const constraint = textOf(element, 'deleteConstraint') as FieldDescribe['deleteConstraint'];
  if (type === 'Lookup' && required && (constraint ?? 'SetNull') === 'SetNull') {
    problem(
      'MET3030',
      positionOf(element, 'required'),
      'a required lookup cannot be cleared on delete: deleteConstraint must be Restrict or Cascade'
    );
  }
  return {
    referenceTo: target === undefined ? [] : [target],
    relationshipName: name.replace(/__c$/, '__r'),
    deleteConstraint: type === 'MasterDetail' ? 'Cascade' : (constraint ?? 'SetNull'),
    ...(type === 'MasterDetail' && {
      masterDetail: true,
      writeNeedsMasterRead: isTrue(element, 'writeRequiresMasterRead')
    })
  };
}

/** Constant defaults only: literals, TRUE/FALSE and the default value of a picklist. */
function readDefault(
  element: XmlElement,
  type: string,
  row: FieldRow,
  problem: Report
): string | number | boolean | undefined {
  if (row.picklistValues) {
    const definition = childOf(childOf(element, 'valueSet') ?? element, 'valueSetDefinition');
    const chosen = definition && childrenOf(definition, 'value').find((value) => isTrue(value, 'default'));
    if (chosen) return textOf(chosen, 'fullName');
  }
  const written = textOf(element, 'defaultValue');
  const at = positionOf(element, 'defaultValue');
  if (written === undefined) {
    if (type !== 'Checkbox') return undefined;
    problem('MET3007', element.position, 'a Checkbox field lacks the required element defaultValue');
    return false;
  }
  if (type === 'Checkbox' && /^(true|false)$/i.test(written)) return written.toLowerCase() === 'true';
  if (NUMERIC.has(type) && /^-?\d+(\.\d+)?$/.test(written)) return Number(written);
  const quoted = /^(["'])(.*)\1$/s.exec(written);
  if (row.type !== 'boolean' && !NUMERIC.has(type) && quoted) return quoted[2];
  problem(
    'MET3032',
    at,
    `the local org carries out constant defaults only, and "${written}" is no constant of type ${type}`
  );
  return undefined;
}

/** Source: salesforce-facts 2: descriptions of fields (1000) and other components (255) are bounded. */
export function checkDescription(element: XmlElement, name: string, diagnostics: DiagnosticBag, maximum = 1000): void {
  const description = textOf(element, 'description');
  if (description !== undefined && description.length > maximum) {
    diagnostics.error(
      'MET3047',
      positionOf(element, 'description'),
      `${name}: the description has ${description.length} characters, at most ${maximum} are allowed`
    );
  }
}
