// Settles one exception: choose an action, see its exact effect, carry it out.
//
// The effect is previewed for exactly what is then sent: any change to the form takes the preview away again. The versions that the steward
// looked at travel with the decision, and so does what the preview of a replay gave to bring back, so that Apex can refuse what changed meanwhile.
import { LightningElement, api } from 'lwc';
import claim from '@salesforce/apex/StewardActionController.claim';
import openCase from '@salesforce/apex/StewardActionController.openCase';
import preview from '@salesforce/apex/StewardActionController.preview';
import release from '@salesforce/apex/StewardActionController.release';
import settle from '@salesforce/apex/StewardActionController.settle';
import { actionExplanation, actionLabel } from 'c/stewardActions';
import { choiceOf, inputOf, isSameGroup } from 'c/stewardMergeChoice';
import { Questions } from 'c/stewardQuestions';
import type { MergeChoice } from 'c/stewardMergeChoice';
import type {
  Action,
  ActionResult,
  CaseView,
  Decision,
  Match,
  MergeView
} from '@salesforce/apex/StewardActionController.openCase';

interface Option {
  readonly label: string;
  readonly value: string;
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
  recordId = '';
  mergeChoice: MergeChoice | undefined;
  mergeView: MergeView | undefined;
  note = '';
  expected: ActionResult | undefined;
  refusal = '';

  private currentId: string | undefined;
  private listedVersion: string | undefined;
  /** Another exception drops what is asked about the one before; what is done to that one is told all the same. */
  private readonly questions = new Questions<Work>(({ work, error }) => {
    this.work = work;
    this.error = error;
  });

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

  /** Version of the exception as the list shows it. When the list knows another one than was looked at here, it is looked at anew. */
  @api
  get exceptionVersion(): string | undefined {
    return this.listedVersion;
  }
  set exceptionVersion(value: string | undefined) {
    if (value === this.listedVersion) {
      return;
    }
    this.listedVersion = value;
    if (this.view?.version && value && value !== this.view.version) {
      this.dropPreview();
      this.load();
    }
  }

  get busy(): boolean {
    return this.work !== undefined;
  }

  get busyWords(): string {
    return this.work ? BUSY_WORDS[this.work] : '';
  }

  /** What is waited for, and then what came of it, for who does not see it appear. */
  get announcement(): string {
    if (this.work || !this.expected) {
      return this.busyWords;
    }
    return this.expected.success ? this.expected.message : `This cannot be done. ${this.expected.message}`;
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
      .filter((action) => !action.needsRecord || this.matchesFor(action).length > 0)
      .map(({ name }) => ({ value: name, label: actionLabel(name) }));
  }

  get explanation(): string {
    return actionExplanation(this.action);
  }

  get recordOptions(): Option[] {
    return this.matchesFor(this.chosenAction).map(({ id, kind, name, matchValue, externalId }) => ({
      value: id,
      label: [name, matchValue, externalId, kind].filter(Boolean).join(' · ')
    }));
  }

  get asksForRecord(): boolean {
    return Boolean(this.chosenAction?.concernsRecord) && this.matchesFor(this.chosenAction).length > 0;
  }

  get asksForGroup(): boolean {
    return this.chosenAction?.needsGroup ?? false;
  }

  get groupMatches(): readonly Match[] {
    return (this.view?.matches ?? []).filter(({ isOfLane }) => isOfLane);
  }

