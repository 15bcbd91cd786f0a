// The open exceptions as rows, one of them selected.
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
  readonly repeated: string | null;
  readonly current: 'true' | null;
  readonly rowClass: string;
}

const CLAIMED = 'Claimed';

export default class StewardExceptionList extends LightningElement {
  @api items: readonly ExceptionItem[] = [];
  @api selectedId: string | undefined;

  get rows(): Row[] {
    return this.items.map((item) => this.row(item));
  }

  handlePress(event: Event): void {
    const id = (event.currentTarget as HTMLElement).dataset['id'];
    this.dispatchEvent(new CustomEvent('selected', { detail: { id } }));
  }

  /** Tab and Enter work because each row is a button; the arrows spare a steward the tabbing through a long queue. */
  handleKey(event: KeyboardEvent): void {
    const buttons = [...(this.template?.querySelectorAll<HTMLElement>('button[data-id]') ?? [])];
    const at = buttons.indexOf(event.currentTarget as HTMLElement);
    const next = targetOf(event.key, at, buttons.length - 1);
    if (next !== undefined) {
      event.preventDefault();
      buttons[next]?.focus();
    }
  }

  private row(item: ExceptionItem): Row {
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
      repeated: item.occurrences > 1 ? `Seen ${item.occurrences} times` : null,
      current: selected ? 'true' : null,
      rowClass: selected ? 'row row_selected' : 'row'
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
