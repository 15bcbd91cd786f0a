/**
 * Text of one emitted unit in which a statement stands on the line of its Apex source. It only ever adds line breaks to catch up:
 * text that comes for a line already passed goes on the present one, so line numbers never run ahead of the source.
 */
export class LineWriter {
  readonly #chunks: string[] = [];
  #line = 1;

  /** Number of the line being written. */
  get line(): number {
    return this.#line;
  }

  /** Text of a construct that begins on `line` of the source. Must not hold line breaks. */
  write(text: string, line?: number): void {
    while (line !== undefined && this.#line < line) {
      this.#chunks.push('\n');
      this.#line++;
    }
    if (text.includes('\n')) throw new Error(`Emitted text holds a line break: ${text}`);
    this.#chunks.push(text, ' ');
  }

  /** A place whose text is known only later (the temporaries of a function). The returned function fills it. */
  reserve(): (text: string) => void {
    const index = this.#chunks.push('') - 1;
    return (text) => {
      this.#chunks[index] = text;
    };
  }

  toString(): string {
    return this.#chunks.join('');
  }
}
