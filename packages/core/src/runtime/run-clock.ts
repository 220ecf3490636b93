/** Time as the runtime sees it. Tests give their own, so that nothing waits. */
export interface RunClock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** The date on the wall. */
  date(): Date;
  /** Calls back after some milliseconds. Returns how to call it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's own time. */
export const systemClock: RunClock = Object.freeze({
  now: () => performance.now(),
  date: () => new Date(),
  after: (milliseconds: number, callback: () => void) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
});
