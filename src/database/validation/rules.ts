/** Custom validation rules of an object over the rows of a save. */
import { ApexDate, ApexDatetime, ApexTime } from '../../base/index.ts';
import type { FieldDescribe, OrgSchema, SObjectDescribe, ValidationRule } from '../../metadata/index.ts';
import { toDecimal } from '../schema/values.ts';
import type { FieldValue, SObject } from '../sobject.ts';
import { isChanged } from '../saving/changes.ts';
import type { SaveRow } from '../saving/save-row.ts';
import type { Session } from '../transaction/session.ts';
import { FormulaError, NULL, evaluateFormula, parseFormula, walkFormula } from './formula.ts';
import type { FormulaNode, Literal } from './formula.ts';
import { loadParents, parentValue } from './parents.ts';
import type { ParentRecords } from './parents.ts';

interface PreparedRule {
  readonly rule: ValidationRule;
  readonly formula: FormulaNode;
}

interface PreparedRules {
  readonly rules: readonly PreparedRule[];
  /** `Account.Name` …: fields of parents that the formulas ask for. */
  readonly paths: readonly string[];
}

const prepared = new WeakMap<OrgSchema, Map<string, PreparedRules>>();

/** All failing rules of a record are reported together. */
export function checkValidationRules(session: Session, describe: SObjectDescribe, rows: readonly SaveRow[]): void {
  const { rules, paths } = rulesOf(session.schema, describe);
  if (rules.length === 0 || rows.length === 0) return;
  const parents = loadParents(session, describe, paths, rows);
  for (const row of rows) {
    for (const { rule, formula } of rules) {
      const problem = evaluate(session, row, formula, parents, rule);
      if (problem === null) continue;
      const fields = rule.errorDisplayField ? [rule.errorDisplayField] : [];
      row.fail('FIELD_CUSTOM_VALIDATION_EXCEPTION', problem, fields);
    }
  }
}

function rulesOf(schema: OrgSchema, describe: SObjectDescribe): PreparedRules {
  let byObject = prepared.get(schema);
  if (!byObject) prepared.set(schema, (byObject = new Map()));
  let found = byObject.get(describe.name);
  if (!found) {
    const rules = schema.validationRules
      .filter((rule) => rule.active && rule.object === describe.name)
      .map((rule) => ({ rule, formula: parseFormula(rule.errorConditionFormula) }));
    const paths = new Set<string>();
    const visit = (name: string): void => {
      if (name.includes('.') && !name.startsWith('$')) paths.add(name);
    };
    for (const { formula } of rules) walkFormula(formula, visit, () => undefined);
    byObject.set(describe.name, (found = { rules, paths: [...paths] }));
  }
  return found;
}

function evaluate(
  session: Session,
  row: SaveRow,
  formula: FormulaNode,
  parents: ParentRecords,
  rule: ValidationRule
): string | null {
  const field = (name: string): FieldDescribe => {
    const found = row.next.describe.fields.get(name.toLowerCase());
    if (!found) throw new FormulaError(`Field ${name} does not exist. Check spelling.`);
    return found;
  };
  try {
    const result = evaluateFormula(formula, {
      isNew: row.old === null,
      value: (name) => {
        if (name.startsWith('$')) return globalValue(session, name);
        if (name.includes('.')) return parentValue(parents, row.next, name, literalOf);
        return fieldLiteral(row.next, field(name));
      },
      priorValue: (name) => fieldLiteral(row.old ?? row.next, field(name)),
      // A record being inserted has no earlier value: ISCHANGED is false there.
      isChanged: (name) => row.old !== null && isChanged(row, field(name))
    });
    return result.value === true ? rule.errorMessage : null;
  } catch (error) {
    if (error instanceof FormulaError)
      return `The validation formula of ${rule.name} contains an error: ${error.message}`;
    throw error;
  }
}

function globalValue(session: Session, name: string): Literal {
  const [global = '', ...rest] = name.split('.');
  const member = rest.join('.');
  if (global === '$Permission')
    return { type: 'literal', dataType: 'checkbox', value: session.user.hasCustomPermission(member) };
  const value = session.user.field(global === '$Profile' ? `Profile.${member}` : member);
  return value === null ? { type: 'literal', dataType: 'text', value: '' } : untypedLiteral(value);
}

function fieldLiteral(record: SObject, field: FieldDescribe): Literal {
  return literalOf(field, record.fields.get(field.name) ?? null);
}

function literalOf(field: FieldDescribe, value: FieldValue): Literal {
  if (field.type === 'picklist' || field.type === 'multipicklist')
    return {
      type: 'literal',
      dataType: field.type,
      value: value ?? '',
      options: { values: [...(field.picklistValues ?? [])] }
    };
  if (value !== null) return untypedLiteral(value);
  const isText = !['int', 'double', 'currency', 'percent', 'date', 'datetime', 'time'].includes(field.type);
  return isText ? { type: 'literal', dataType: 'text', value: '', options: { length: 0 } } : NULL;
}

function untypedLiteral(value: Exclude<FieldValue, null>): Literal {
  const literal = (dataType: string, content: unknown, options: object = {}): Literal => ({
    type: 'literal',
    dataType,
    value: content,
    options
  });
  if (typeof value === 'boolean') return literal('checkbox', value);
  if (value instanceof ApexDate) return literal('date', new Date(value.time));
  if (value instanceof ApexDatetime) return literal('datetime', new Date(value.time));
  if (value instanceof ApexTime) return literal('time', new Date(value.milliseconds));
  const number = toDecimal(value);
  if (number) return { ...literal('number', number.toNumber(), { length: 18, scale: number.scale }), exact: number };
  const text = String(value);
  return literal('text', text, { length: text.length });
}
