import type { MaybePromise } from "@dataflow/core";
import type { RowStream, StatementRunner } from "./driver.ts";
import type { SessionScope } from "./session-scope.ts";
import type { StatementObserver } from "./statement-observer.ts";
import type { TransactionScope } from "./transaction-scope.ts";

type Batch = readonly (readonly unknown[])[];

/** A stream whose every step takes its turn among the statements of a transaction or a session. */
export async function openInScope(
  scope: TransactionScope | SessionScope,
  open: (session: StatementRunner) => MaybePromise<RowStream>,
): Promise<RowStream> {
  const stream = await scope.perform(open);
  return {
    next: () => scope.perform(() => stream.next()),
    // What a transaction has opened is gone with it, also when it is only about to be rolled back.
    close: () => (scope.isOpen ? scope.perform(() => stream.close()) : undefined),
  };
}

/** The last answer, which only says that there is no more, counts too. */
export function tellBatches(stream: RowStream, onRoundTrip: () => void): RowStream {
  return {
    next: () => {
      onRoundTrip();
      return stream.next();
    },
    close: () => stream.close(),
  };
}

/** Tells the observer of a stream once it has come to its end, or failed. */
export async function* observeStream(
  rows: AsyncGenerator<Batch, void, undefined>,
  text: string,
  observer: StatementObserver,
): AsyncGenerator<Batch, void, undefined> {
  const startedAt = performance.now();
  let rowCount = 0;
  try {
    for await (const batch of rows) {
      rowCount += batch.length;
      yield batch;
    }
  } catch (error) {
    observer.failed(text, startedAt, error);
    throw error;
  }
  observer.succeeded(text, startedAt, rowCount);
}
