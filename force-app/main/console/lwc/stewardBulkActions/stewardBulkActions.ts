// What a steward does to many exceptions at once. Each stands or falls alone in Apex, so the answer is a report: what was done, and of what was refused why.
//
// Only what writes no record is offered: whoever writes a record has looked at the effect on it.
import { LightningElement, api } from 'lwc';
import assignAll from '@salesforce/apex/StewardListController.assignAll';
import claimAll from '@salesforce/apex/StewardListController.claimAll';
import listStewards from '@salesforce/apex/StewardListController.listStewards';
import releaseAll from '@salesforce/apex/StewardListController.releaseAll';
import settleAll from '@salesforce/apex/StewardListController.settleAll';
import { actionExplanation } from 'c/stewardActions';
import { Questions } from 'c/stewardQuestions';
import type { ActionResult } from '@salesforce/apex/StewardActionController.openCase';
import type { ExceptionItem } from '@salesforce/apex/StewardConsoleController.listOpenExceptions';
import type { Steward } from '@salesforce/apex/StewardListController.listStewards';

type Deed = 'CLAIM' | 'RELEASE' | 'ASSIGN' | 'REJECT' | 'SEND_BACK';

interface Words {
  readonly label: string;
  readonly busy: string;
  /** What has become of an exception when it is done. */
  readonly done: string;
}

/** What was sent: after a failure exactly this can be sent again, whatever is selected or typed by then. */
interface Order {
  readonly deed: Deed;
  readonly items: readonly ExceptionItem[];
  readonly assignee: string;
  readonly note: string;
}

interface Line {
  readonly id: string;
  readonly text: string;
}

interface Report {
  readonly headline: string;
  readonly refused: readonly Line[];
  readonly done: readonly Line[];
}

const WORDS: Readonly<Record<Deed, Words>> = {
  CLAIM: { label: 'Claim', busy: 'Claiming', done: 'claimed' },
  RELEASE: { label: 'Release', busy: 'Releasing', done: 'released' },
  ASSIGN: { label: 'Assign', busy: 'Assigning', done: 'assigned' },
  REJECT: { label: 'Reject', busy: 'Rejecting', done: 'rejected' },
  SEND_BACK: { label: 'Send back', busy: 'Sending back', done: 'sent back' }
};

/** Stands for no user: Apex gives exceptions without one to the queue. */
const QUEUE = 'QUEUE';

const LONGEST_NOTE = 4000;
const LONGEST_NOTE_OF_ASSIGNMENT = 255;

export default class StewardBulkActions extends LightningElement {
  /** Number of exceptions in the list. */
  @api shown = 0;
  /** What is asked for before it is carried out. */
  form: Deed | undefined;
  note = '';
  assignee = '';
  stewards: readonly Steward[] | undefined;
  report: Report | undefined;
  work: string | undefined;
  error: unknown;

  private pickedItems: readonly ExceptionItem[] = [];
  /** The last that was sent; none when the people were asked for after it. */
  private order: Order | undefined;
  private readonly questions = new Questions<string>(({ work, error }) => {
    this.work = work;
    this.error = error;
  });

  /** Those of them that are selected. */
  @api
  get picked(): readonly ExceptionItem[] {
    return this.pickedItems;
  }
  set picked(items: readonly ExceptionItem[]) {
    const ids = new Set(this.pickedItems.map(({ id }) => id));
    if (this.order && (items.length !== ids.size || items.some(({ id }) => !ids.has(id)))) {
      // What failed was for others than are selected now: beside them its error, and its repetition, would mislead.
      this.error = undefined;
    }
    this.pickedItems = items;
  }

  get busy(): boolean {
    return this.work !== undefined;
  }

  get announcement(): string {
    return this.work ?? this.report?.headline ?? '';
  }

  get hasShown(): boolean {
    return this.shown > 0;
  }

  get hasPicked(): boolean {
    return this.picked.length > 0;
  }

  get allArePicked(): boolean {
    return this.hasPicked && this.picked.length === this.shown;
  }

  get pickAllLabel(): string {
    return this.shown === 1 ? 'Select the one shown' : `Select all ${this.shown} shown`;
  }

  get countWords(): string {
    return `${this.picked.length} selected`;
  }

  get showsForm(): boolean {
    return this.form !== undefined && this.hasPicked;
  }

  get formTitle(): string {
    const count = this.picked.length;
    return this.form ? `${WORDS[this.form].label} ${count} ${count === 1 ? 'exception' : 'exceptions'}` : '';
  }

  get explanation(): string {
    return this.assigns
      ? 'Says who should look. It keeps nobody from working on them; claiming does.'
      : actionExplanation(this.form ?? '');
  }

  get assigns(): boolean {
    return this.form === 'ASSIGN';
  }

  get assigneeOptions(): { label: string; value: string }[] {
    return [
      { label: 'The queue Contact Data Stewards', value: QUEUE },
      ...(this.stewards ?? []).map(({ id, name }) => ({ label: name, value: id }))
    ];
  }

