/** Metadata XML as a tree in which every element knows its line, so that a problem can be pointed at. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { DiagnosticBag, SourcePosition } from '../../base/index.ts';

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Text of a leaf, surrounding blanks kept: Salesforce keeps them in labels and formulas. */
  readonly text: string;
  readonly position: SourcePosition;
}

type ParsedNode = Record<string, unknown>;

const POSITION = XMLParser.getMetaDataSymbol() as unknown as symbol;
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  captureMetaData: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // Numeric character references as well as the five named ones.
  htmlEntities: true
});

/** The root element of a file, or null after a diagnostic. */
export function parseXml(source: string, file: string, diagnostics: DiagnosticBag): XmlElement | null {
  const checked = XMLValidator.validate(source);
  if (checked !== true) {
    const { line, col, msg } = checked.err;
    diagnostics.error('MET3001', { file, line, column: col }, `not well-formed XML: ${msg}`);
    return null;
  }
  const nodes = parsed(source, file, diagnostics);
  if (!nodes) return null;
  const lines = lineStarts(source);
  for (const node of nodes) {
    const name = elementName(node);
    if (name && !name.startsWith('?')) return toElement(node, name, file, lines);
  }
  diagnostics.error('MET3001', { file, line: 1, column: 1 }, 'the file has no root element');
  return null;
}

/** The parser refuses some of what is well-formed: names that JavaScript gives a meaning, elements that nest too deep, too many entities. */
function parsed(source: string, file: string, diagnostics: DiagnosticBag): readonly ParsedNode[] | null {
  try {
    return parser.parse(source) as unknown as ParsedNode[];
  } catch (error) {
    diagnostics.error('MET3001', { file, line: 1, column: 1 }, `XML that cannot be read: ${(error as Error).message}`);
    return null;
  }
}

export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Text of a child without surrounding blanks; undefined when the element is missing or `xsi:nil`. */
export function textOf(element: XmlElement, name: string): string | undefined {
  const child = childOf(element, name);
  return child && !isNil(child) ? child.text.trim() : undefined;
}

export function isTrue(element: XmlElement, name: string): boolean {
  return textOf(element, name) === 'true';
}

export function numberOf(element: XmlElement, name: string): number | undefined {
  const text = textOf(element, name);
  return text === undefined || text === '' ? undefined : Number(text);
}

export function isNil(element: XmlElement): boolean {
  return element.attributes.get('xsi:nil') === 'true';
}

/** Where a child is, or its parent when it is missing. */
export function positionOf(element: XmlElement, name: string): SourcePosition {
  return (childOf(element, name) ?? element).position;
}

function elementName(node: ParsedNode): string | undefined {
  return Object.keys(node).find((key) => key !== ':@' && key !== '#text');
}

function toElement(node: ParsedNode, name: string, file: string, lines: readonly number[]): XmlElement {
  const children: XmlElement[] = [];
  let text = '';
  for (const inner of node[name] as ParsedNode[]) {
    if (typeof inner['#text'] === 'string') text += inner['#text'];
    const childName = elementName(inner);
    if (childName) children.push(toElement(inner, childName, file, lines));
  }
  const place = (node as Record<symbol, { startIndex: number } | undefined>)[POSITION];
  return {
    name,
    attributes: new Map(Object.entries((node[':@'] as Record<string, string> | undefined) ?? {})),
    children,
    text,
    position: positionAt(place?.startIndex ?? 0, file, lines)
  };
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let index = source.indexOf('\n'); index >= 0; index = source.indexOf('\n', index + 1)) starts.push(index + 1);
  return starts;
}

function positionAt(offset: number, file: string, starts: readonly number[]): SourcePosition {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
