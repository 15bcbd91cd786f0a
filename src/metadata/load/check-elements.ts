/** Checks an XML file against the element and enum lists of its metadata type, as the Metadata API does before it looks at the meaning. */
import type { DiagnosticBag } from '../../base/index.ts';
import { elementsOf, enumValues, type ElementSpec } from '../types/metadata-types.ts';
import { childrenOf, isNil, type XmlElement } from './xml.ts';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** True when the file has the right root and no problem was found in it. */
export function checkElements(root: XmlElement, type: string, diagnostics: DiagnosticBag): boolean {
  const before = diagnostics.items.length;
  if (root.name !== type) {
    diagnostics.error('MET3004', root.position, `the root element is ${root.name}, expected ${type}`);
    return false;
  }
  if (root.attributes.get('xmlns') !== NAMESPACE) {
    diagnostics.error('MET3004', root.position, `${type} lacks xmlns="${NAMESPACE}"`);
  }
  checkChildren(root, type, diagnostics);
  return diagnostics.items.length === before;
}

function checkChildren(element: XmlElement, type: string, diagnostics: DiagnosticBag): void {
  const specs = elementsOf(type);
  if (!specs) throw new Error(`the table of metadata types has no ${type}`);
  const seen = new Set<string>();
  for (const child of element.children) {
    const spec = specs.get(child.name);
    if (!spec) {
      diagnostics.error('MET3005', child.position, `${type} has no element ${child.name}`);
      continue;
    }
    if (seen.has(child.name) && !spec.list) {
      diagnostics.error('MET3009', child.position, `${child.name} may be given only once in ${type}`);
    }
    seen.add(child.name);
    if (!isNil(child)) checkValue(child, spec, diagnostics);
  }
  for (const [name, spec] of specs) {
    if (spec.required && childrenOf(element, name).length === 0) {
      diagnostics.error('MET3007', element.position, `${element.name} lacks the required element ${name}`);
    }
  }
}

function checkValue(element: XmlElement, spec: ElementSpec, diagnostics: DiagnosticBag): void {
  if (elementsOf(spec.type)) {
    checkChildren(element, spec.type, diagnostics);
    return;
  }
  // The WSDL says "string" for targetConfigs, which holds the configuration XML of a component as it is.
  if (spec.type === 'any' || element.name === 'targetConfigs') return;
  if (element.children.length > 0) {
    diagnostics.error('MET3005', element.children[0]!.position, `${element.name} holds a value, not elements`);
    return;
  }
  const text = element.text.trim();
  const values = enumValues(spec.type);
  if (values) {
    if (!values.includes(text)) {
      const expected = values.length > 12 ? `${values.slice(0, 12).join(', ')}, …` : values.join(', ');
      diagnostics.error(
        'MET3006',
        element.position,
        `${element.name} cannot be "${text}"; expected one of ${expected}`
      );
    }
  } else if (spec.type === 'boolean' && text !== 'true' && text !== 'false') {
    diagnostics.error('MET3008', element.position, `${element.name} must be true or false, not "${text}"`);
  } else if (spec.type === 'number' && !/^-?\d+(\.\d+)?$/.test(text)) {
    diagnostics.error('MET3008', element.position, `${element.name} must be a number, not "${text}"`);
  }
}