  get noteLabel(): string {
    return this.assigns ? 'Reason (optional)' : 'Reason, for all of them';
  }

  get noteIsRequired(): boolean {
    return !this.assigns;
  }

  get longestNote(): number {
    return this.assigns ? LONGEST_NOTE_OF_ASSIGNMENT : LONGEST_NOTE;
  }

  get cannotCarryOut(): boolean {
    return this.busy || (this.assigns ? this.assignee === '' : this.note.trim() === '');
  }

  get hasRefused(): boolean {
    return Boolean(this.report?.refused.length);
  }

  get hasDone(): boolean {
    return Boolean(this.report?.done.length);
  }

  handlePickAll(event: Event): void {
    const { checked } = event.target as HTMLInputElement;
    this.dispatchEvent(new CustomEvent('pickedall', { detail: { picked: checked } }));
  }

  /** Claims and releases are taken back as easily as they are made: nothing is asked first. */
  async handleDeed(event: Event): Promise<void> {
    this.handleCancel();
    await this.carryOut(this.orderOf((event.currentTarget as HTMLElement).dataset['deed'] as Deed));
  }

  async handleForm(event: Event): Promise<void> {
    this.handleCancel();
    this.closeReport();
    this.form = (event.currentTarget as HTMLElement).dataset['deed'] as Deed;
    if (this.assigns && !this.stewards) {
      await this.loadStewards();
    }
  }

  handleNote(event: CustomEvent<{ value: string }>): void {
    this.note = event.detail.value;
  }

  handleAssignee(event: CustomEvent<{ value: string }>): void {
    this.assignee = event.detail.value;
  }

  handleCancel(): void {
    this.form = undefined;
    this.note = '';
    this.assignee = '';
    this.error = undefined;
  }

  async handleCarryOut(): Promise<void> {
    if (this.form) {
      await this.carryOut(this.orderOf(this.form));
    }
  }

  async handleRetry(): Promise<void> {
    await (this.order ? this.carryOut(this.order) : this.loadStewards());
  }

  handleClose(): void {
    this.closeReport();
  }

  private async loadStewards(): Promise<void> {
    this.order = undefined;
    this.stewards = await this.questions.ask('Loading who can be assigned', () => listStewards());
  }

  private closeReport(): void {
    this.report = undefined;
    this.tellWhetherNeeded(false);
  }

  /** From when something is sent until its report was closed: what is done to the last rows of a list empties it, and the report has to outlast that. */
  private tellWhetherNeeded(needed: boolean): void {
    this.dispatchEvent(new CustomEvent('needed', { detail: { needed } }));
  }

  private orderOf(deed: Deed): Order {
    return { deed, items: this.picked, assignee: this.assignee, note: this.note };
  }

  private async carryOut(order: Order): Promise<void> {
    const { deed, items } = order;
    this.report = undefined;
    this.order = order;
    this.tellWhetherNeeded(true);
    const results = await this.questions.carryOut(`${WORDS[deed].busy} ${items.length}`, () => call(order));
    if (!results) {
      this.tellWhetherNeeded(false);
      return;
    }
    this.report = reportOf(deed, items, results);
    this.handleCancel();
    const doneIds = results.filter(({ success }) => success).map(({ exceptionId }) => exceptionId);
    this.dispatchEvent(new CustomEvent('carriedout', { detail: { doneIds } }));
  }
}

function call({ deed, items, assignee, note: typed }: Order): Promise<readonly ActionResult[]> {
  const exceptionIds = items.map(({ id }) => id);
  const note = typed.trim() || null;
  switch (deed) {
    case 'CLAIM':
      return claimAll({ exceptionIds });
    case 'RELEASE':
      return releaseAll({ exceptionIds });
    case 'ASSIGN':
      return assignAll({ exceptionIds, userId: assignee === QUEUE ? null : assignee, note });
    default:
      return settleAll({
        action: deed,
        seen: items.map(({ id, version }) => ({ exceptionId: id, version })),
        note
      });
  }
}

function reportOf(deed: Deed, items: readonly ExceptionItem[], results: readonly ActionResult[]): Report {
  const names = new Map(items.map(({ id, name }) => [id, name]));
  const lines = (success: boolean): Line[] =>
    results
      .filter((result) => result.success === success)
      .map(({ exceptionId, message }) => ({ id: exceptionId, text: sentenceOf(names.get(exceptionId), message) }));
  const [done, refused] = [lines(true), lines(false)];
  const words = [`${done.length} ${WORDS[deed].done}`, ...(refused.length > 0 ? [`${refused.length} refused`] : [])];
  return { headline: words.join(', '), refused, done };
}

/** Most messages begin with the number of their exception; the others need it in front. */
function sentenceOf(name: string | undefined, message: string): string {
  return !name || message.includes(name) ? message : `${name}: ${message}`;
}
