/** References of report types, reports and dashboards. The local org shows none of it; a deploy would check it. */
import type { SourcePosition } from '../../base/index.ts';
import type { PackageParts } from './package-parts.ts';
import type { SourceComponent } from './source-files.ts';
import { childOf, childrenOf, positionOf, textOf, type XmlElement } from './xml.ts';

export function checkReports(parts: PackageParts): void {
  for (const component of parts.ofType('ReportType')) checkReportType(parts, component);
  for (const component of parts.ofType('Report')) checkReport(parts, component);
  for (const { fullName, xml } of parts.ofType('Dashboard')) {
    needsFolder(parts, 'DashboardFolder', fullName, xml, `dashboard ${fullName}`);
    forEachElement(xml, 'report', (element) =>
      parts.needsComponent('Report', element.text.trim(), element.position, `dashboard ${fullName}`)
    );
  }
}

/** A column names the object (`Contact`, or a path to a related one) and a field of it. */
function checkReportType(parts: PackageParts, { fullName, xml }: SourceComponent): void {
  const wanted = `report type ${fullName}`;
  const base = textOf(xml, 'baseObject');
  if (!parts.needsObject(base, positionOf(xml, 'baseObject'), wanted)) return;
  for (const section of childrenOf(xml, 'sections')) {
    for (const column of childrenOf(section, 'columns')) {
      const table = textOf(column, 'table') ?? '';
      // A related object is named by its relationships; its fields are checked where the object is the base.
      if (table.toLowerCase() !== base?.toLowerCase()) continue;
      parts.needsField(table, textOf(column, 'field'), positionOf(column, 'field'), wanted);
    }
  }
}

/** Elements of a report whose text is the name of a column. */
const COLUMN_ELEMENTS = ['field', 'column', 'dateColumn', 'sortColumn'];

function checkReport(parts: PackageParts, { fullName, xml }: SourceComponent): void {
  const wanted = `report ${fullName}`;
  needsFolder(parts, 'ReportFolder', fullName, xml, wanted);
  const type = textOf(xml, 'reportType') ?? '';
  // A report type of the package is named with the suffix of custom things here, and here only (observed in retrieved reports).
  const custom = /^(.*)__c$/.exec(type)?.[1];
  if (custom !== undefined) parts.needsComponent('ReportType', custom, positionOf(xml, 'reportType'), wanted);
  for (const name of COLUMN_ELEMENTS)
    forEachElement(xml, name, ({ text, position }) => checkColumn(parts, text.trim(), position, wanted));
}

/** Columns of custom report types are `Object$Field`; those of standard ones have names of their own. */
function checkColumn(parts: PackageParts, column: string, at: SourcePosition, wanted: string): void {
  const [object, field, more] = column.split('$');
  if (object === undefined || field === undefined || more !== undefined) return;
  if (parts.needsObject(object, at, wanted)) parts.needsField(object, field, at, wanted);
}

function needsFolder(parts: PackageParts, type: string, fullName: string, xml: XmlElement, wanted: string): void {
  const folder = fullName.split('/')[0];
  if (folder !== 'unfiled$public') parts.needsComponent(type, folder, xml.position, wanted);
}

function forEachElement(xml: XmlElement, name: string, act: (element: XmlElement) => void): void {
  for (const child of xml.children) {
    if (child.name === name && childOf(child, name) === undefined && child.children.length === 0) act(child);
    forEachElement(child, name, act);
  }
}
