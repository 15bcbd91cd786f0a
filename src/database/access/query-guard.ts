/** Checks of a query, made while it is planned: every object and field that any clause names, and which records are there for the user. */
import type { FieldDescribe, OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import { noSuchColumn } from '../query/errors.ts';
import type { ParameterList } from '../query/parameters.ts';
import type { RunningUser } from '../save.ts';
import { accessCondition, questionOf } from '../sharing/record-access.ts';
import type { QueryAccess } from '../transaction.ts';
import { requireRight } from './check.ts';
import { InaccessibleFields } from './denied.ts';

export interface QueryGuard {
  /** Throws EntityAccessDenied. */
  object(describe: SObjectDescribe): void;
  /** Notes a field that the user must not see. */
  field(describe: SObjectDescribe, field: FieldDescribe): void;
  /** Whether `FIELDS(ALL)` shows the field. */
  shows(describe: SObjectDescribe, field: FieldDescribe): boolean;
  /** SQL that is true of the records behind `alias` that the user may read; null for all. */
  records(describe: SObjectDescribe, alias: string, parameters: ParameterList): string | null;
  /** Throws InaccessibleFields when any were noted: user mode finds all of them, in all clauses (Apex Developer Guide, "Enforce User Mode"). */
  settle(): void;
}

/** System mode without sharing. */
export const openGuard: QueryGuard = {
  object: () => undefined,
  field: () => undefined,
  shows: () => true,
  records: () => null,
  settle: () => undefined
};

class UserGuard implements QueryGuard {
  readonly records: QueryGuard['records'];
  readonly #user: RunningUser;
  readonly #fields = new Map<string, Set<string>>();
  #first: { readonly describe: SObjectDescribe; readonly field: FieldDescribe } | null = null;

  constructor(user: RunningUser, schema: OrgSchema) {
    this.#user = user;
    this.records = recordsOf(user, schema);
  }

  object(describe: SObjectDescribe): void {
    requireRight(this.#user, describe, 'read');
  }

  field(describe: SObjectDescribe, field: FieldDescribe): void {
    if (this.shows(describe, field)) return;
    this.#first ??= { describe, field };
    const names = this.#fields.get(describe.name) ?? new Set();
    this.#fields.set(describe.name, names.add(field.name));
  }

  shows(describe: SObjectDescribe, field: FieldDescribe): boolean {
    return !this.#user.access.hiddenFields(describe).has(field.name);
  }

  settle(): void {
    if (!this.#first) return;
    const { describe, field } = this.#first;
    throw new InaccessibleFields(noSuchColumn(field.name, describe.name).message, this.#fields, this.#user);
  }
}

function recordsOf({ access }: RunningUser, schema: OrgSchema): QueryGuard['records'] {
  return (describe, alias, parameters) =>
    accessCondition(questionOf(schema, access, parameters), describe, alias, 'read');
}

/** User mode always applies sharing, system mode where the class says so (Apex Developer Guide, "Set an Access Mode for Database Operations"). */
export function guardOf({ mode, sharing }: QueryAccess, user: RunningUser, schema: OrgSchema): QueryGuard {
  if (mode === 'user') return new UserGuard(user, schema);
  return sharing ? { ...openGuard, records: recordsOf(user, schema) } : openGuard;
}
