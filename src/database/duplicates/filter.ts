/** Conditions of a duplicate rule: on the record, or on the running user (salesforce-facts 1.1 row 7: how an integration is exempted). */
import type { DuplicateRule, DuplicateRuleFilterItem } from '../../metadata/index.ts';
import { foldCase } from '../schema/fold-case.ts';
import { toDecimal } from '../schema/values.ts';
import type { RunningUser } from '../save.ts';
import type { FieldValue, SObject } from '../sobject.ts';
import { DatabaseError } from '../transaction.ts';
import { evaluateFilter, parseBooleanFilter } from './boolean-filter.ts';

export function ruleApplies(rule: DuplicateRule, user: RunningUser, record: SObject): boolean {
  const { filter } = rule;
  if (!filter || filter.items.length === 0) return true;
  const items = filter.items;
  return evaluateFilter(parseBooleanFilter(filter.booleanFilter, items.length), (number) => {
    const item = items[number - 1];
    return item !== undefined && itemHolds(item, valueOf(rule, item, user, record));
  });
}

/** `table` User reads the running user; Profile and UserRole what the user points at; the rule's object the record itself. */
function valueOf(rule: DuplicateRule, item: DuplicateRuleFilterItem, user: RunningUser, record: SObject): FieldValue {
  const table = item.table.toLowerCase();
  if (table === rule.object.toLowerCase()) {
    const field = record.describe.fields.get(item.field.toLowerCase());
    return field ? (record.fields.get(field.name) ?? null) : null;
  }
  if (table === 'user') return user.field(item.field);
  return user.field(`${item.table}.${item.field}`);
}

function itemHolds(item: DuplicateRuleFilterItem, value: FieldValue): boolean {
  const text = value === null ? '' : foldCase(String(value));
  const wanted = foldCase(item.value);
  switch (item.operation) {
    case 'equals':
      return wanted === '' ? text === '' : wanted.split(',').some((part) => text === part.trim());
    case 'notEqual':
      return wanted === '' ? text !== '' : !wanted.split(',').some((part) => text === part.trim());
    case 'contains':
      return wanted.split(',').some((part) => text.includes(part.trim()));
    case 'notContain':
      return !wanted.split(',').some((part) => text.includes(part.trim()));
    case 'startsWith':
      return wanted.split(',').some((part) => text.startsWith(part.trim()));
    case 'includes':
      return wanted.split(/[,;]/).some((part) => text.split(';').includes(part.trim()));
    case 'excludes':
      return !wanted.split(/[,;]/).some((part) => text.split(';').includes(part.trim()));
    case 'lessThan':
    case 'greaterThan':
    case 'lessOrEqual':
    case 'greaterOrEqual':
      return value !== null && compares(item.operation, order(value, item.value));
    default:
      throw new DatabaseError('INVALID_FILTER', `Duplicate rule filter operation ${item.operation} is not supported.`);
  }
}

function order(value: FieldValue, wanted: string): number {
  const number = toDecimal(value);
  if (number) return number.value.cmp(wanted);
  const text = foldCase(String(value));
  const other = foldCase(wanted);
  return text < other ? -1 : text > other ? 1 : 0;
}

function compares(operation: 'lessThan' | 'greaterThan' | 'lessOrEqual' | 'greaterOrEqual', sign: number): boolean {
  if (operation === 'lessThan') return sign < 0;
  if (operation === 'greaterThan') return sign > 0;
  return operation === 'lessOrEqual' ? sign <= 0 : sign >= 0;
}
