/** Validation, matching and duplicate rules, each checked on its own; what they ask of each other is in check-duplicate-rules.ts. */
import type { SourcePosition } from '../../base/index.ts';
import type {
  DuplicateRule,
  DuplicateRuleFilterItem,
  FieldDescribe,
  MatchingMethod,
  MatchingRule,
  ValidationRule
} from '../schema/describe.ts';
import type { PackageParts } from './package-parts.ts';
import { checkDescription } from './read-fields.ts';
import type { SourceComponent } from './source-files.ts';
import { childOf, childrenOf, isNil, isTrue, numberOf, positionOf, textOf, type XmlElement } from './xml.ts';

/** A rule with the element that a problem with it is reported at. */
export interface Placed<Rule> {
  readonly rule: Rule;
  readonly element: XmlElement;
}

export function readValidationRules(parts: PackageParts): ValidationRule[] {
  return parts.ofType('ValidationRule').flatMap(({ fullName, xml }) => {
    const [object = '', name = ''] = fullName.split('.');
    if (!checkRuleName(parts, xml, name) || !parts.needsObject(object, xml.position, `validation rule ${name}`))
      return [];
    checkDescription(xml, name, parts.diagnostics, 255);
    const message = textOf(xml, 'errorMessage') ?? '';
    if (message.length > 255) {
      parts.diagnostics.error(
        'MET3040',
        positionOf(xml, 'errorMessage'),
        `${name}: an error message has at most 255 characters`
      );
    }
    const errorDisplayField = textOf(xml, 'errorDisplayField');
    if (errorDisplayField !== undefined) {
      parts.needsField(object, errorDisplayField, positionOf(xml, 'errorDisplayField'), `validation rule ${name}`);
    }
    const errorConditionFormula = textOf(xml, 'errorConditionFormula') ?? '';
    for (const [, permission] of errorConditionFormula.matchAll(/\$Permission\.(\w+)/gi)) {
      parts.needsComponent(
        'CustomPermission',
        permission,
        positionOf(xml, 'errorConditionFormula'),
        `validation rule ${name}`
      );
    }
    return [
      {
        object: parts.object(object)!.name,
        name,
        active: isTrue(xml, 'active'),
        errorConditionFormula,
        errorMessage: message,
        ...(errorDisplayField !== undefined && { errorDisplayField })
      }
    ];
  });
}

/** Field types that a matching rule can compare. Source: salesforce-facts 1.7 (Salesforce help, "Matching rules considerations"). */
const MATCHABLE: ReadonlySet<FieldDescribe['type']> = new Set([
  'string',
  'email',
  'phone',
  'url',
  'picklist',
  'double',
  'int',
  'reference'
]);

export function readMatchingRules(parts: PackageParts): Placed<MatchingRule>[] {
  return parts.ofType('MatchingRules').flatMap(({ fullName: object, xml }) => {
    if (!parts.needsObject(object, xml.position, 'this file of matching rules')) return [];
    return childrenOf(xml, 'matchingRules').map((element) => readMatchingRule(parts, object, element));
  });
}

