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
