// Settles one exception: choose an action, see its exact effect, carry it out.
//
// The effect is previewed for exactly what is then sent: any change to the form takes the preview away again. The versions that the steward
// looked at travel with the decision, so that Apex can refuse what changed meanwhile.
import { LightningElement, api } from 'lwc';
import claim from '@salesforce/apex/StewardActionController.claim';
import openCase from '@salesforce/apex/StewardActionController.openCase';
import preview from '@salesforce/apex/StewardActionController.preview';
import release from '@salesforce/apex/StewardActionController.release';
import settle from '@salesforce/apex/StewardActionController.settle';
import { actionExplanation, actionLabel } from 'c/stewardActions';
import type { Action, ActionResult, CaseView, Decision } from '@salesforce/apex/StewardActionController.openCase';

interface Option {
  readonly label: string;
  readonly value: string;
}

interface ChangeRow {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

type Work = 'loading' | 'claiming' | 'previewing' | 'settling';

const BUSY_WORDS: Readonly<Record<Work, string>> = {
  loading: 'Loading what can be done',
  claiming: 'Changing the claim',
  previewing: 'Working out the effect',
  settling: 'Settling'
};

export default class StewardSettlement extends LightningElement {
  view: CaseView | undefined;
  error: unknown;
  work: Work | undefined;
  action = '';
  contactId = '';
  note = '';
  expected: ActionResult | undefined;
  refusal = '';

  private currentId: string | undefined;
  /** Counts the questions; an answer to any but the last is dropped. */
  private asked = 0;

  @api
  get exceptionId(): string | undefined {
    return this.currentId;
  }
  set exceptionId(value: string | undefined) {
    if (value === this.currentId) {
      return;
    }
    this.currentId = value;
    this.clearForm();
    this.view = undefined;
    this.load();
  }

  get busy(): boolean {
    return this.work !== undefined;
  }

  get busyWords(): string {
    return this.work ? BUSY_WORDS[this.work] : '';
  }

  get mayNotSettle(): boolean {
    return this.view !== undefined && !this.view.maySettle;
  }

  get obstacle(): string {
    return this.view?.obstacle ?? '';
  }

  get showsForm(): boolean {
    return Boolean(this.view?.maySettle) && this.obstacle === '' && !this.error;
  }

  get claimedByMe(): boolean {
    return this.view?.claimedByMe ?? false;
  }

  get claimedUntil(): string | undefined {
    return this.view?.claimedUntil ?? undefined;
  }

  get actionOptions(): Option[] {
    return (this.view?.actions ?? [])
      .filter((action) => !action.needsContact || this.hasMatches)
      .map(({ name }) => ({ value: name, label: actionLabel(name) }));
  }

  get explanation(): string {
    return actionExplanation(this.action);
  }

  get contactOptions(): Option[] {
    return (this.view?.matches ?? []).map(({ id, name, email, externalId }) => ({
      value: id,
      label: [name, email, externalId].filter(Boolean).join(' · ')
    }));
  }

  get asksForContact(): boolean {
    return Boolean(this.chosenAction?.concernsContact) && this.hasMatches;
  }

  get contactIsRequired(): boolean {
    return this.chosenAction?.needsContact ?? false;
  }

  get noteIsRequired(): boolean {
    return this.chosenAction?.needsNote ?? false;
  }

  get noteLabel(): string {
    return this.noteIsRequired ? 'Reason' : 'Reason (optional)';
  }

  get cannotPreview(): boolean {
    return this.busy || !this.isComplete;
  }

  get cannotSettle(): boolean {
    return this.busy || !this.expected?.success;
  }

  get hasExpectation(): boolean {
    return this.expected !== undefined;
  }

  get expectedHeading(): string {
    return this.expected?.success ? 'What will happen' : 'This cannot be done';
  }

  get expectationClass(): string {
    return this.expected?.success ? 'expectation' : 'expectation expectation_refused';
  }

  get changes(): ChangeRow[] {
    return (this.expected?.changes ?? []).map(({ field, before, after }) => ({
      field,
      before: before ?? '',
      after: after ?? ''
    }));
  }

  get hasChanges(): boolean {
    return this.changes.length > 0;
  }

  handleAction(event: CustomEvent<{ value: string }>): void {
    this.action = event.detail.value;
    this.dropPreview();
  }

  handleContact(event: CustomEvent<{ value: string }>): void {
    this.contactId = event.detail.value;
    this.dropPreview();
  }

  handleNote(event: CustomEvent<{ value: string }>): void {
    this.note = event.detail.value;
    this.dropPreview();
  }

  handleRetry(): void {
    this.load();
  }

  async handleClaim(): Promise<void> {
    await this.changeClaim(claim);
  }

  async handleRelease(): Promise<void> {
    await this.changeClaim(release);
  }

  async handlePreview(): Promise<void> {
    this.refusal = '';
    const answer = await this.ask('previewing', () => preview({ decision: this.decision }));
    if (answer) {
      this.expected = answer;
    }
  }

  async handleSettle(): Promise<void> {
    const settledId = this.currentId;
    const answer = await this.ask('settling', () => settle({ decision: this.decision }));
    if (!answer) {
      return;
    }
    if (answer.success) {
      this.dispatchEvent(new CustomEvent('settled', { detail: { id: settledId, message: answer.message } }));
      return;
    }
    // Somebody was faster: show what is there now, and say why nothing was done.
    await this.load();
    this.dropPreview();
    this.refusal = answer.message;
  }

  private get chosenAction(): Action | undefined {
    return this.view?.actions.find(({ name }) => name === this.action);
  }

  private get hasMatches(): boolean {
    return (this.view?.matches.length ?? 0) > 0;
  }

  private get isComplete(): boolean {
    return (
      this.chosenAction !== undefined &&
      (!this.asksForContact || this.contactId !== '') &&
      (!this.noteIsRequired || this.note.trim() !== '')
    );
  }

  private get decision(): Decision {
    const match = this.asksForContact ? this.view?.matches.find(({ id }) => id === this.contactId) : undefined;
    return {
      action: this.action,
      exceptionId: this.currentId ?? '',
      exceptionVersion: this.view?.version ?? null,
      contactId: match?.id ?? null,
      contactVersion: match?.version ?? null,
      note: this.note.trim() || null
    };
  }

  private async load(): Promise<void> {
    const exceptionId = this.currentId;
    if (!exceptionId) {
      this.asked += 1;
      this.work = undefined;
      return;
    }
    const view = await this.ask('loading', () => openCase({ exceptionId }));
    if (!view) {
      return;
    }
    this.view = view;
    const [only, ...others] = view.matches;
    if (only && others.length === 0) {
      this.contactId = only.id;
    }
  }

  private async changeClaim(call: (parameters: { exceptionId: string }) => Promise<ActionResult>): Promise<void> {
    const exceptionId = this.currentId ?? '';
    const answer = await this.ask('claiming', () => call({ exceptionId }));
    if (!answer) {
      return;
    }
    this.dropPreview();
    this.refusal = answer.success ? '' : answer.message;
    await this.load();
    this.dispatchEvent(new CustomEvent('claimed', { detail: { id: exceptionId } }));
  }

  /** One question at a time; undefined when it failed or another exception was chosen meanwhile. */
  private async ask<Answer>(work: Work, question: () => Promise<Answer>): Promise<Answer | undefined> {
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
        this.work = undefined;
      }
    }
  }

  private clearForm(): void {
    this.action = '';
    this.contactId = '';
    this.note = '';
    this.error = undefined;
    this.dropPreview();
  }

  private dropPreview(): void {
    this.expected = undefined;
    this.refusal = '';
  }
}
