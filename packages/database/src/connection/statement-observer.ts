import { isDataFlowError } from "@dataflow/core";

/** What is told about a statement after it ran. Never its parameters. */
export interface StatementEvent {
  readonly text: string;
  readonly durationMs: number;
  /** Rows given or changed; absent when the statement failed. */
  readonly rowCount?: number;
  /** The code of the error, when it failed. */
  readonly errorCode?: string;
}

/** Takes what is told about statements. */
export type StatementListener = (event: StatementEvent) => void;

/** Watches statements for the listeners of a connection. */
export interface StatementObserver {
  succeeded(text: string, startedAt: number, rowCount: number): void;
  failed(text: string, startedAt: number, error: unknown): void;
}

/**
 * Makes the observer of a connection, or none when nobody listens: the hot path then asks nothing further.
 *
 * @param echo `true` prints every statement with its duration to standard error
 * @param onStatement is told about every statement
 */
export function statementObserver(
  echo: boolean | StatementListener,
  onStatement: StatementListener | undefined,
): StatementObserver | undefined {
  const listeners = [echo === true ? print : echo === false ? undefined : echo, onStatement];
  const wanted = listeners.filter((listener) => listener !== undefined);
  if (wanted.length === 0) return undefined;
  const tell = (event: StatementEvent) => {
    for (const listener of wanted) tellSafely(listener, Object.freeze(event));
  };
  return {
    succeeded: (text, startedAt, rowCount) => tell({ text, durationMs: performance.now() - startedAt, rowCount }),
    failed: (text, startedAt, error) =>
      tell({
        text,
        durationMs: performance.now() - startedAt,
        errorCode: isDataFlowError(error) ? error.code : "UNKNOWN",
      }),
  };
}

// A listener that fails must not make a statement fail that has already succeeded.
function tellSafely(listener: StatementListener, event: StatementEvent): void {
  try {
    listener(event);
  } catch (error) {
    process.emitWarning(
      `A listener for statements threw ${error instanceof Error ? error.name : typeof error}`,
      "DataFlowWarning",
    );
  }
}

function print(event: StatementEvent): void {
  const outcome = event.errorCode === undefined ? `${event.rowCount ?? 0} rows` : event.errorCode;
  process.stderr.write(`[sql] ${event.durationMs.toFixed(2)} ms, ${outcome}: ${event.text}\n`);
}
