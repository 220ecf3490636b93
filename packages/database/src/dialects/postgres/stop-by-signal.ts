import { cancelled } from "../../connection/stream-rows.ts";

/**
 * Runs a statement that a signal may stop.
 *
 * @param signal when to stop
 * @param stop asks the server to; does nothing where that is not possible
 * @param work sends the statement
 * @returns what it gave, when it was done before it could be stopped
 * @throws what the server says of a statement that was stopped
 */
export async function stoppedBySignal<Result>(
  signal: AbortSignal,
  stop: () => Promise<void>,
  work: () => Promise<Result>,
): Promise<Result> {
  if (signal.aborted) throw cancelled(signal);
  let stopping: Promise<void> | undefined;
  const onAbort = (): void => {
    stopping = stop().catch(() => undefined);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", onAbort);
    // The next statement on the connection must not be the one that is stopped.
    await stopping;
  }
}
