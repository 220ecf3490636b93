import { DataFlowError, isDataFlowError } from "@dataflow/core";

/**
 * Says of which operation a parameter is that cannot be meant. What reads a parameter does not know who asks.
 *
 * @param error whatever was thrown
 * @param place what messages call the operation: `"User.list"`
 * @returns the error to throw: the same one when it is about something else, or says it already
 */
export function ofOperation(error: unknown, place: string): unknown {
  if (!isDataFlowError(error) || error.code !== "MODEL.INVALID_PARAMETER" || error.meta.place !== undefined)
    return error;
  const { code, message, why, fix, meta, diagnostics } = error;
  return new DataFlowError(code, { message: `${place}: ${message}`, why, fix, meta: { ...meta, place }, diagnostics });
}
