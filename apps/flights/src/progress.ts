/** Where progress is shown. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how far a long piece of work has come. */
export interface Progress {
  /** So many rows more are done. */
  add(rows: number): void;
  /** Shows the end: nothing more will come. */
  end(): void;
}

const BAR_WIDTH = 30;
/** Often enough to look alive, rarely enough to cost nothing. */
const REDRAW_MS = 100;
/** A log is read later: a line now and then is enough. */
const LINE_MS = 5000;

/**
 * A bar that redraws itself on a terminal, and a plain line every few seconds anywhere else.
 *
 * @param stream where to write
 * @param total how many rows there will be
 */
export function createProgress(stream: ProgressStream, total: number): Progress {
  const isTerminal = stream.isTTY === true;
  const startedAt = performance.now();
  let done = 0;
  let shownAt = startedAt;
  const show = (now: number): void => {
    shownAt = now;
    const seconds = Math.max((now - startedAt) / 1000, 0.001);
    const counts = `${grouped(done)} of ${grouped(total)} flights, ${grouped(done / seconds)} rows/s`;
    stream.write(isTerminal ? `\r${bar(total === 0 ? 1 : done / total)} ${counts}\x1b[K` : `  ${counts}\n`);
  };
  return {
    add: (rows) => {
      done += rows;
      const now = performance.now();
      if (now - shownAt >= (isTerminal ? REDRAW_MS : LINE_MS)) show(now);
    },
    end: () => {
      show(performance.now());
      if (isTerminal) stream.write("\n");
    },
  };
}

function bar(share: number): string {
  const full = Math.round(share * BAR_WIDTH);
  return `[${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)}] ${String(Math.floor(share * 100)).padStart(3)} %`;
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
