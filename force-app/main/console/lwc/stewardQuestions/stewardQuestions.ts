// One question at a time: what a component shows is the answer to the last thing that it asked, however late an earlier one comes.

/** What a component has to show while it waits, and when a question failed. */
export interface Asking<Work extends string> {
  /** What the last question is for; undefined when nothing is under way. */
  readonly work: Work | undefined;
  /** Why the last question failed, as the platform gave it. */
  readonly error: unknown;
}

export class Questions<Work extends string> {
  private readonly tell: (asking: Asking<Work>) => void;
  /** Counts the questions; an answer to any but the last is dropped. */
  private asked = 0;

  /** @param tell - hears of each change of what is asked, before the change of what is answered */
  constructor(tell: (asking: Asking<Work>) => void) {
    this.tell = tell;
  }

  /** The answer; undefined when it failed (`tell` hears why) or something else was asked meanwhile. Never rejects. */
  async ask<Answer>(work: Work, question: () => Promise<Answer>): Promise<Answer | undefined> {
    const turn = this.asked + 1;
    const answer = await this.carryOut(work, question);
    return turn === this.asked ? answer : undefined;
  }

  /**
   * The answer to what writes, also when something else was asked meanwhile: it is done all the same, and others have to hear of it. The caller
   * looks whether it still shows what the answer is about. Undefined when it failed; `tell` hears why unless something else was asked. Never rejects.
   */
  async carryOut<Answer>(work: Work, deed: () => Promise<Answer>): Promise<Answer | undefined> {
    this.asked += 1;
    const turn = this.asked;
    this.tell({ work, error: undefined });
    try {
      const answer = await deed();
      if (turn === this.asked) {
        this.tell({ work: undefined, error: undefined });
      }
      return answer;
    } catch (error) {
      if (turn === this.asked) {
        this.tell({ work: undefined, error });
      }
      return undefined;
    }
  }

  /** Nothing is wanted any more: an answer under way is dropped, and an error forgotten. */
  drop(): void {
    this.asked += 1;
    this.tell({ work: undefined, error: undefined });
  }
}
