import type { Connection } from "../connection/connection.ts";
import { checkParticipants } from "./check-participants.ts";
import { type Decision, databaseIdentity, forgetDecision, keptDecisions, readDecision } from "./decision-log.ts";
import type { PreparedName } from "./prepared-name.ts";
import { endPrepared, waitingTransactions } from "./prepared-transactions.ts";

/** What became of a part of a distributed transaction that was found waiting. */
export interface RecoveredTransaction {
  /** The identity of the distributed transaction. */
  readonly id: string;
  /** The database that the part waited in, without its password. */
  readonly target: string;
  /** `"open"`: it may still be going on. `"unknown"`: the database that decides is not among those that were given. */
  readonly outcome: Decision | "unknown";
}

/**
 * Ends what was left of distributed transactions when their process, a server or a connection was lost: parts that wait
 * prepared are committed when the coordinator has committed, and rolled back when it has not and cannot any more. What is
 * still going on is left alone. The first distributed transaction of a process over the same databases does this by itself.
 *
 * @param connections all databases that take part, in any order
 * @returns each part that was found waiting, and what was done with it
 * @throws DATABASE.DISTRIBUTED_REFUSED, DATABASE.* when a database cannot be asked
 * @example
 * ```ts
 * import { connect, recoverDistributedTransactions } from "@dataflow/database";
 *
 * const orders = connect("postgresql://localhost/orders");
 * const billing = connect("postgresql://localhost/billing");
 * for (const { id, outcome } of await recoverDistributedTransactions([orders, billing])) console.log(id, outcome);
 * ```
 */
export async function recoverDistributedTransactions(
  connections: readonly Connection[],
): Promise<readonly RecoveredTransaction[]> {
  const { all } = checkParticipants(connections);
  const identities = await Promise.all(all.map(databaseIdentity));
  const byIdentity = new Map(identities.map((identity, index) => [identity, all[index]]));
  const found: RecoveredTransaction[] = [];
  for (const connection of all) {
    for (const name of await waitingTransactions(connection)) {
      const outcome = await recoverOne(connection, byIdentity.get(name.coordinator), name);
      found.push(Object.freeze({ id: name.transaction, target: connection.target, outcome }));
    }
  }
  for (const coordinator of all) await forgetFinished(coordinator, byIdentity);
  return Object.freeze(found);
}

async function recoverOne(
  connection: Connection,
  coordinator: Connection | undefined,
  name: PreparedName,
): Promise<RecoveredTransaction["outcome"]> {
  if (coordinator === undefined) return "unknown";
  const decision = await readDecision(coordinator, name.transaction);
  if (decision !== "open") await endPrepared(connection, name, decision === "committed" ? "COMMIT" : "ROLLBACK");
  return decision;
}

/** Only when all participants are at hand: one that is not may still have to ask. */
async function forgetFinished(
  coordinator: Connection,
  byIdentity: ReadonlyMap<string, Connection | undefined>,
): Promise<void> {
  for (const { transaction, participants } of await keptDecisions(coordinator)) {
    const databases = participants.map((identity) => byIdentity.get(identity));
    const waiting = await Promise.all(
      databases.map(async (database) => {
        if (database === undefined) return true;
        return (await waitingTransactions(database)).some((name) => name.transaction === transaction);
      }),
    );
    if (!waiting.includes(true)) await forgetDecision(coordinator, transaction);
  }
}