  get recordIsRequired(): boolean {
    return this.chosenAction?.needsRecord ?? false;
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

  handleAction(event: CustomEvent<{ value: string }>): void {
    this.action = event.detail.value;
    this.chooseOnlyRecord();
    this.mergeChoice = this.asksForGroup ? choiceOf(this.groupMatches) : undefined;
    this.mergeView = undefined;
    this.dropPreview();
  }

  handleRecord(event: CustomEvent<{ value: string }>): void {
    this.recordId = event.detail.value;
    this.dropPreview();
  }

  handleGroup(event: CustomEvent<MergeChoice>): void {
    if (!this.mergeChoice || !isSameGroup(this.mergeChoice, event.detail)) {
      this.mergeView = undefined;
    }
    this.mergeChoice = event.detail;
    this.dropPreview();
  }

  handleNote(event: CustomEvent<{ value: string }>): void {
    this.note = event.detail.value;
    this.dropPreview();
  }

  handleRetry(): void {
    // The version that is looked at now travels with the decision, and the preview was of the one before.
    this.dropPreview();
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
    const answer = await this.questions.ask('previewing', () => preview({ decision: this.decision }));
    if (answer) {
      this.expected = answer;
      // After a refusal of the records themselves the next preview begins without versions, and so sees them as they are.
      this.mergeView = answer.mergeView?.members.length && !answer.mergeView.obstacle ? answer.mergeView : undefined;
    }
  }

  async handleSettle(): Promise<void> {
    const exceptionId = this.currentId;
    const answer = await this.questions.carryOut('settling', () => settle({ decision: this.decision }));
    if (!answer) {
      return;
    }
    if (answer.success) {
      this.dispatchEvent(new CustomEvent('settled', { detail: { id: exceptionId, message: answer.message } }));
      return;
    }
    if (exceptionId !== this.currentId) {
      return;
    }
    // Somebody was faster: show what is there now, and say why nothing was done.
    await this.load();
    if (exceptionId === this.currentId) {
      this.dropPreview();
      this.mergeView = undefined;
      this.refusal = answer.message;
    }
  }

  private get chosenAction(): Action | undefined {
    return this.view?.actions.find(({ name }) => name === this.action);
  }

  /** A lane writes one object: a record of another one can be kept beside the row, but not be the row's own. */
  private matchesFor(action: Action | undefined): readonly Match[] {
    const matches = this.view?.matches ?? [];
    return action?.needsRecord ? matches.filter(({ isOfLane }) => isOfLane) : matches;
  }

  /** What there is no choice about is chosen; what the action does not take any more is not kept. */
  private chooseOnlyRecord(): void {
    const choices = this.matchesFor(this.chosenAction);
    const [only] = choices;
    if (only && choices.length === 1) {
      this.recordId = only.id;
    } else if (!choices.some(({ id }) => id === this.recordId)) {
      this.recordId = '';
    }
  }

  private get isComplete(): boolean {
    return (
      this.chosenAction !== undefined &&
      (!this.asksForRecord || this.recordId !== '') &&
      (!this.asksForGroup || (this.mergeChoice?.memberIds.length ?? 0) > 1) &&
      (!this.noteIsRequired || this.note.trim() !== '')
    );
  }

  private get decision(): Decision {
    const match = this.asksForRecord ? this.view?.matches.find(({ id }) => id === this.recordId) : undefined;
    return {
      action: this.action,
      exceptionId: this.currentId ?? '',
      exceptionVersion: this.view?.version ?? null,
      recordId: match?.id ?? null,
      recordVersion: match?.version ?? null,
      note: this.note.trim() || null,
      ...(this.expected?.review ? { review: this.expected.review } : {}),
      ...(this.mergeChoice ? { mergeGroup: inputOf(this.mergeChoice, this.mergeView) } : {})
    };
  }

  private async load(): Promise<void> {
    const exceptionId = this.currentId;
    if (!exceptionId) {
      this.questions.drop();
      return;
    }
    const view = await this.questions.ask('loading', () => openCase({ exceptionId }));
    if (!view) {
      return;
    }
    this.view = view;
    this.chooseOnlyRecord();
  }

  private async changeClaim(call: (parameters: { exceptionId: string }) => Promise<ActionResult>): Promise<void> {
    const exceptionId = this.currentId ?? '';
    const answer = await this.questions.carryOut('claiming', () => call({ exceptionId }));
    if (!answer) {
      return;
    }
    if (exceptionId === this.currentId) {
      this.dropPreview();
      this.refusal = answer.success ? '' : answer.message;
      await this.load();
    }
    this.dispatchEvent(new CustomEvent('claimed', { detail: { id: exceptionId } }));
  }

  private clearForm(): void {
    this.action = '';
    this.recordId = '';
    this.mergeChoice = undefined;
    this.mergeView = undefined;
    this.note = '';
    this.error = undefined;
    this.dropPreview();
  }

  /** A preview under way is of the form as it was: its answer would stand beside another decision. */
  private dropPreview(): void {
    if (this.work === 'previewing') {
      this.questions.drop();
    }
    this.expected = undefined;
    this.refusal = '';
  }
}
