// The merges that a record was part of. An undo is previewed first and carried out with the versions that the preview showed, so that Apex can
// refuse what changed meanwhile.
import { LightningElement, api } from 'lwc';
import listMerges from '@salesforce/apex/StewardMergeController.listMerges';
import previewUndo from '@salesforce/apex/StewardMergeController.previewUndo';
import undoMerge from '@salesforce/apex/StewardMergeController.undoMerge';
import type { LookupCount, MergeItem, UndoView, ValueView } from '@salesforce/apex/StewardMergeController.listMerges';

interface MergeRow extends MergeItem {
  readonly summary: string;
  readonly canUndo: boolean;
  readonly undoLabel: string;
}

export default class StewardMergeHistory extends LightningElement {
  merges: readonly MergeItem[] | undefined;
  error: unknown;
  work = '';
  chosenId = '';
  undo: UndoView | undefined;
  reason = '';
  outcome = '';

  private currentId: string | undefined;
  /** Counts the questions; an answer to any but the last is dropped. */
  private asked = 0;

  @api
  get recordId(): string | undefined {
    return this.currentId;
  }
  set recordId(value: string | undefined) {
    if (value === this.currentId) {
      return;
    }
    this.currentId = value;
    this.merges = undefined;
    this.outcome = '';
    this.close();
    this.load();
  }

  get busy(): boolean {
    return this.work !== '';
  }

  get rows(): MergeRow[] {
    return (this.merges ?? []).map((item) => ({
      ...item,
      summary: `${item.loserIds.length} into ${item.survivorId}${item.reason ? `: ${item.reason}` : ''}`,
      canUndo: item.status === 'Merged',
      undoLabel: `Show the undo of ${item.name}`
    }));
  }

  get isEmpty(): boolean {
    return this.merges?.length === 0;
  }

  get chosenName(): string {
    return this.merges?.find(({ id }) => id === this.chosenId)?.name ?? '';
  }

  get obstacle(): string {
    return this.undo?.obstacle ?? '';
  }

  get effects(): string[] {
    const { undo } = this;
    if (!undo || undo.obstacle) {
      return [];
    }
    return [
      `Records that come back: ${undo.returning.join(', ')}.`,
      ...undo.restored.map((value) => `${fieldOf(value)} goes back to ${value.value ?? 'blank'}.`),
      ...undo.kept.map((value) => `${fieldOf(value)} stays: ${value.reason ?? 'it was changed later'}.`),
      ...undo.children.map((count) => `${wordsOf(count)} go back.`),
      ...undo.childrenKept.map((count) => `${wordsOf(count)} stay where somebody moved them.`),
      ...(undo.laterMerges.length > 0 ? [`These later merges stay in force: ${undo.laterMerges.join(', ')}.`] : [])
    ];
  }

  get canUndo(): boolean {
    return this.undo !== undefined && this.obstacle === '';
  }

  handleRetry(): void {
    this.load();
  }

  handleReason(event: CustomEvent<{ value: string }>): void {
    this.reason = event.detail.value;
  }

  async handlePreview(event: Event): Promise<void> {
    const mergeId = (event.currentTarget as HTMLElement).dataset['id'] ?? '';
    this.close();
    this.outcome = '';
    const undo = await this.ask('Working out what the undo would do', () => previewUndo({ mergeId }));
    if (undo) {
      this.chosenId = mergeId;
      this.undo = undo;
    }
  }

  async handleUndo(): Promise<void> {
    const { chosenId: mergeId, undo } = this;
    const answer = await this.ask('Undoing the merge', () =>
      undoMerge({
        mergeId,
        mergeVersion: undo?.mergeVersion ?? null,
        holderVersion: undo?.holderVersion ?? null,
        reason: this.reason.trim() || null
      })
    );
    if (answer) {
      this.close();
      await this.load();
      this.outcome = answer.message;
    }
  }

  private close(): void {
    this.chosenId = '';
    this.undo = undefined;
    this.reason = '';
  }

  private async load(): Promise<void> {
    const recordId = this.currentId;
    if (!recordId) {
      this.asked += 1;
      this.work = '';
      return;
    }
    const merges = await this.ask('Loading the merges', () => listMerges({ recordId, beforeName: null }));
    this.merges = merges ?? this.merges;
  }

  private async ask<Answer>(work: string, question: () => Promise<Answer>): Promise<Answer | undefined> {
    this.asked += 1;
    const turn = this.asked;
    this.work = work;
    this.error = undefined;
    try {
      const answer = await question();
      return turn === this.asked ? answer : undefined;
    } catch (problem) {
      if (turn === this.asked) {
        this.error = problem;
      }
      return undefined;
    } finally {
      if (turn === this.asked) {
        this.work = '';
      }
    }
  }
}

function fieldOf({ recordId, field }: ValueView): string {
  return `${field ?? ''} of ${recordId}`;
}

function wordsOf({ lookup, count }: LookupCount): string {
  return `${count} related records (${lookup})`;
}
