// Lets a steward work on one reason at a time: a list with counts where there is room, a combobox where there is not.
import { LightningElement, api } from 'lwc';
import { reasonLabel } from 'c/stewardReasons';
import type { ReasonCount } from '@salesforce/apex/StewardConsoleController.listOpenExceptions';

const ALL = '';

interface Choice {
  readonly value: string;
  readonly name: string;
  readonly label: string;
  readonly count: number;
  readonly current: 'true' | null;
  readonly itemClass: string;
}

export default class StewardReasonFilter extends LightningElement {
  @api counts: readonly ReasonCount[] = [];
  /** The reason worked on, or null for all. */
  @api reason: string | null = null;

  get choices(): Choice[] {
    const counts = [...this.counts].sort((left, right) => right.count - left.count);
    if (this.reason && !counts.some((counted) => counted.reason === this.reason)) {
      // The last exception of the reason was settled: the filter must still say what it filters by.
      counts.push({ reason: this.reason, count: 0 });
    }
    const all = counts.reduce((sum, counted) => sum + counted.count, 0);
    return [
      this.choice(ALL, 'All reasons', all),
      ...counts.map((counted) => this.choice(counted.reason, reasonLabel(counted.reason), counted.count))
    ];
  }

  get chosen(): string {
    return this.reason ?? ALL;
  }

  handlePress(event: Event): void {
    this.announce((event.currentTarget as HTMLElement).dataset['reason'] ?? ALL);
  }

  handleChange(event: CustomEvent<{ value: string }>): void {
    this.announce(event.detail.value);
  }

  private announce(value: string): void {
    this.dispatchEvent(new CustomEvent('filtered', { detail: { reason: value === ALL ? null : value } }));
  }

  private choice(value: string, name: string, count: number): Choice {
    const current = value === this.chosen;
    return {
      value,
      name,
      count,
      label: `${name} (${count})`,
      current: current ? 'true' : null,
      itemClass: current ? 'reason reason_current' : 'reason'
    };
  }
}