function readMatchingRule(parts: PackageParts, object: string, element: XmlElement): Placed<MatchingRule> {
  const { diagnostics } = parts;
  const name = textOf(element, 'fullName') ?? '';
  if (name === '')
    diagnostics.error('MET3007', element.position, 'a matching rule lacks the required element fullName');
  checkDescription(element, name, diagnostics, 255);
  const status = textOf(element, 'ruleStatus');
  if (status !== 'Active' && status !== 'Inactive') {
    // salesforce-facts 2: the other statuses are what the org reports while it works.
    diagnostics.error(
      'MET3041',
      positionOf(element, 'ruleStatus'),
      `${name}: only Active and Inactive can be deployed, not ${status ?? 'nothing'}`
    );
  }
  const itemElements = childrenOf(element, 'matchingRuleItems');
  if (itemElements.length === 0 || itemElements.length > 10) {
    diagnostics.error('MET3045', element.position, `${name}: a matching rule compares one to ten fields`);
  }
  const items = itemElements.map((item) => {
    const fieldName = textOf(item, 'fieldName') ?? '';
    const matchingMethod = (textOf(item, 'matchingMethod') ?? 'Exact') as MatchingMethod;
    const field = parts.needsField(object, fieldName, positionOf(item, 'fieldName'), `matching rule ${name}`);
    if (field && !MATCHABLE.has(field.type)) {
      diagnostics.error(
        'MET3041',
        positionOf(item, 'fieldName'),
        `${name}: a matching rule cannot compare ${fieldName}, a field of type ${field.type}`
      );
    }
    if (field?.type === 'email' && matchingMethod !== 'Exact') {
      diagnostics.error(
        'MET3041',
        positionOf(item, 'matchingMethod'),
        `${name}: e-mail can only be compared with Exact`
      );
    }
    return {
      fieldName: field?.name ?? fieldName,
      matchingMethod,
      // Default: salesforce-facts 1.7.
      blankValueBehavior: (textOf(item, 'blankValueBehavior') ?? 'NullNotAllowed') as 'MatchBlanks' | 'NullNotAllowed'
    };
  });
  const methods = new Set(items.map((item) => item.matchingMethod));
  if (methods.has('Exact') && methods.size > 1) {
    // A warning: salesforce-facts 1.7 has the advice of the help beside real packages that mix.
    diagnostics.warning(
      'MET3041',
      element.position,
      `${name} mixes exact and fuzzy methods: duplicates may not be found`
    );
  }
  const booleanFilter = readFilter(parts, element, name, items.length);
  return {
    rule: {
      object: parts.object(object)!.name,
      name,
      label: textOf(element, 'label') ?? name,
      active: status === 'Active',
      ...(booleanFilter !== undefined && { booleanFilter }),
      items
    },
    element
  };
}

export function readDuplicateRules(parts: PackageParts): Placed<DuplicateRule>[] {
  return parts.ofType('DuplicateRule').flatMap((component) => {
    const [object = '', name] = component.fullName.split('.');
    const { xml } = component;
    if (name === undefined) {
      parts.diagnostics.error(
        'MET3003',
        xml.position,
        'a duplicate rule file is named <Object>.<Rule>.duplicateRule-meta.xml'
      );
      return [];
    }
    return parts.needsObject(object, xml.position, `duplicate rule ${name}`)
      ? [readDuplicateRule(parts, component, object, name)]
      : [];
  });
}

function readDuplicateRule(
  parts: PackageParts,
  { xml }: SourceComponent,
  object: string,
  name: string
): Placed<DuplicateRule> {
  checkDescription(xml, name, parts.diagnostics, 255);
  const operations = (element: string): ('Alert' | 'Report')[] =>
    childrenOf(xml, element).flatMap((operation) => {
      const text = operation.text.trim();
      if (text === 'Alert' || text === 'Report') return [text as 'Alert' | 'Report'];
      parts.diagnostics.error(
        'MET3006',
        operation.position,
        `${element} cannot be "${text}"; expected one of Alert, Report`
      );
      return [];
    });
  const filterElement = childOf(xml, 'duplicateRuleFilter');
  const filter = filterElement && !isNil(filterElement) ? readRuleFilter(parts, filterElement, name) : undefined;
  const alertText = textOf(xml, 'alertText');
  return {
    rule: {
      object: parts.object(object)!.name,
      name,
      label: textOf(xml, 'masterLabel') ?? name,
      active: isTrue(xml, 'isActive'),
      actionOnInsert: (textOf(xml, 'actionOnInsert') ?? 'Allow') as 'Allow' | 'Block',
      actionOnUpdate: (textOf(xml, 'actionOnUpdate') ?? 'Allow') as 'Allow' | 'Block',
      ...(alertText !== undefined && { alertText }),
      operationsOnInsert: operations('operationsOnInsert'),
      operationsOnUpdate: operations('operationsOnUpdate'),
      securityOption: (textOf(xml, 'securityOption') ?? 'EnforceSharingRules') as DuplicateRule['securityOption'],
      sortOrder: numberOf(xml, 'sortOrder') ?? 0,
      ...(filter && { filter }),
      matchRules: childrenOf(xml, 'duplicateRuleMatchRules').map((element) =>
        readMatchReference(parts, element, object)
      )
    },
    element: xml
  };
}

