import { AsyncLocalStorage } from "node:async_hooks";

/** The values of all variables in an async context. Never changed: each `run` makes its own. */
type Values = ReadonlyMap<object, unknown>;

/**
 * One for all variables: as long as Node hands storages on from promise to promise, each of them costs every promise of
 * the program, and a program may have a hundred connections.
 */
const contexts = new AsyncLocalStorage<Values>();

/** Whether a context was opened of which nobody knows when it is over. */
let mayLast = false;
/** Works under way that leave nothing behind. */
let passing = 0;
/** What such works are, in their own contexts. */
const PASSING = Object.freeze({});

interface PassingWork {
  isOver: boolean;
}

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
    const values = contexts.getStore();
    if (!mayLast) mayLast = !isPassing(values);
    return contexts.run(new Map(values).set(this, value), body);
  }
}

/**
 * Runs work of which nothing goes on when it has ended. When the program has opened no other contexts until then, promises
 * cost again what they cost where there are none: most programs prepare their tables in transactions, and many never open
 * one of their own.
 *
 * @param work what to run; what it began is over when its promise is settled
 * @returns what the work gives
 * @example
 * ```ts
 * import { AsyncVariable, leavingNothing } from "@dataflow/database";
 *
 * const step = new AsyncVariable<number>();
 * await leavingNothing(() => step.run(1, async () => console.log(step.value))); // 1
 * ```
 */
export async function leavingNothing<Result>(work: () => Promise<Result>): Promise<Result> {
  if (mayLast) return work();
  const own: PassingWork = { isOver: false };
  passing += 1;
  try {
    return await contexts.run(new Map(contexts.getStore()).set(PASSING, own), work);
  } finally {
    own.isOver = true;
    passing -= 1;
    if (passing === 0 && !mayLast) contexts.disable();
  }
}

/** What such a work has opened, a socket for one, may keep its context and outlast it. */
function isPassing(values: Values | undefined): boolean {
  const work = values?.get(PASSING) as PassingWork | undefined; // only `leavingNothing` puts something under this key
  return work?.isOver === false;
}
