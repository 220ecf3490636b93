import type { MaybePromise } from "@dataflow/core";

/**
 * Continues with a value that may already be there. A database that answers at once (SQLite) then costs no turn of the
 * event loop, and one that does not is awaited as usual.
 *
 * @param value a value, or the promise of one
 * @param continuation what to do with it
 * @returns what the continuation gives, now or later
 */
export function after<Value, Result>(
  value: MaybePromise<Value>,
  continuation: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(continuation) : continuation(value);
}
