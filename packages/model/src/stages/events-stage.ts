import { isDataFlowError } from "@dataflow/core";
import type { OperationName } from "../operation/operation.ts";
import type { Stage } from "./stage.ts";

/** What is told of one operation when it has ended. Never carries a value of a row. */
export interface OperationEvent {
  readonly model: string;
  readonly operation: OperationName;
  readonly durationMs: number;
  readonly outcome: "success" | "failure";
  /** Rows given or changed; 0 after a failure. */
  readonly rowCount: number;
  /** The code of the failure. */
  readonly errorCode?: string;
}

/**
 * Tells a listener of every operation: the hook for metrics and logs.
 *
 * @param model the model's name
 * @param listener who is told, absent when nobody is
 * @returns the stage, or undefined when nobody listens
 */
export function eventsStage(model: string, listener: ((event: OperationEvent) => void) | undefined): Stage | undefined {
  if (listener === undefined) return undefined;
  const pass: Stage["pass"] = async (operation, next) => {
    const started = performance.now();
    const tell = (rest: Pick<OperationEvent, "outcome" | "rowCount" | "errorCode">) =>
      notify(listener, { model, operation: operation.name, durationMs: performance.now() - started, ...rest });
    try {
      const result = await next(operation);
      tell({ outcome: "success", rowCount: result.rowCount });
      return result;
    } catch (error) {
      tell({ outcome: "failure", rowCount: 0, errorCode: isDataFlowError(error) ? error.code : "UNKNOWN" });
      throw error;
    }
  };
  return { pass };
}

/** A listener that throws must not fail the operation it was told of. */
function notify(listener: (event: OperationEvent) => void, event: OperationEvent): void {
  try {
    listener(event);
  } catch (error) {
    process.emitWarning(`an onOperation listener threw: ${String(error)}`, "DataFlowWarning");
  }
}
