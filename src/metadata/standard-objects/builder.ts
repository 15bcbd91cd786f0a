/** Expands the short tables of standard objects into full describes. */
import type { FieldDescribe, FieldType, SharingModel, SObjectDescribe } from '../schema/describe.ts';

/** A field as the tables write it: what is not said is the platform's usual (a nillable, editable standard field). */
export interface FieldRow extends Partial<Omit<FieldDescribe, 'name' | 'label' | 'type'>> {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Name of the child relationship that this lookup gives to the objects it points to, e.g. `Contacts`. */
  readonly childRelationshipName?: string;
}

export interface ObjectRow {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  /** The organization-wide default of a new org; a package's object file may set another. */
  readonly sharingModel?: SharingModel;
  readonly fields: readonly FieldRow[];
}

type More = Partial<FieldRow>;

export const text = (name: string, label: string, length: number, more?: More): FieldRow => ({
  name,
  label,
  type: 'string',
  length,
  ...more
});
export const textArea = (name: string, label: string, length: number, more?: More): FieldRow => ({
  ...text(name, label, length, more),
  type: 'textarea'
});
export const phone = (name: string, label: string, more?: More): FieldRow => ({
  ...text(name, label, 40, more),
  type: 'phone'
});
export const email = (name: string, label: string, length = 80, more?: More): FieldRow => ({
  ...text(name, label, length, more),
  type: 'email'
});
export const url = (name: string, label: string, length = 255, more?: More): FieldRow => ({
  ...text(name, label, length, more),
  type: 'url'
});
export const picklist = (name: string, label: string, values: readonly string[], more?: More): FieldRow => ({
  ...text(name, label, 40, more),
  type: 'picklist',
  picklistValues: values
});
/** A checkbox is never null; without a default it is false. */
export const checkbox = (name: string, label: string, more?: More): FieldRow => ({
  name,
  label,
  type: 'boolean',
  nillable: false,
  defaultValue: false,
  ...more
});
export const number = (
  name: string,
  label: string,
  type: 'int' | 'double' | 'currency',
  precision: number,
  scale: number
): FieldRow => ({ name, label, type, precision, scale });
export const date = (name: string, label: string, more?: More): FieldRow => ({ name, label, type: 'date', ...more });
export const dateTime = (name: string, label: string, more?: More): FieldRow => ({
  name,
  label,
  type: 'datetime',
  ...more
});
export const lookup = (
  name: string,
  label: string,
  referenceTo: readonly string[],
  relationshipName: string,
  more?: More
): FieldRow => ({
  name,
  label,
  type: 'reference',
  length: 18,
  referenceTo,
  relationshipName,
  deleteConstraint: 'SetNull',
  ...more
});

/** Set by the org, never by a caller. */
export const readOnly: More = { createable: false, updateable: false };
export const required: More = { nillable: false };

/**
 * Fields that the platform keeps on every record. Source: Object Reference, "System Fields" and "Frequently Occurring Fields".
 * @example systemFields('Contact ID', { deletable: true })
 */
export function systemFields(idLabel: string, { deletable = true, created = true, modified = true } = {}): FieldRow[] {
  const kept: More = { ...readOnly, ...required };
  const fields: FieldRow[] = [{ name: 'Id', label: idLabel, type: 'id', length: 18, ...kept }];
  if (deletable) fields.push(checkbox('IsDeleted', 'Deleted', readOnly));
  if (created) {
    fields.push(dateTime('CreatedDate', 'Created Date', kept));
    fields.push(lookup('CreatedById', 'Created By ID', ['User'], 'CreatedBy', kept));
  }
  if (modified) {
    fields.push(dateTime('LastModifiedDate', 'Last Modified Date', kept));
    fields.push(lookup('LastModifiedById', 'Last Modified By ID', ['User'], 'LastModifiedBy', kept));
  }
  fields.push(dateTime('SystemModstamp', 'System Modstamp', kept));
  return fields;
}

/** Name and its parts. Source: Object Reference, "Compound Fields": Name is worked out from the parts and cannot be written. */
export function personNameFields(salutations: readonly string[] | null): FieldRow[] {
  return [
    text('LastName', 'Last Name', 80, required),
    text('FirstName', 'First Name', 40),
    ...(salutations ? [picklist('Salutation', 'Salutation', salutations)] : []),
    text('Name', 'Full Name', 121, { ...readOnly, ...required, compound: 'personName' })
  ];
}

/** The parts of an address (the compound field itself is not carried by the local org). Lengths: Salesforce Field Reference Guide. */
export function addressFields(prefix: string): FieldRow[] {
  const label = prefix === '' ? '' : `${prefix} `;
  return [
    textArea(`${prefix}Street`, `${label}Street`, 255),
    text(`${prefix}City`, `${label}City`, 40),
    text(`${prefix}State`, `${label}State/Province`, 80),
    text(`${prefix}PostalCode`, `${label}Zip/Postal Code`, 20),
    text(`${prefix}Country`, `${label}Country`, 80)
  ];
}

export function expandField(row: FieldRow): FieldDescribe {
  const { childRelationshipName: _, ...given } = row;
  return Object.freeze({
    length: 0,
    precision: 0,
    scale: 0,
    custom: false,
    nillable: true,
    externalId: false,
    unique: false,
    caseSensitive: false,
    createable: true,
    updateable: true,
    ...given
  });
}

/** The describe of a table, without its child relationships: those are known only when all objects of the org are. */
export function expandObject(row: ObjectRow): SObjectDescribe {
  return {
    name: row.name,
    label: row.label,
    labelPlural: row.labelPlural,
    keyPrefix: row.keyPrefix,
    kind: 'standard',
    ...(row.sharingModel && { sharingModel: row.sharingModel }),
    fields: new Map(row.fields.map((field) => [field.name.toLowerCase(), expandField(field)])),
    childRelationships: new Map()
  };
}
