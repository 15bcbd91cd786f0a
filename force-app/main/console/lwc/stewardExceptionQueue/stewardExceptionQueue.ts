// The steward's queue: loads open exceptions, keeps the filter, the page and the selection, and hands them to the leaves.
import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import listOpenExceptions from '@salesforce/apex/StewardConsoleController.listOpenExceptions';
import { ageInWords } from 'c/stewardAge';
import type {
  ExceptionItem,
  ExceptionPage,
  ReasonCount,
  WiredPage
} from '@salesforce/apex/StewardConsoleController.listOpenExceptions';

/** Rows that "Load more" adds. */
const PAGE_STEP = 50;
/** The most that the controller answers at once; past it the window moves on, so the page's memory stays bounded. */
const LARGEST_PAGE = 200;

export default class StewardExceptionQueue extends LightningElement {
  // The question. It is wired, not asked by hand, because only a wired answer of a cacheable method can be refreshed
  // (Lightning Web Components guide, "Client-Side Caching of Apex Method Results"). One wire holds everything on the screen:
  // "Load more" widens it, so a refresh renews all rows, not just the last page.
  reason: string | null = null;
  pageSize = PAGE_STEP;
  afterId: string | null = null;

  answer: ExceptionPage | undefined;
  error: unknown;
  loading = true;
  /** The one that is looked at. */
  selectedId: string | undefined;
  /** Those that something is to be done to at once; all of them are shown. */
  pickedIds: readonly string[] = [];
  settledMessage = '';
  /** Whether what is done to many at once is under way, or its report not closed. */
  bulkIsNeeded = false;

  private wired: WiredPage | undefined;

  @wire(listOpenExceptions, { reason: '$reason', pageSize: '$pageSize', afterId: '$afterId' })
  receivePage(result: WiredPage): void {
    if (result.data) {
      if (!this.answersCurrentQuestion(result.data)) {
        // An earlier filter was slower than the one that replaced it.
        return;
      }
      this.answer = result.data;
      this.error = undefined;
      this.keepSelection();
      this.pick(this.pickedIds);
    } else if (result.error) {
      this.error = result.error;
    } else {
      return;
    }
    this.wired = result;
    this.loading = false;
  }

  get items(): readonly ExceptionItem[] {
    return this.answer?.items ?? [];
  }

  get reasons(): readonly ReasonCount[] {
    return this.answer?.reasons ?? [];
  }

  get selectedItem(): ExceptionItem | undefined {
    return this.items.find((item) => item.id === this.selectedId);
  }

  get selectedVersion(): string | undefined {
    return this.selectedItem?.version;
  }

  get maySettle(): boolean {
    return this.answer?.maySettle ?? false;
  }

  get shownCount(): number {
    return this.showsQueue ? this.items.length : 0;
  }

  get pickedItems(): readonly ExceptionItem[] {
    if (!this.showsQueue) {
      return [];
    }
    const picked = new Set(this.pickedIds);
    return this.items.filter(({ id }) => picked.has(id));
  }

  get hasItems(): boolean {
    return this.items.length > 0;
  }

  get isEmpty(): boolean {
    return this.answer !== undefined && !this.hasItems && !this.error;
  }

  /** Rows of another filter stay readable while the next answer is under way, but not after it failed. */
  get showsQueue(): boolean {
    return this.hasItems && !this.error;
  }

  /** The report of what was done stays readable when that emptied the list, or the list could not be loaded again. */
  get showsCard(): boolean {
    return this.showsQueue || (this.maySettle && this.bulkIsNeeded);
  }

  /** Without a comparison beside it, what is said instead of the queue takes its room. */
  get queueClass(): string {
    if (this.showsQueue) {
      return 'column_queue';
    }
    return this.answer ? 'column_queue column_queue_wide' : 'column_queue column_queue_whole';
  }

  get openCount(): number {
    return this.reasons.reduce((sum, counted) => sum + counted.count, 0);
  }

  get headline(): string {
    if (!this.answer) {
      return 'Rows that wait for a decision';
    }
    const open = this.openCount;
    if (open === 0) {
      return 'No row waits for a decision';
    }
    return open === 1 ? '1 row waits for a decision' : `${open} rows wait for a decision`;
  }

  get oldest(): string {
    const first = this.items[0];
    return first && !this.afterId && !this.error
      ? `The oldest of these has waited ${ageInWords(first.ageInHours)}`
      : '';
  }

  get position(): string {
    const shown = this.items.length;
    const total = this.answer?.total ?? 0;
    return this.afterId ? `${shown} later ones of ${total}` : `${shown} of ${total}`;
  }

  get listTitle(): string {
    return this.showsQueue ? `Queue (${this.position})` : 'Queue';
  }

