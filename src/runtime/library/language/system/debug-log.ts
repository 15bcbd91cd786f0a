/** Where System.debug goes. The worker that runs a transaction sets the sink; without one the lines are dropped, as without a trace flag. */
export interface DebugLine {
  /** Name of the LoggingLevel. */
  readonly level: string;
  readonly text: string;
}

let sink: ((line: DebugLine) => void) | null = null;

export function setDebugSink(receive: ((line: DebugLine) => void) | null): void {
  sink = receive;
}

/** The text is only made when somebody listens. */
export function writeDebug(level: string, text: () => string): void {
  sink?.({ level, text: text() });
}
