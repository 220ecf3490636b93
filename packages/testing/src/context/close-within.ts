import { setTimeout as delay } from "node:timers/promises";

/** Long enough for what is about to end, short enough for what never will. */
const PATIENCE_MS = 500;

/**
 * Closes something, but does not wait for ever for what a test has left unfinished in it.
 *
 * @param closing what is closed
 */
export async function closeWithin(closing: Promise<void>): Promise<void> {
  const patience = new AbortController();
  // What fails after the patience is over concerns nobody any more.
  closing.catch(() => undefined);
  try {
    await Promise.race([closing, delay(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
  } finally {
    patience.abort();
  }
}
