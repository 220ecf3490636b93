import type { MaybePromise } from "@dataflow/core";
import type { StatementRunner } from "../connection/driver.ts";

/** What a dialect says to a transaction that stands in for a whole connection. */
export interface IsolationSql {
  /** Whether a transaction in which a statement failed can only go on from a savepoint. */
  readonly failureAborts: boolean;
  /** Checks what would be checked at a commit, with no other effect: text, or work where text cannot do it. */
  readonly checkDeferred: string | ((runner: StatementRunner) => MaybePromise<void>);
  /** Forbids writes from inside a savepoint; `off` allows them again where the savepoint's end does not. */
  readonly readOnly: { readonly on: string; readonly off?: string };
}
