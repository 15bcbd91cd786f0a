/** Permission sets, custom permissions, queues and notification types. */
import type { NotificationType, OrgSchema, PermissionSet, SObjectDescribe } from '../schema/describe.ts';
import { isUserPermission } from '../types/metadata-types.ts';
import type { PackageParts } from './package-parts.ts';
import { checkDescription } from './read-fields.ts';
import type { SourceComponent } from './source-files.ts';
import { childrenOf, isTrue, positionOf, textOf, type XmlElement } from './xml.ts';

export function readCustomPermissions(parts: PackageParts): string[] {
  return parts.ofType('CustomPermission').map(({ fullName, xml }) => {
    checkDescription(xml, fullName, parts.diagnostics, 255);
    return fullName;
  });
}

/** Source: Metadata API Developer Guide, "CustomNotificationType". */
export function readNotificationTypes(parts: PackageParts): NotificationType[] {
  return parts.ofType('CustomNotificationType').map(({ fullName, xml }) => {
    for (const name of ['customNotifTypeName', 'masterLabel', 'desktop', 'mobile']) {
      if (textOf(xml, name) === undefined)
        parts.diagnostics.error('MET3007', xml.position, `${fullName} lacks the required element ${name}`);
    }
    const label = textOf(xml, 'masterLabel') ?? fullName;
    return { name: fullName, label, desktop: isTrue(xml, 'desktop'), mobile: isTrue(xml, 'mobile') };
  });
}

export function readQueues(parts: PackageParts): OrgSchema['queues'] {
  const queues = parts.ofType('Queue');
  // Members are people of an org; a package that names them would only deploy where they exist.
  for (const { fullName, xml } of queues)
    for (const element of childrenOf(xml, 'queueMembers'))
      parts.diagnostics.error(
        'MET3033',
        element.position,
        `${fullName}: the local org does not carry out queueMembers`
      );
  return queues.map(({ fullName, xml }) => ({
    name: fullName,
    label: textOf(xml, 'name') ?? fullName,
    objects: childrenOf(xml, 'queueSobject').flatMap((element) => {
      const object = textOf(element, 'sobjectType');
      return parts.needsObject(object, positionOf(element, 'sobjectType'), `queue ${fullName}`)
        ? [parts.object(object!)!.name]
        : [];
    })
  }));
}

export function readPermissionSets(parts: PackageParts): PermissionSet[] {
  return parts.ofType('PermissionSet').map((component) => readPermissionSet(component, parts));
}

function readPermissionSet({ fullName, xml }: SourceComponent, parts: PackageParts): PermissionSet {
  checkDescription(xml, fullName, parts.diagnostics, 255);
  checkOtherAccess(xml, fullName, parts);
  return {
    name: fullName,
    label: textOf(xml, 'label') ?? fullName,
    customPermissions: enabled(xml, 'customPermissions').flatMap((element) => {
      const name = textOf(element, 'name');
      return parts.needsComponent('CustomPermission', name, positionOf(element, 'name'), fullName) ? [name!] : [];
    }),
    userPermissions: enabled(xml, 'userPermissions').flatMap((element) => {
      const name = textOf(element, 'name') ?? '';
      if (isUserPermission(name)) return [name];
      parts.diagnostics.error(
        'MET3026',
        positionOf(element, 'name'),
        `${fullName}: there is no user permission ${name}`
      );
      return [];
    }),
    classAccesses: enabled(xml, 'classAccesses').flatMap((element) => {
      const name = textOf(element, 'apexClass');
      return parts.needsComponent('ApexClass', name, positionOf(element, 'apexClass'), fullName) ? [name!] : [];
    }),
    customMetadataTypeAccesses: enabled(xml, 'customMetadataTypeAccesses').flatMap((element) => {
      const name = textOf(element, 'name');
      return parts.needsObject(name, positionOf(element, 'name'), fullName) ? [parts.object(name!)!.name] : [];
    }),
    objectPermissions: childrenOf(xml, 'objectPermissions').flatMap((element) =>
      readObjectPermission(element, fullName, parts)
    ),
    fieldPermissions: childrenOf(xml, 'fieldPermissions').flatMap((element) =>
      readFieldPermission(element, fullName, parts)
    )
  };
}

function enabled(xml: XmlElement, name: string): XmlElement[] {
  return childrenOf(xml, name).filter((element) => isTrue(element, 'enabled'));
}

/** What each object permission needs beside it. Source: salesforce-facts 2; Salesforce help, "Object Permissions". */
const NEEDED: readonly (readonly [string, readonly string[]])[] = [
  ['allowCreate', ['allowRead']],
  ['allowEdit', ['allowRead']],
  ['allowDelete', ['allowRead', 'allowEdit']],
  ['viewAllRecords', ['allowRead']],
  ['modifyAllRecords', ['allowRead', 'allowEdit', 'allowDelete', 'viewAllRecords']]
];

