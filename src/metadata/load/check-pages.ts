/** References of what users see: list views, layouts, tabs, apps and pages. The local org keeps none of it; a deploy would check it. */
import type { PackageParts } from './package-parts.ts';
import { childrenOf, isTrue, positionOf, textOf, type XmlElement } from './xml.ts';

const MOST_COMPACT_FIELDS = 10;

export function checkPages(parts: PackageParts): void {
  checkListViews(parts);
  checkCompactLayouts(parts);
  checkLayouts(parts);
  checkTabs(parts);
  checkApplications(parts);
  checkFlexiPages(parts);
}

/** Standard columns have names of their own (`FULL_NAME`, `CREATED_DATE`), so only custom fields can be looked up. */
function checkListViews(parts: PackageParts): void {
  for (const { fullName, xml } of parts.ofType('ListView')) {
    const [object = '', name = ''] = fullName.split('.');
    if (!parts.needsObject(object, xml.position, `list view ${name}`)) continue;
    const fields = [
      ...childrenOf(xml, 'columns'),
      ...childrenOf(xml, 'filters').flatMap((filter) => childrenOf(filter, 'field'))
    ];
    for (const element of fields) checkCustomField(parts, object, element, `list view ${name}`);
    const queue = textOf(xml, 'queue');
    if (queue !== undefined) parts.needsComponent('Queue', queue, positionOf(xml, 'queue'), `list view ${name}`);
  }
}

/** Metadata API Developer Guide, "CompactLayout" (up to 10 fields) and "CustomObject", compactLayoutAssignment (`SYSTEM` is the platform's own). */
function checkCompactLayouts(parts: PackageParts): void {
  for (const { fullName, xml } of parts.ofType('CompactLayout')) {
    const [object = '', name = ''] = fullName.split('.');
    const wanted = `compact layout ${name}`;
    if (!parts.needsObject(object, xml.position, wanted)) continue;
    const fields = childrenOf(xml, 'fields');
    for (const field of fields) parts.needsField(object, field.text.trim(), field.position, wanted);
    if (fields.length > MOST_COMPACT_FIELDS) {
      const position = fields[MOST_COMPACT_FIELDS]!.position;
      parts.diagnostics.error('MET3005', position, `${wanted} has more than ${MOST_COMPACT_FIELDS} fields`);
    }
  }
  for (const { fullName, xml } of parts.ofType('CustomObject')) {
    const assigned = textOf(xml, 'compactLayoutAssignment');
    if (assigned === undefined || assigned === 'SYSTEM') continue;
    const position = positionOf(xml, 'compactLayoutAssignment');
    parts.needsComponent('CompactLayout', `${fullName}.${assigned}`, position, `object ${fullName}`);
  }
}

function checkLayouts(parts: PackageParts): void {
  for (const { fullName, xml } of parts.ofType('Layout')) {
    const object = fullName.split('-')[0] ?? '';
    if (!parts.needsObject(object, xml.position, `layout ${fullName}`)) continue;
    const visit = (element: XmlElement): void => {
      for (const child of element.children) {
        if (element.name === 'layoutItems' && child.name === 'field')
          checkCustomField(parts, object, child, `layout ${fullName}`);
        else visit(child);
      }
    };
    visit(xml);
  }
}

function checkTabs(parts: PackageParts): void {
  for (const { fullName, xml } of parts.ofType('CustomTab')) {
    const wanted = `tab ${fullName}`;
    if (isTrue(xml, 'customObject')) {
      parts.needsObject(fullName, xml.position, wanted);
      // salesforce-facts 2: the tab of an object takes its label from the object.
      if (textOf(xml, 'label') !== undefined) {
        parts.diagnostics.error(
          'MET3005',
          positionOf(xml, 'label'),
          `${wanted}: the tab of an object has no label of its own`
        );
      }
    }
    const flexiPage = textOf(xml, 'flexiPage');
    if (flexiPage !== undefined) parts.needsComponent('FlexiPage', flexiPage, positionOf(xml, 'flexiPage'), wanted);
    const component = textOf(xml, 'lwcComponent');
    if (component !== undefined) needsBundle(parts, component, xml, 'lwcComponent', wanted);
  }
}

function checkApplications(parts: PackageParts): void {
  for (const { fullName, xml } of parts.ofType('CustomApplication')) {
    const wanted = `app ${fullName}`;
    for (const tab of childrenOf(xml, 'tabs')) {
      const name = tab.text.trim();
      if (!name.startsWith('standard-')) parts.needsComponent('CustomTab', name, tab.position, wanted);
    }
    for (const override of childrenOf(xml, 'actionOverrides')) {
      const target = textOf(override, 'pageOrSobjectType');
      if (target?.endsWith('__c')) parts.needsObject(target, positionOf(override, 'pageOrSobjectType'), wanted);
      if (textOf(override, 'type') === 'Flexipage') {
        parts.needsComponent('FlexiPage', textOf(override, 'content'), positionOf(override, 'content'), wanted);
      }
    }
    const bar = textOf(xml, 'utilityBar');
    if (bar !== undefined) parts.needsComponent('FlexiPage', bar, positionOf(xml, 'utilityBar'), wanted);
  }
}

function checkFlexiPages(parts: PackageParts): void {
  for (const { fullName, xml } of parts.ofType('FlexiPage')) {
    const wanted = `page ${fullName}`;
    const object = textOf(xml, 'sobjectType');
    if (object !== undefined) parts.needsObject(object, positionOf(xml, 'sobjectType'), wanted);
    // Metadata API Developer Guide, "FlexiPage", sobjectType: the object of a record page.
    else if (textOf(xml, 'type') === 'RecordPage') parts.needsObject(object, positionOf(xml, 'type'), wanted);
    const visit = (element: XmlElement): void => {
      const name = element.name === 'componentInstance' ? textOf(element, 'componentName') : undefined;
      // A name with a colon is a component of Salesforce (`flexipage:richText`); one without is a bundle of this package.
      if (name !== undefined && !name.includes(':')) needsBundle(parts, name, element, 'componentName', wanted);
      const item = element.name === 'fieldInstance' ? textOf(element, 'fieldItem') : undefined;
      if (object !== undefined && item?.startsWith('Record.'))
        parts.needsField(object, item.slice('Record.'.length), positionOf(element, 'fieldItem'), wanted);
      for (const child of element.children) visit(child);
    };
    visit(xml);
  }
}

function needsBundle(parts: PackageParts, name: string, element: XmlElement, child: string, wanted: string): void {
  if (parts.bundles.some((bundle) => bundle.name === name)) return;
  parts.diagnostics.error(
    'MET3025',
    positionOf(element, child),
    `${wanted} names the component ${name}, which is not in the package`
  );
}

function checkCustomField(parts: PackageParts, object: string, element: XmlElement, wanted: string): void {
  const name = element.text.trim();
  if (name.endsWith('__c')) parts.needsField(object, name, element.position, wanted);
}
