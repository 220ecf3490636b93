import type { DataFlowError } from "@dataflow/core";
import type { Connection } from "../connection/connection.ts";
import { databaseErrors } from "../errors/database-errors.ts";

/** For a commit of the coordinator that was not answered, when it cannot be asked either. */
export function inDoubt(transaction: string, coordinator: Connection, cause: unknown): DataFlowError {
  return databaseErrors.create("DISTRIBUTED_IN_DOUBT", {
    message: `Nobody can say yet whether the distributed transaction ${transaction} is committed`,
    why: `the connection to ${coordinator.target} broke during the commit that decides, and it cannot be asked now`,
    fix: "call recoverDistributedTransactions with the same databases when it can be reached; it ends the transaction everywhere in the same way",
    meta: { transaction },
    cause,
  });
}

/** For parts that could not be told that everything is committed. */
export function unfinished(
  transaction: string,
  failures: readonly { readonly target: string; readonly reason: unknown }[],
): DataFlowError {
  const targets = failures.map(({ target }) => target);
  return databaseErrors.create("DISTRIBUTED_UNFINISHED", {
    message: `The distributed transaction ${transaction} is committed, and ${targets.join(", ")} could not be told`,
    why: "the decision was made and written down; until the part is told, its rows stay locked and show what they were before",
    fix: "do not repeat the transaction; call recoverDistributedTransactions with the same databases when all can be reached",
    meta: { transaction, targets },
    cause: failures[0]?.reason,
  });
}

/** For a connection that broke while a transaction was being prepared or decided, when it is certain that nothing was committed. */
export function partLost(connection: Connection, cause: unknown): DataFlowError {
  return databaseErrors.create("CONNECTION_LOST", {
    message: `The connection to ${connection.target} broke while a distributed transaction was about to be committed`,
    why: "it is certain that nothing was committed, on any of the databases",
    fix: "the whole transaction can be done again",
    isRetryable: true,
    cause,
  });
}