function readRuleFilter(parts: PackageParts, element: XmlElement, name: string): DuplicateRule['filter'] {
  const items = childrenOf(element, 'duplicateRuleFilterItems').map((item): DuplicateRuleFilterItem => {
    const table = textOf(item, 'table') ?? '';
    const field = textOf(item, 'field') ?? '';
    if (parts.needsObject(table, positionOf(item, 'table'), `the filter of ${name}`)) {
      parts.needsField(table, field, positionOf(item, 'field'), `the filter of ${name}`);
    }
    if (textOf(item, 'valueField') !== undefined) {
      parts.diagnostics.error(
        'MET3033',
        positionOf(item, 'valueField'),
        'the local org compares filter fields with values only'
      );
    }
    return {
      table,
      field,
      operation: textOf(item, 'operation') ?? 'equals',
      value: textOf(item, 'value') ?? '',
      sortOrder: numberOf(item, 'sortOrder') ?? 0
    };
  });
  items.sort((left, right) => left.sortOrder - right.sortOrder);
  const booleanFilter = readFilter(parts, element, name, items.length);
  return { ...(booleanFilter !== undefined && { booleanFilter }), items };
}

function readMatchReference(
  parts: PackageParts,
  element: XmlElement,
  object: string
): DuplicateRule['matchRules'][number] {
  const matchRuleSObjectType = textOf(element, 'matchRuleSObjectType') ?? '';
  const known = parts.needsObject(
    matchRuleSObjectType,
    positionOf(element, 'matchRuleSObjectType'),
    'a duplicate rule'
  );
  const mappingElement = childOf(element, 'objectMapping');
  const reference = { matchRuleSObjectType, matchingRule: textOf(element, 'matchingRule') ?? '' };
  if (!mappingElement || isNil(mappingElement)) return reference;
  const output = textOf(mappingElement, 'outputObject') ?? '';
  // salesforce-facts 2: with a mapping, its output object is the object of the matching rule.
  if (output !== matchRuleSObjectType) {
    parts.diagnostics.error(
      'MET3042',
      positionOf(mappingElement, 'outputObject'),
      `outputObject is ${output}, matchRuleSObjectType is ${matchRuleSObjectType}`
    );
  }
  const mapping = new Map<string, string>();
  for (const fields of childrenOf(mappingElement, 'mappingFields')) {
    const [input = '', target = ''] = [textOf(fields, 'inputField'), textOf(fields, 'outputField')];
    parts.needsField(object, input, positionOf(fields, 'inputField'), 'an object mapping');
    if (known) parts.needsField(matchRuleSObjectType, target, positionOf(fields, 'outputField'), 'an object mapping');
    mapping.set(input, target);
  }
  return { ...reference, mapping };
}

/** A filter logic such as `1 AND (2 OR 3)`: numbers of items, AND, OR, NOT and brackets. */
function readFilter(parts: PackageParts, element: XmlElement, name: string, items: number): string | undefined {
  const text = textOf(element, 'booleanFilter');
  if (text === undefined || text === '') return undefined;
  const at = positionOf(element, 'booleanFilter');
  const report = (message: string, where: SourcePosition): void =>
    parts.diagnostics.error('MET3046', where, `${name}: ${message}`);
  if (!/^(\d+|AND|OR|NOT|[()]|\s)+$/i.test(text)) report(`"${text}" is not a filter logic`, at);
  for (const [digits] of text.matchAll(/\d+/g)) {
    if (Number(digits) < 1 || Number(digits) > items)
      report(`the filter logic names item ${digits}, there are ${items}`, at);
  }
  return text;
}

function checkRuleName(parts: PackageParts, xml: XmlElement, name: string): boolean {
  const written = textOf(xml, 'fullName');
  if (written === name) return true;
  parts.diagnostics.error(
    'MET3003',
    positionOf(xml, 'fullName'),
    `the file is named ${name}, its fullName says ${written ?? '(nothing)'}`
  );
  return false;
}
