/** A progress bar on a terminal; on anything else one line per tenth, so that a log stays readable. */
import { SingleBar } from 'cli-progress';

export interface Progress {
  update(done: number, retries: number): void;
  stop(): void;
}

export function startProgress(label: string, total: number, out: NodeJS.WriteStream = process.stderr): Progress {
  if (!out.isTTY) return plainProgress(label, total, out);
  const bar = new SingleBar({
    stream: out,
    format: `${label} {bar} {percentage}% | {value}/{total} rows | {eta}s left | {retries} retries`,
    hideCursor: true
  });
  bar.start(total, 0, { retries: 0 });
  return { update: (done, retries) => bar.update(done, { retries }), stop: () => bar.stop() };
}

/** Work whose end nobody knows: a count on a terminal; on anything else a line whenever it has doubled. */
export interface Count {
  update(label: string, visited: number, changed: number): void;
  stop(): void;
}

/** Records before the first line; less is over before anybody asks. */
const FIRST_LINE = 2000;
const FROM_LINE_START = '\r\u001b[K';

export function startCount(out: NodeJS.WriteStream = process.stderr): Count {
  let current = '';
  let next = FIRST_LINE;
  return {
    update(label, visited, changed) {
      if (label !== current) next = FIRST_LINE;
      current = label;
      const words = `${label}: ${visited} looked at, ${changed} written`;
      if (out.isTTY) out.write(FROM_LINE_START + words);
      else if (visited >= next) {
        next = visited * 2;
        out.write(`${words}\n`);
      }
    },
    stop: () => void (out.isTTY && current !== '' && out.write(FROM_LINE_START))
  };
}

function plainProgress(label: string, total: number, out: NodeJS.WriteStream): Progress {
  let tenth = 0;
  return {
    update: (done, retries) => {
      const reached = total === 0 ? 10 : Math.floor((done * 10) / total);
      if (reached <= tenth) return;
      tenth = reached;
      out.write(`${label} ${done}/${total} rows${retries > 0 ? `, ${retries} retries` : ''}\n`);
    },
    stop: () => undefined
  };
}
