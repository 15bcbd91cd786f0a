// What the source sent beside what Salesforce holds.
import { LightningElement, api } from 'lwc';
import { ageInWords } from 'c/stewardAge';
import { reasonExplanation, reasonLabel } from 'c/stewardReasons';
import type { ExceptionItem, FieldComparison } from '@salesforce/apex/StewardConsoleController.listOpenExceptions';

interface FieldRow extends FieldComparison {
  readonly marked: boolean;
  readonly rowClass: string;
}

export default class StewardExceptionComparison extends LightningElement {
  @api item: ExceptionItem | undefined;

  get heading(): string {
    return this.item ? reasonLabel(this.item.reason) : 'Comparison';
  }

  get explanation(): string {
    return this.item ? reasonExplanation(this.item.reason) : '';
  }

  get age(): string {
    return this.item ? ageInWords(this.item.ageInHours) : '';
  }

  get seen(): string {
    const times = this.item?.occurrences ?? 1;
    return times === 1 ? 'once' : `${times} times`;
  }

  /** Without a contact every field would differ from nothing, so only one side is shown. */
  get hasExisting(): boolean {
    return Boolean(this.item?.existingContactId);
  }

  get existingHeading(): string {
    return this.item?.existingContactName ?? 'In Salesforce';
  }

  /** Only an exception that once named an external id on the other side can have lost its contact. */
  get contactIsGone(): boolean {
    return Boolean(this.item?.existingExternalId) && !this.item?.existingContactId;
  }

  get rows(): FieldRow[] {
    return (this.item?.comparison ?? []).map((compared) => ({
      ...compared,
      marked: compared.differs && this.hasExisting,
      rowClass: compared.differs && this.hasExisting ? 'field field_differs' : 'field'
    }));
  }

  get hasRows(): boolean {
    return this.rows.length > 0;
  }

  get summary(): string {
    if (!this.hasExisting) {
      return 'Sent by the source; there is no single contact to compare with';
    }
    const differing = this.rows.filter((row) => row.differs).length;
    return `${differing} of ${this.rows.length} fields differ`;
  }
}
