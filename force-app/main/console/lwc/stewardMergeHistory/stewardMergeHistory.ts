// The merges that a record was part of, or of an exception those of the records that it names. An undo is previewed first and carried out with the
// versions that the preview showed, so that Apex can refuse what changed meanwhile.
import { LightningElement, api } from 'lwc';
import listMerges from '@salesforce/apex/StewardMergeController.listMerges';
import previewUndo from '@salesforce/apex/StewardMergeController.previewUndo';
import undoMerge from '@salesforce/apex/StewardMergeController.undoMerge';
import { Questions } from 'c/stewardQuestions';
import type {
  LookupCount,
  MergeItem,
  MergePage,
  UndoView,
  ValueView
} from '@salesforce/apex/StewardMergeController.listMerges';

interface MergeRow extends MergeItem {
  readonly summary: string;
  readonly canUndo: boolean;
  readonly isFinal: boolean;
  readonly undoLabel: string;
}

interface Effect {
  readonly key: number;
  readonly text: string;
  readonly effectClass: string;
}

const EXCEPTION = 'Contact_Sync_Exception__c';

export default class StewardMergeHistory extends LightningElement {
  /** API name of the object of `recordId`; a record page sets it. */
  @api objectApiName: string | undefined;
  /** For pages on which most records were never merged: nothing is shown until there is a merge. */
  @api hidesEmpty = false;

  merges: readonly MergeItem[] | undefined;
  hasMore = false;
  error: unknown;
  work: string | undefined;
  chosenId = '';
  undo: UndoView | undefined;
  reason = '';
  outcome = '';

  private currentId: string | undefined;
  /** Another record drops what is asked about the one before; what is done to that one is told all the same. */
  private readonly questions = new Questions<string>(({ work, error }) => {
    this.work = work;
    this.error = error;
  });

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
    this.hasMore = false;
    this.outcome = '';
    this.close();
    this.load(1);
  }

  get isShown(): boolean {
    return !this.hidesEmpty || Boolean(this.merges?.length) || Boolean(this.error);
  }

  get headline(): string {
    return this.objectApiName === EXCEPTION ? 'Merges of the records of this exception' : 'Merges of this record';
  }

  get busy(): boolean {
    return this.work !== undefined;
  }

  /** What is waited for, and then what came of it, for who does not see it appear. The effects may be hundreds: they are counted. */
  get announcement(): string {
    if (this.work || !this.undo) {
      return this.work ?? '';
    }
    if (this.obstacle) {
      return `The undo of ${this.chosenName} is not possible. ${this.obstacle}`;
    }
    const count = this.effects.length;
    const lost = lossesOf(this.undo).length;
    const losses = lost > 0 ? `, ${lost} of them ${lost === 1 ? 'a loss' : 'losses'}` : '';
    return `The undo of ${this.chosenName} has ${count} ${count === 1 ? 'effect' : 'effects'}${losses}.`;
  }

  get rows(): MergeRow[] {
    return (this.merges ?? []).map((item) => ({
      ...item,
      summary: `${namesOf(item)} into ${item.survivorName}`,
      canUndo: item.status === 'Merged' && !item.isForgotten,
      isFinal: item.status === 'Merged' && item.isForgotten,
      undoLabel: `Show the undo of ${item.name}`
    }));
  }

  get isEmpty(): boolean {
    return this.merges?.length === 0;
  }

  get emptyText(): string {
    return this.objectApiName === EXCEPTION
      ? 'The records of this exception were part of no merge.'
      : 'This record was part of no merge.';
  }

  get chosenName(): string {
    return this.merges?.find(({ id }) => id === this.chosenId)?.name ?? '';
  }

  get obstacle(): string {
    return this.undo?.obstacle ?? '';
  }

  get effects(): Effect[] {
    const { undo } = this;
    if (!undo || undo.obstacle) {
      return [];
    }
    const lost = lossesOf(undo).map((text) => ({ text, effectClass: 'effect effect_lost' }));
    const others = effectsOf(undo).map((text) => ({ text, effectClass: 'effect' }));
    return [...others, ...lost].map((effect, key) => ({ key, ...effect }));
  }

  get canUndo(): boolean {
    return this.undo !== undefined && this.obstacle === '';
  }

  handleRetry(): void {
    this.load(1);
  }

  handleReason(event: CustomEvent<{ value: string }>): void {
    this.reason = event.detail.value;
  }

  async handleMore(): Promise<void> {
    const beforeName = this.merges?.at(-1)?.name ?? null;
    const recordId = this.currentId ?? '';
    const page = await this.questions.ask('Loading older merges', () => listMerges({ recordId, beforeName }));
    if (page) {
      this.merges = [...(this.merges ?? []), ...page.items];
      this.hasMore = page.hasMore;
    }
  }

  async handlePreview(event: Event): Promise<void> {
    const mergeId = (event.currentTarget as HTMLElement).dataset['id'] ?? '';
    this.close();
    this.outcome = '';
    const undo = await this.questions.ask('Working out what the undo would do', () => previewUndo({ mergeId }));
    if (undo) {
      this.chosenId = mergeId;
      this.undo = undo;
    }
  }

  async handleUndo(): Promise<void> {
    const { chosenId: mergeId, currentId: recordId, undo } = this;
    const answer = await this.questions.carryOut('Undoing the merge', () =>
      undoMerge({
        mergeId,
        mergeVersion: undo?.mergeVersion ?? null,
        holderVersion: undo?.holderVersion ?? null,
        reason: this.reason.trim() || null
      })
    );
    if (!answer) {
      return;
    }
    if (recordId === this.currentId) {
      this.close();
      await this.load(this.merges?.length ?? 1);
    }
    if (recordId === this.currentId) {
      this.outcome = answer.message;
    }
    if (answer.success) {
      this.dispatchEvent(new CustomEvent('undone', { detail: { id: recordId } }));
    }
  }

  private close(): void {
    this.chosenId = '';
    this.undo = undefined;
    this.reason = '';
  }

  /** Page by page, until as many merges are there as were shown: the one that was just undone may be far down. */
  private async load(wanted: number): Promise<void> {
    const recordId = this.currentId;
    if (!recordId) {
      this.questions.drop();
      return;
    }
    const loaded = await this.questions.ask('Loading the merges', () => pagesOf(recordId, wanted));
    if (loaded) {
      this.merges = loaded.items;
      this.hasMore = loaded.hasMore;
    }
  }
}

