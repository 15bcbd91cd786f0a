/** Checks of a query in user mode, made while it is planned: every object and field that any clause names. */
import type { FieldDescribe, SObjectDescribe } from '../../metadata/index.ts';
import { noSuchColumn } from '../query/errors.ts';
import type { RunningUser } from '../save.ts';
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
  /** Throws InaccessibleFields when any were noted: user mode finds all of them, in all clauses (Apex Developer Guide, "Enforce User Mode"). */
  settle(): void;
}

/** System mode. */
export const openGuard: QueryGuard = {
  object: () => undefined,
  field: () => undefined,
  shows: () => true,
  settle: () => undefined
};

class UserGuard implements QueryGuard {
  readonly #user: RunningUser;
  readonly #fields = new Map<string, Set<string>>();
  #first: { readonly describe: SObjectDescribe; readonly field: FieldDescribe } | null = null;

  constructor(user: RunningUser) {
    this.#user = user;
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

export function guardOf(access: QueryAccess, user: RunningUser): QueryGuard {
  return access.mode === 'user' ? new UserGuard(user) : openGuard;
}
