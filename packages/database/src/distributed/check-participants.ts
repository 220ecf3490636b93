import type { DataFlowError } from "@dataflow/core";
import type { Connection } from "../connection/connection.ts";
import { DatabaseConnection } from "../connection/database-connection.ts";
import { databaseErrors } from "../errors/database-errors.ts";
import { decisionSql } from "./decision-log.ts";

/** The databases of a distributed transaction by what they do in it. */
export interface Participants {
  /** Commits in one phase, last of all work and first of all commits: that commit is the decision. */
  readonly coordinator: DatabaseConnection;
  /** Prepare first, and commit when the coordinator has. */
  readonly others: readonly DatabaseConnection[];
  readonly all: readonly DatabaseConnection[];
}

/**
 * Says who coordinates: the one database that cannot prepare, if there is one, else the first.
 *
 * @throws DATABASE.DISTRIBUTED_REFUSED what cannot take part
 */
export function checkParticipants(connections: readonly Connection[]): Participants {
  const all = connections.map(asParticipant);
  if (all.length < 2 || new Set(all).size < all.length) {
    throw refused({
      message: "A distributed transaction was asked for over fewer than two databases",
      why: "it exists to keep databases together; on one, a transaction does",
      fix: "give each database once, or use `transaction`",
    });
  }
  const [first, ...unprepared] = all.filter(({ capabilities }) => !capabilities.preparesTransactions);
  if (unprepared.length > 0) {
    throw refused({
      message: `${unprepared.length + 1} databases of a distributed transaction cannot prepare one: ${[first, ...unprepared].map((one) => one?.target).join(", ")}`,
      why: "what cannot be prepared can only be the one that decides; two of them could end differently",
      fix: "keep one of them, or make the change a saga with compensations",
    });
  }
  // `all` has at least two members.
  const coordinator = first ?? (all[0] as DatabaseConnection);
  return { coordinator, others: all.filter((one) => one !== coordinator), all };
}

/**
 * Makes sure that the databases can keep prepared transactions.
 *
 * @throws DATABASE.DISTRIBUTED_REFUSED which cannot
 */
export async function assertPrepares(others: readonly Connection[]): Promise<void> {
  await Promise.all(
    others.map(async (connection) => {
      const { preparedLimit } = decisionSql(connection);
      const { rows } = preparedLimit === undefined ? { rows: [] } : await connection.query(preparedLimit);
      if (Number(rows[0]?.most ?? 0) > 0) return;
      throw refused({
        message: `The server of ${connection.target} keeps no prepared transactions`,
        why: "its setting max_prepared_transactions is 0, as it is unless somebody changes it",
        fix: "set max_prepared_transactions to the number of connections at most, and restart the server",
      });
    }),
  );
}

function asParticipant(connection: Connection): DatabaseConnection {
  if (!(connection instanceof DatabaseConnection) || connection.isIsolated) {
    throw refused({
      message: `${connection.target} is isolated, or not a connection made by \`connect\``,
      why: "its work is rolled back in the end, so it cannot promise anything to another database",
      fix: "use connections made by `connect`, each to a database of the test",
    });
  }
  if (connection.inTransaction) {
    throw refused({
      message: `A distributed transaction was begun inside a transaction on ${connection.target}`,
      why: "a savepoint cannot be prepared: the outer transaction may still undo it",
      fix: "begin the distributed transaction outside of any other",
    });
  }
  return connection;
}

function refused(words: { readonly message: string; readonly why: string; readonly fix: string }): DataFlowError {
  return databaseErrors.create("DISTRIBUTED_REFUSED", words);
}
