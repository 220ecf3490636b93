import { AsyncLocalStorage } from "node:async_hooks";

/** The values of all variables in an async context. Never changed: each `run` makes its own. */
type Values = ReadonlyMap<object, unknown>;

/**
 * One for all variables: as long as Node hands storages on from promise to promise, each of them costs every promise of
 * the program, and a program may have a hundred connections.
 */
const contexts = new AsyncLocalStorage<Values>();

/**
 * A value of an async context: what `body` calls, and what goes on from there later, sees it. Like an
 * `AsyncLocalStorage`, but any number of them cost no more than one.
 *
 * @example
 * ```ts
 * import { AsyncVariable } from "@dataflow/database";
 *
 * const language = new AsyncVariable<string>();
 * language.run("en", () => console.log(language.value)); // en
 * console.log(language.value); // undefined
 * ```
 */
export class AsyncVariable<Value> {
  /** The value in this async context; undefined outside of every `run`. */
  get value(): Value | undefined {
    return contexts.getStore()?.get(this) as Value | undefined; // only `run` puts something under this key
  }

  /**
   * Runs `body` in an async context that has the value, beside what other variables have.
   *
   * @param value the value
   * @param body what to run
   * @returns what the body gives
   */
  run<Result>(value: Value, body: () => Result): Result {
    return contexts.run(new Map(contexts.getStore()).set(this, value), body);
  }
}