/** Each page begins where the one before ended, so they are asked for one after the other. */
async function pagesOf(recordId: string, wanted: number, before: readonly MergeItem[] = []): Promise<MergePage> {
  const { items, hasMore } = await listMerges({ recordId, beforeName: before.at(-1)?.name ?? null });
  const all = [...before, ...items];
  return hasMore && all.length < wanted ? pagesOf(recordId, wanted, all) : { items: all, hasMore };
}

/** A merge takes up to 200 records; Apex names the first ones. */
function namesOf({ loserIds, loserNames }: MergeItem): string {
  const others = loserIds.length - loserNames.length;
  return listed(others > 0 ? [...loserNames, others === 1 ? '1 other' : `${others} others`] : loserNames);
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function effectsOf(undo: UndoView): string[] {
  return [
    `${listed(undo.returningNames)} ${undo.returning.length === 1 ? 'comes' : 'come'} back.`,
    ...undo.restored.map((value) => `${fieldOf(value)} ${goingBackOf(value)}.`),
    ...undo.kept.map((value) => `${fieldOf(value)} stays as it is. ${value.reason ?? ''}`.trim()),
    ...undo.children.map((count) => `${relatedOf(count)} ${count.count === 1 ? 'goes' : 'go'} back.`),
    ...undo.childrenKept.map((count) => {
      const stays = count.count === 1 ? 'stays where somebody moved it' : 'stay where somebody moved them';
      return `${relatedOf(count)} ${stays}.`;
    }),
    ...(undo.laterMerges.length > 0 ? [`These later merges stay in force: ${undo.laterMerges.join(', ')}.`] : [])
  ];
}

function goingBackOf({ value, isHidden }: ValueView): string {
  if (isHidden) {
    return 'goes back; you may not read it';
  }
  return value ? `goes back to ${value}` : 'is empty again';
}

function lossesOf(undo: UndoView): string[] {
  const gone = undo.childrenGone;
  return [
    ...undo.lost.map((value) => {
      const what = value.value ? `${fieldOf(value)} (${value.value})` : fieldOf(value);
      return `${what} does not come back. ${value.reason ?? ''}`.trim();
    }),
    ...(gone > 0 ? [`${relatedWords(gone)} ${gone === 1 ? 'was' : 'were'} deleted since the merge, for good.`] : [])
  ];
}

function fieldOf({ recordName, label }: ValueView): string {
  return `${label} of ${recordName}`;
}

function relatedOf({ lookup, count }: LookupCount): string {
  return `${relatedWords(count)} (${lookup})`;
}

function relatedWords(count: number): string {
  return count === 1 ? '1 related record' : `${count} related records`;
}