  get announcement(): string {
    if (this.loading) {
      return 'Loading exceptions';
    }
    return this.error ? '' : `Showing ${this.position} open exceptions`;
  }

  get hasMore(): boolean {
    return this.answer?.hasMore ?? false;
  }

  get hasFooter(): boolean {
    return this.showsQueue && (this.hasMore || this.movedOn);
  }

  get movedOn(): boolean {
    return this.afterId !== null;
  }

  get moreLabel(): string {
    return this.windowIsFull ? `Go on after these ${LARGEST_PAGE}` : 'Load more';
  }

  get emptyTitle(): string {
    if (this.movedOn) {
      return 'No later exceptions';
    }
    return this.reason ? 'Nothing is open for this reason' : 'The queue is empty';
  }

  get emptyText(): string {
    return this.reason || this.movedOn
      ? 'Other exceptions may still be open.'
      : 'Every row that came in was written, or needed no writing. New exceptions appear here.';
  }

  get canShowAll(): boolean {
    return this.reason !== null || this.movedOn;
  }

  handleFilter(event: CustomEvent<{ reason: string | null }>): void {
    this.ask(event.detail.reason, PAGE_STEP, null);
  }

  handleShowAll(): void {
    this.ask(null, PAGE_STEP, null);
  }

  handleBack(): void {
    this.ask(this.reason, PAGE_STEP, null);
  }

  handleMore(): void {
    if (this.windowIsFull) {
      this.ask(this.reason, PAGE_STEP, this.items.at(-1)?.id ?? null);
    } else {
      this.ask(this.reason, Math.min(this.pageSize + PAGE_STEP, LARGEST_PAGE), this.afterId);
    }
  }

  handleSelect(event: CustomEvent<{ id: string }>): void {
    this.selectedId = event.detail.id;
    this.settledMessage = '';
  }

  handlePick(event: CustomEvent<{ id: string; picked: boolean }>): void {
    const { id, picked } = event.detail;
    this.pick(picked ? [...this.pickedIds, id] : this.pickedIds.filter((other) => other !== id));
  }

  handlePickAll(event: CustomEvent<{ picked: boolean }>): void {
    this.pick(event.detail.picked ? this.items.map(({ id }) => id) : []);
  }

  handleBulkNeeded(event: CustomEvent<{ needed: boolean }>): void {
    this.bulkIsNeeded = event.detail.needed;
  }

  /** What was refused stays selected: the steward has read why, and decides anew. */
  async handleCarriedOut(event: CustomEvent<{ doneIds: readonly string[] }>): Promise<void> {
    const done = new Set(event.detail.doneIds);
    this.settledMessage = '';
    this.pick(this.pickedIds.filter((id) => !done.has(id)));
    await this.handleRefresh();
  }

  /** What was settled leaves the queue; the next one below takes its place, so that a steward works on without a click. Who
   * went to another one meanwhile stays there. */
  async handleSettled(event: CustomEvent<{ id: string; message: string }>): Promise<void> {
    const position = this.items.findIndex((item) => item.id === event.detail.id);
    const next = this.items[position + 1] ?? this.items[position - 1];
    this.settledMessage = [this.items[position]?.name, event.detail.message].filter(Boolean).join(': ');
    if (this.selectedId === event.detail.id) {
      this.selectedId = next?.id;
    }
    await this.handleRefresh();
  }

  async handleRefresh(): Promise<void> {
    this.loading = true;
    try {
      await refreshApex(this.wired);
    } catch (error) {
      this.error = error;
    } finally {
      this.loading = false;
    }
  }

  private get windowIsFull(): boolean {
    return this.items.length >= LARGEST_PAGE;
  }

  private ask(reason: string | null, pageSize: number, afterId: string | null): void {
    if (reason === this.reason && pageSize === this.pageSize && afterId === this.afterId) {
      // The wire answers a changed question only; waiting for an answer to the same one would never end.
      return;
    }
    this.loading = true;
    this.error = undefined;
    this.reason = reason;
    this.pageSize = pageSize;
    this.afterId = afterId;
  }

  private answersCurrentQuestion(page: ExceptionPage): boolean {
    const { reason, pageSize, afterId } = page.question;
    // What was null when it was asked is left out of the answer.
    return (reason ?? null) === this.reason && pageSize === this.pageSize && (afterId ?? null) === this.afterId;
  }

  /** Nothing is done to an exception that the steward does not see. */
  private pick(ids: readonly string[]): void {
    const shown = new Set(this.items.map(({ id }) => id));
    this.pickedIds = ids.filter((id) => shown.has(id));
  }

  private keepSelection(): void {
    if (!this.selectedItem) {
      this.selectedId = this.items[0]?.id;
    }
  }
}
