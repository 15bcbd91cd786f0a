// The open exceptions as rows: one of them is looked at, any number can be selected.
import { LightningElement, api } from 'lwc';
import { ageInWords } from 'c/stewardAge';
import { reasonLabel } from 'c/stewardReasons';
import type { ExceptionItem } from '@salesforce/apex/StewardConsoleController.listOpenExceptions';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly lane: string;
  readonly reason: string;
  readonly age: string;
  readonly incomingExternalId: string;
  readonly existingExternalId?: string | null;
  readonly existingContactName?: string | null;
  readonly claimed: boolean;
  readonly assignedTo?: string | null;
  readonly repeated: string | null;
  readonly picked: boolean;
  readonly pickLabel: string;
  readonly current: 'true' | null;
  readonly itemClass: string;
}

const CLAIMED = 'Claimed';

export default class StewardExceptionList extends LightningElement {
  @api items: readonly ExceptionItem[] = [];
  /** The one that is looked at. */
  @api selectedId: string | undefined;
  /** Whether rows can be selected for what is done to many at once. */
  @api pickable = false;
  @api pickedIds: readonly string[] = [];

  get rows(): Row[] {
    const picked = new Set(this.pickedIds);
    return this.items.map((item) => this.row(item, picked.has(item.id)));
  }

  handlePress(event: Event): void {
    const id = (event.currentTarget as HTMLElement).dataset['id'];
    this.dispatchEvent(new CustomEvent('selected', { detail: { id } }));
  }

  handlePick(event: Event): void {
    const { checked, dataset } = event.currentTarget as HTMLInputElement;
    this.dispatchEvent(new CustomEvent('picked', { detail: { id: dataset['id'], picked: checked } }));
  }

  /**
   * Tab, Enter and Space work because each row is a button and a checkbox; the arrows spare a steward the tabbing through a long queue. They stay
   * among the buttons, or among the checkboxes.
   */
  handleKey(event: KeyboardEvent): void {
    const from = event.currentTarget as HTMLElement;
    const alike = [...(this.template?.querySelectorAll<HTMLElement>(`${from.localName}[data-id]`) ?? [])];
    const next = targetOf(event.key, alike.indexOf(from), alike.length - 1);
    if (next !== undefined) {
      event.preventDefault();
      alike[next]?.focus();
    }
  }

  private row(item: ExceptionItem, picked: boolean): Row {
    const selected = item.id === this.selectedId;
    return {
      id: item.id,
      name: item.name,
      lane: item.lane ?? 'no lane',
      reason: reasonLabel(item.reason),
      age: ageInWords(item.ageInHours),
      incomingExternalId: item.incomingExternalId ?? 'no external id',
      existingExternalId: item.existingExternalId,
      existingContactName: item.existingContactName,
      claimed: item.status === CLAIMED,
      assignedTo: item.assignedTo ? `For ${item.assignedTo}` : null,
      picked,
      pickLabel: `Select ${item.name}`,
      repeated: item.occurrences > 1 ? `Seen ${item.occurrences} times` : null,
      current: selected ? 'true' : null,
      itemClass: selected ? 'item item_selected' : 'item'
    };
  }
}

function targetOf(key: string, at: number, last: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, last);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