function readObjectPermission(
  element: XmlElement,
  set: string,
  parts: PackageParts
): PermissionSet['objectPermissions'] {
  const name = textOf(element, 'object');
  if (!parts.needsObject(name, positionOf(element, 'object'), set)) return [];
  const object = parts.object(name!)!;
  if (object.kind === 'customMetadata') {
    parts.diagnostics.error(
      'MET3051',
      positionOf(element, 'object'),
      `${set}: access to ${object.name} is given with customMetadataTypeAccesses`
    );
  }
  for (const [given, needed] of NEEDED) {
    const missing = isTrue(element, given) ? needed.filter((other) => !isTrue(element, other)) : [];
    if (missing.length > 0) {
      parts.diagnostics.error(
        'MET3051',
        positionOf(element, given),
        `${set}: ${given} on ${object.name} needs ${missing.join(', ')} too`
      );
    }
  }
  return [
    {
      object: object.name,
      allowCreate: isTrue(element, 'allowCreate'),
      allowRead: isTrue(element, 'allowRead'),
      allowEdit: isTrue(element, 'allowEdit'),
      allowDelete: isTrue(element, 'allowDelete'),
      viewAllRecords: isTrue(element, 'viewAllRecords'),
      modifyAllRecords: isTrue(element, 'modifyAllRecords')
    }
  ];
}

function readFieldPermission(element: XmlElement, set: string, parts: PackageParts): PermissionSet['fieldPermissions'] {
  const written = textOf(element, 'field') ?? '';
  const at = positionOf(element, 'field');
  const [objectName = '', fieldName = ''] = written.split('.');
  if (!parts.needsObject(objectName, at, set)) return [];
  const address = addressParts(parts.object(objectName), fieldName);
  if (address) {
    return address.map((part) => ({
      field: `${parts.object(objectName)!.name}.${part}`,
      readable: isTrue(element, 'readable'),
      editable: isTrue(element, 'editable')
    }));
  }
  const field = parts.needsField(objectName, fieldName, at, set);
  if (!field) return [];
  const [, prefix] = ADDRESS_PART.exec(field.name) ?? [];
  if (prefix !== undefined && addressParts(parts.object(objectName), `${prefix}Address`)) {
    parts.diagnostics.error(
      'MET3050',
      at,
      `${set}: ${written} is a part of ${objectName}.${prefix}Address, which has the field permissions`
    );
    return [];
  }
  // "You cannot deploy to a required field" (salesforce-facts 2); fields that the system keeps have no field permissions either.
  const system = !field.custom && !field.createable && !field.updateable;
  if (
    (!field.nillable && field.type !== 'boolean' && field.autoNumberFormat === undefined) ||
    field.masterDetail ||
    system
  ) {
    parts.diagnostics.error(
      'MET3050',
      at,
      `${set}: ${written} is required or kept by the system and cannot have field permissions`
    );
    return [];
  }
  if (isTrue(element, 'editable') && !isTrue(element, 'readable')) {
    parts.diagnostics.error(
      'MET3051',
      positionOf(element, 'editable'),
      `${set}: ${written} cannot be editable without being readable`
    );
  }
  return [
    {
      field: `${parts.object(objectName)!.name}.${field.name}`,
      readable: isTrue(element, 'readable'),
      editable: isTrue(element, 'editable')
    }
  ];
}

const ADDRESS_PART = /^(\w*?)(?:Street|City|State|PostalCode|Country)$/;

/**
 * The fields of a compound address: field permissions are given to the address as a whole, as retrieved profiles show (`Account.BillingAddress`).
 * The local org has the parts only.
 */
function addressParts(object: SObjectDescribe | undefined, name: string): readonly string[] | null {
  const [, prefix] = /^(\w*)Address$/i.exec(name) ?? [];
  if (prefix === undefined || object?.kind !== 'standard') return null;
  const found = ['Street', 'City', 'State', 'PostalCode', 'Country'].flatMap(
    (part) => object.fields.get(`${prefix}${part}`.toLowerCase())?.name ?? []
  );
  return found.length === 5 ? found : null;
}

function checkOtherAccess(xml: XmlElement, set: string, parts: PackageParts): void {
  for (const element of childrenOf(xml, 'tabSettings')) {
    const tab = textOf(element, 'tab');
    if (!tab?.startsWith('standard-')) parts.needsComponent('CustomTab', tab, positionOf(element, 'tab'), set);
  }
  for (const element of childrenOf(xml, 'applicationVisibilities')) {
    const application = textOf(element, 'application');
    if (!application?.startsWith('standard__')) {
      parts.needsComponent('CustomApplication', application, positionOf(element, 'application'), set);
    }
  }
  for (const name of [
    'flowAccesses',
    'pageAccesses',
    'recordTypeVisibilities',
    'externalDataSourceAccesses',
    'agentAccesses'
  ]) {
    for (const element of childrenOf(xml, name)) {
      parts.diagnostics.error('MET3033', element.position, `${set}: the local org does not carry out ${name}`);
    }
  }
}
