/** A record in memory: what Apex calls an SObject, and what the order of save works on. */
import type { ApexBlob, ApexDate, ApexDatetime, ApexDecimal, ApexDouble, ApexTime } from '../base/index.ts';
import type { SObjectDescribe } from '../metadata/index.ts';

/**
 * A field's value as Apex holds it: text and ids as string (ids in 18 characters), checkbox as boolean, Number fields with scale 0 too as
 * ApexDecimal, dates as ApexDate / ApexDatetime / ApexTime.
 */
export type FieldValue =
  string | number | boolean | null | ApexDecimal | ApexDouble | ApexDate | ApexDatetime | ApexTime | ApexBlob;

export interface RecordError {
  readonly message: string;
  readonly fields: readonly string[];
  readonly statusCode: string;
}

export interface DuplicateRuleHeader {
  readonly allowSave: boolean;
  readonly includeRecordDetails: boolean;
  readonly runAsCurrentUser: boolean;
}

export class SObject {
  readonly describe: SObjectDescribe;
  /** Set or queried values by canonical field name; a missing key was neither set nor queried. */
  readonly fields = new Map<string, FieldValue>();
  /** Parent records by canonical relationship name (`Account`, `Run__r`). */
  readonly parents = new Map<string, SObject | null>();
  /** Child records of a subquery by canonical relationship name. */
  readonly children = new Map<string, SObject[]>();
  /** True for a record that a query returned: reading a field that was not selected is then an error. */
  queried = false;
  /** Fields that were set since the record was queried; of a record that was not queried all fields were set. */
  readonly assigned = new Set<string>();
  /** `setOptions`: the duplicate rule header travels with the record (Database.upsert takes no DMLOptions). */
  duplicateRuleHeader: DuplicateRuleHeader | null = null;
  /** What `addError` collected during the present save. */
  readonly errors: RecordError[] = [];
  /** Records in Trigger.new of an after trigger and in Trigger.old cannot be changed. */
  readOnly = false;

  constructor(describe: SObjectDescribe) {
    this.describe = describe;
  }

  get id(): string | null {
    return (this.fields.get('Id') as string | null | undefined) ?? null;
  }

  set id(value: string | null) {
    this.fields.set('Id', value);
  }

  /** A copy with the same values; parents and children are shared. */
  clone(): SObject {
    const copy = new SObject(this.describe);
    for (const [name, value] of this.fields) copy.fields.set(name, value);
    for (const [name, value] of this.parents) copy.parents.set(name, value);
    for (const [name, value] of this.children) copy.children.set(name, value);
    copy.queried = this.queried;
    for (const name of this.assigned) copy.assigned.add(name);
    copy.duplicateRuleHeader = this.duplicateRuleHeader;
    return copy;
  }
}
