/**
 * Refusals. The words are the platform's; in brackets behind them the local org says which permission is missing and to whom, because
 * the platform's words alone ("No such column") do not tell a missing permission from a mistyped name.
 */
import type { SObjectDescribe } from '../../metadata/index.ts';
import type { RunningUser } from '../save.ts';
import { DatabaseError } from '../transaction.ts';
import type { ObjectRight } from './rights.ts';

/** The user lacks a permission on the object. Apex: "System.SecurityException: Access to entity 'Case' denied" (observed at API 67.0). */
export class EntityAccessDenied extends DatabaseError {
  readonly describe: SObjectDescribe;
  readonly right: ObjectRight;
  readonly hint: string;

  constructor(describe: SObjectDescribe, right: ObjectRight, user: RunningUser) {
    const hint = lacks(user, `${RIGHT_NAMES[right]} on ${describe.name}`);
    super('INSUFFICIENT_ACCESS', `Access to entity '${describe.name}' denied ${hint}`);
    this.describe = describe;
    this.right = right;
    this.hint = hint;
  }
}

/** A query in user mode names fields that the user must not see; all of them are listed (`QueryException.getInaccessibleFields`). */
export class InaccessibleFields extends DatabaseError {
  /** Field names by object name. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(message: string, fields: ReadonlyMap<string, ReadonlySet<string>>, user: RunningUser) {
    const names = [...fields].flatMap(([object, set]) => [...set].map((field) => `${object}.${field}`));
    super('INVALID_FIELD', `${message} ${lacks(user, `Read on ${names.join(', ')}`)}`);
    this.fields = fields;
  }
}

const RIGHT_NAMES: Readonly<Record<ObjectRight, string>> = {
  read: 'Read',
  create: 'Create',
  edit: 'Edit',
  delete: 'Delete',
  viewAll: 'View All Records',
  modifyAll: 'Modify All Records'
};

export function lacks(user: RunningUser, permission: string): string {
  return `[local org: no profile or permission set gives ${user.username} ${permission}]`;
}
