// Shows what an action would do: to which record, which fields get which values, and what of the row the record does not get. Only shows what
// it is given.
import { LightningElement, api } from 'lwc';
import type { ActionResult } from '@salesforce/apex/StewardActionController.openCase';

interface ChangeRow {
  readonly field: string;
  readonly label: string;
  readonly isHidden: boolean;
  readonly before: string;
  readonly after: string;
}

export default class StewardEffect extends LightningElement {
  /** The answer of a preview. */
  @api expected: ActionResult | undefined;

  get hasExpectation(): boolean {
    return this.expected !== undefined;
  }

  get message(): string {
    return this.expected?.message ?? '';
  }

  get heading(): string {
    return this.expected?.success ? 'What will happen' : 'This cannot be done';
  }

  get frameClass(): string {
    return this.expected?.success ? 'expectation' : 'expectation expectation_refused';
  }

  /** Of a record that the user may not see the name of, its id tells it apart. */
  get record(): string {
    const { recordKind, recordId, recordName } = this.expected ?? {};
    if (!recordKind) {
      return '';
    }
    return recordId ? `The ${recordKind} ${recordName ?? recordId}` : `A new ${recordKind}`;
  }

  get changes(): ChangeRow[] {
    return (this.expected?.changes ?? []).map(({ field, label, isHidden, before, after }) => ({
      field,
      label: label ?? field,
      isHidden: isHidden ?? false,
      before: before ?? '',
      after: after ?? ''
    }));
  }

  get hasChanges(): boolean {
    return this.changes.length > 0;
  }

  get waiting(): readonly { readonly id: string; readonly words: string }[] {
    return (this.expected?.children ?? []).map(({ exceptionId, name, externalId }) => ({
      id: exceptionId,
      words: externalId ? `${name} (${externalId})` : name
    }));
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  get leftOut(): readonly { readonly field: string; readonly reason: string }[] {
    return this.expected?.leftOut ?? [];
  }

  get hasLeftOut(): boolean {
    return this.leftOut.length > 0;
  }
}
