// Lets a steward choose a merge: the records, the one that stays, and, once a preview has shown them, whose value each field gets. Only shows and
// says what was chosen; the parent asks Apex.
import { LightningElement, api } from 'lwc';
import { withMembers, withSuggestions, withSurvivor, withValue } from 'c/stewardMergeChoice';
import type { MergeChoice } from 'c/stewardMergeChoice';
import type { FieldView, Match, MergeView } from '@salesforce/apex/StewardActionController.openCase';

interface Option {
  readonly label: string;
  readonly value: string;
}

interface FieldRow {
  readonly name: string;
  readonly label: string;
  readonly isChoosable: boolean;
  readonly isHidden: boolean;
  readonly chosen: string;
  /** The value of a field that follows from others, or that the user may not choose. */
  readonly settled: string;
  readonly options: readonly Option[];
}

export default class StewardMergeGroup extends LightningElement {
  /** Records that could be one. */
  @api matches: readonly Match[] = [];
  @api choice: MergeChoice | undefined;
  /** What the last preview of these records and this survivor showed. */
  @api view: MergeView | undefined;
  @api disabled = false;

  get memberOptions(): Option[] {
    return this.matches.map((match) => ({ value: match.id, label: labelOf(match) }));
  }

  get survivorOptions(): Option[] {
    return this.memberOptions.filter(({ value }) => this.memberIds.includes(value));
  }

  get memberIds(): string[] {
    return [...(this.choice?.memberIds ?? [])];
  }

  get survivorId(): string {
    return this.choice?.survivorId ?? '';
  }

  get needsMore(): boolean {
    return this.memberIds.length < 2;
  }

  get suggestion(): string {
    const suggested = this.view?.suggestedSurvivorId;
    return suggested && suggested !== this.survivorId
      ? `Better kept, unless you know more: ${this.nameOf(suggested)}.`
      : '';
  }

  get hasSuggestions(): boolean {
    return (this.view?.fields ?? []).some(
      ({ name, suggestedFrom }) => suggestedFrom && this.choice?.choices[name] !== suggestedFrom
    );
  }

  get fields(): FieldRow[] {
    return (this.view?.fields ?? []).map((field) => this.rowOf(field));
  }

  get hasFields(): boolean {
    return this.fields.length > 0;
  }

  get hasView(): boolean {
    return this.view !== undefined;
  }

  get moves(): string {
    const counts = (this.view?.children ?? []).map(({ lookup, count }) => `${count} by ${lookup}`);
    return counts.length > 0 ? `Related records that move: ${counts.join(', ')}.` : 'No related records move.';
  }

  get retired(): string {
    const { aliases = [], hiddenAliases = 0 } = this.view ?? {};
    const ids = hiddenAliases > 0 ? [...aliases, `${hiddenAliases} that you may not read`] : aliases;
    return ids.length > 0
      ? `External ids that lead to the survivor from then on: ${ids.join(', ')}.`
      : 'No external id goes out of use.';
  }

  get lost(): readonly string[] {
    return this.view?.lost ?? [];
  }

  handleMembers(event: CustomEvent<{ value: string[] }>): void {
    this.tell((choice) => withMembers(choice, event.detail.value));
  }

  handleSurvivor(event: CustomEvent<{ value: string }>): void {
    this.tell((choice) => withSurvivor(choice, event.detail.value));
  }

  handleValue(event: CustomEvent<{ value: string }>): void {
    const field = (event.currentTarget as HTMLElement).dataset['field'] ?? '';
    this.tell((choice) => withValue(choice, field, event.detail.value));
  }

  handleSuggestions(): void {
    const { view } = this;
    if (view) {
      this.tell((choice) => withSuggestions(choice, view));
    }
  }

  private tell(change: (choice: MergeChoice) => MergeChoice): void {
    if (this.choice) {
      this.dispatchEvent(new CustomEvent<MergeChoice>('chosen', { detail: change(this.choice) }));
    }
  }

  private rowOf(field: FieldView): FieldRow {
    const chosen = this.choice?.choices[field.name] ?? this.survivorId;
    return {
      name: field.name,
      label: field.label,
      isChoosable: field.isChoosable && field.values.length > 0,
      isHidden: field.isHidden ?? false,
      chosen,
      settled: field.values.find(({ recordId }) => recordId === field.chosenFrom)?.value ?? '',
      options: field.values.map(({ recordId, value }) => ({
        value: recordId,
        label: `${value ?? 'blank'} · ${this.nameOf(recordId)}`
      }))
    };
  }

  private nameOf(id: string): string {
    const match = this.matches.find((candidate) => candidate.id === id);
    return match ? [match.name, match.externalId].filter(Boolean).join(' · ') : id;
  }
}

function labelOf({ name, matchValue, externalId }: Match): string {
  return [name, matchValue, externalId].filter(Boolean).join(' · ');
}
