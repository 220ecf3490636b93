/** How many steps of a repetition may run before timers, sockets and an abort are heard again. */
export const STEPS_PER_TURN = 64;

/** Lets the event loop turn once. Awaiting what is settled already does not: it would starve everything else. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
