import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type DataFlowError, isDataFlowError } from "../errors/dataflow-error.ts";
import type { MaybePromise } from "../node/maybe-promise.ts";
import type { NodeContext } from "../node/node-context.ts";
import type { NodeType, NodeValues } from "../node/node-type.ts";
import type { RunClock } from "../runtime/run-clock.ts";

/** A node type that takes anything and does what it is told, for tests. */
export function openNode(
  type: string,
  run: (input: NodeValues, context: NodeContext) => MaybePromise<unknown>,
): NodeType {
  return { type, parameters: { names: {}, open: true }, run };
}

/** A Standard Schema written by hand: an object of which some keys must have a kind. */
export function objectSchema<Value extends object>(
  kinds: Readonly<Record<string, string>>,
): StandardSchemaV1<Value, Value> {
  return {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) => {
        const given = new Map(Object.entries(Object(value)));
        const issues = Object.entries(kinds)
          .filter(([key, kind]) => typeof given.get(key) !== kind)
          .map(([key]) => ({ message: `${key} is ${String(given.get(key))}`, path: [key] }));
        // What has just been checked key by key is what the caller says it is.
        return issues.length > 0 ? { issues } : { value: value as Value };
      },
    },
  };
}

/** What a call throws, as one of our errors. */
export function thrownBy(call: () => unknown): DataFlowError {
  try {
    call();
  } catch (error) {
    if (isDataFlowError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** What a promise rejects with, as one of our errors. */
export async function rejectionOf(promise: Promise<unknown>): Promise<DataFlowError> {
  const error: unknown = await promise.then(
    () => new Error("nothing was thrown"),
    (caught: unknown) => caught,
  );
  if (isDataFlowError(error)) return error;
  throw error;
}

/** A promise that is settled from outside. */
export interface Gate<Value = void> {
  readonly promise: Promise<Value>;
  readonly open: (value: Value) => void;
  readonly fail: (error: unknown) => void;
}

/** Makes a {@link Gate}. */
export function gate<Value = void>(): Gate<Value> {
  const settle: { open: (value: Value) => void; fail: (error: unknown) => void } = { open: () => {}, fail: () => {} };
  const promise = new Promise<Value>((resolve, reject) => {
    settle.open = resolve;
    settle.fail = reject;
  });
  return { promise, open: (value) => settle.open(value), fail: (error) => settle.fail(error) };
}

/** Lets everything that is ready run. */
export function turns(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A clock that stands still until it is told to move on. */
export interface ManualClock extends RunClock {
  /** Moves on and calls what is due, in order. */
  advance(milliseconds: number): Promise<void>;
  /** How many calls are due some time. */
  readonly waiting: number;
}

/** Makes a {@link ManualClock}. */
export function manualClock(): ManualClock {
  let now = 0;
  const due = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    date: () => new Date(1_000_000 + now),
    after: (milliseconds, callback) => {
      const entry = { at: now + milliseconds, callback };
      due.add(entry);
      return () => due.delete(entry);
    },
    advance: async (milliseconds) => {
      await turns();
      now += milliseconds;
      for (const entry of [...due].sort((a, b) => a.at - b.at)) {
        if (entry.at > now || !due.delete(entry)) continue;
        entry.callback();
        await turns();
      }
    },
    get waiting() {
      return due.size;
    },
  };
}

/** A name that the compiler knows only as text, as in untyped code: any parameters go with it. */
export function untyped(name: string): string {
  return name;
}
