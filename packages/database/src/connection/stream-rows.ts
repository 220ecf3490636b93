import type { DataFlowError, MaybePromise } from "@dataflow/core";
import { databaseErrors } from "../errors/database-errors.ts";
import type { RowStream } from "./driver.ts";

type Batch = readonly (readonly unknown[])[];

/** Reads a stream to its end, or to where its consumer leaves it, and closes it in every case. */
export async function* streamRows(
  open: () => MaybePromise<RowStream>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch, void, undefined> {
  if (signal?.aborted) throw cancelled(signal);
  const stream = await open();
  try {
    for (;;) {
      const batch = await stream.next();
      if (signal?.aborted) throw cancelled(signal);
      if (batch === undefined) return;
      yield batch;
      if (signal?.aborted) throw cancelled(signal);
    }
  } finally {
    await stream.close();
  }
}

export function cancelled(signal: AbortSignal): DataFlowError {
  return databaseErrors.create("QUERY_CANCELLED", {
    message: "Reading rows was cancelled",
    why: "the signal that was given to it was aborted",
    fix: "nothing, if that was meant; otherwise look for what aborted the signal",
    cause: signal.reason,
  });
}
