/**
 * Apex stack traces out of JavaScript ones. Emitted code keeps the lines of its Apex source and runs under the name of its Apex file, so
 * a frame in such a file is an Apex frame, with the right line.
 */
export interface ApexFrame {
  /** `Class.Foo.bar` or `Trigger.ContactTrigger`. */
  readonly place: string;
  readonly line: number;
}

/** What a stack needs to know of a loaded unit: how to name a JavaScript function of it. */
export interface EmittedFile {
  /** From the JavaScript function name in a frame (`Foo_Inner.bar$string`, `new Foo`, `run`, or empty). */
  place(functionName: string): string;
}

const emittedFiles = new Map<string, EmittedFile>();

export function registerEmittedFile(file: string, emitted: EmittedFile): void {
  emittedFiles.set(file, emitted);
}

// `    at Foo.bar$string [as bar$string] (/path/Foo.cls:12:5)` or, without a function name, `    at /path/Foo.cls:12:5`.
const FRAME = /^\s*at (?:(?:async )?(.*?) \()?(.+?):(\d+):\d+\)?$/;

export function apexFrames(error: Error): ApexFrame[] {
  const frames: ApexFrame[] = [];
  for (const text of (error.stack ?? '').split('\n')) {
    const [, functionName = '', file = '', line = '0'] = FRAME.exec(text) ?? [];
    const emitted = emittedFiles.get(file);
    if (!emitted) continue;
    const frame = { place: emitted.place(functionName.replace(/ \[as .*\]$/, '')), line: Number(line) };
    frames.push(frame);
  }
  return frames;
}

/** Source: Apex Reference, "Exception Class", getStackTraceString. Columns are not kept by the emitter, so every one is 1. */
export function stackTraceString(error: Error): string {
  return apexFrames(error)
    .map(({ place, line }) => `${place}: line ${line}, column 1`)
    .join('\n');
}
