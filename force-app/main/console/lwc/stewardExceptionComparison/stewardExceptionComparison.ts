// What the source sent beside what Salesforce holds.
import { LightningElement, api } from 'lwc';
import { ageInWords } from 'c/stewardAge';
import { reasonExplanation, reasonLabel } from 'c/stewardReasons';
import type { ExceptionItem, FieldComparison } from '@salesforce/apex/StewardConsoleController.listOpenExceptions';

interface FieldRow extends FieldComparison {
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
      rowClass: compared.differs ? 'field field_differs' : 'field'
    }));
  }

  get hasRows(): boolean {
    return this.rows.length > 0;
  }

  get summary(): string {
    const differing = this.rows.filter((row) => row.differs).length;
    return `${differing} of ${this.rows.length} fields differ`;
  }
}
