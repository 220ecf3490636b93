import { DataFlowError, type DataFlowErrorInit } from "./dataflow-error.ts";

/** What is said once about a kind of error; the rest is said where it is thrown. */
export interface ErrorKind {
  /** The meaning in one line; the heading of its page in `docs/errors`. */
  readonly title: string;
  /** Whether the same call may succeed when it is made again. Default `false`. */
  readonly isRetryable?: boolean;
}

/** The errors of one namespace: the only way to make one, so a code that is not declared cannot be thrown. */
export interface ErrorCatalog<Namespace extends string, Kinds extends Readonly<Record<string, ErrorKind>>> {
  readonly namespace: Namespace;
  readonly kinds: Kinds;
  /**
   * Makes an error of a kind, to be thrown by the caller.
   *
   * @param subcode the kind, without the namespace
   * @param init what happened, why, and the fix
   * @returns the error
   */
  create(subcode: keyof Kinds & string, init: DataFlowErrorInit): DataFlowError;
}

/** The codes of a catalog: `"QUERY.UNKNOWN_FIELD" | …`. */
export type ErrorCodeOf<Catalog> =
  Catalog extends ErrorCatalog<infer Namespace, infer Kinds> ? `${Namespace}.${keyof Kinds & string}` : never;

/**
 * Declares the errors of one namespace.
 *
 * @param namespace the part of the code before the dot
 * @param kinds subcode → what it means
 * @returns the catalog that makes them
 * @example
 * ```ts
 * import { defineErrors } from "@dataflow/core";
 *
 * const billingErrors = defineErrors("BILLING", { CARD_EXPIRED: { title: "The card has expired" } });
 * throw billingErrors.create("CARD_EXPIRED", {
 *   message: "The card of customer 7 has expired",
 *   why: "its last month is over",
 *   fix: "ask for another card",
 * });
 * ```
 */
export function defineErrors<const Namespace extends string, const Kinds extends Readonly<Record<string, ErrorKind>>>(
  namespace: Namespace,
  kinds: Kinds,
): ErrorCatalog<Namespace, Kinds> {
  return Object.freeze({
    namespace,
    kinds: Object.freeze(kinds),
    create: (subcode: keyof Kinds & string, init: DataFlowErrorInit) => {
      const isRetryable = init.isRetryable ?? kinds[subcode]?.isRetryable ?? false;
      return withCallers(() => new DataFlowError(`${namespace}.${subcode}`, { ...init, isRetryable }));
    },
  });
}

/** How many calls Node notes in an error unless somebody says otherwise, and how many lead from our callers to us at most. */
const CALLS = { usual: 10, needed: 50 } as const;

/** Lets an error tell whose call led to it: the usual number of calls is often used up before that one is reached. */
function withCallers<Made>(make: () => Made): Made {
  if (Error.stackTraceLimit !== CALLS.usual) return make();
  noteCalls(CALLS.needed);
  try {
    return make();
  } finally {
    noteCalls(CALLS.usual);
  }
}

/** A process with frozen intrinsics refuses this, and an assignment would throw there: in place of the error to be made. */
function noteCalls(most: number): void {
  Reflect.set(Error, "stackTraceLimit", most);
}
