/**
 * Two-phase commit with presumed abort, and the coordinator's own database as the last one that is asked (the last
 * agent): the others prepare, the coordinator commits, and with that commit everything is decided. After J. Gray,
 * A. Reuter, "Transaction Processing", 1992, chapters 10 and 12.
 */
import type { MaybePromise } from "@dataflow/core";
import { checkTransactionOptions } from "../connection/check-transaction-options.ts";
import { refuseUnknownNames } from "../connection/connect-options.ts";
import type { Connection } from "../connection/connection.ts";
import type { DatabaseConnection } from "../connection/database-connection.ts";
import type { IsolationLevel } from "../connection/transaction-options.ts";
import { databaseErrorKind } from "../errors/driver-failure.ts";
import { assertPrepares, checkParticipants, type Participants } from "./check-participants.ts";
import { databaseIdentity, forgetDecision, newIdentity, readDecision, writeDecision } from "./decision-log.ts";
import { inDoubt, partLost, unfinished } from "./distributed-errors.ts";
import { type PreparedName, printPreparedName } from "./prepared-name.ts";
import { endPrepared } from "./prepared-transactions.ts";
import { recoverDistributedTransactions } from "./recover-distributed.ts";

/** Options of a distributed transaction. */
export interface DistributedOptions {
  /** On every database. */
  readonly isolation?: IsolationLevel;
}

/** A participant that has prepared, or may have. */
interface Part {
  readonly connection: DatabaseConnection;
  readonly name: PreparedName;
}

/**
 * Runs `body` in one transaction on each of several databases, which are committed all or none, also when the process, a
 * server or a connection is lost in between. At most one of the databases may be one that cannot prepare a transaction
 * (SQLite); the others need `max_prepared_transactions` above 0.
 *
 * Between the two phases, rows that were written stay locked; a part whose process died waits until
 * {@link recoverDistributedTransactions} runs, or the next distributed transaction over the same databases begins in a new
 * process. Other transactions may see the commit on one database before they see it on the next.
 *
 * @param connections the databases, each made by `connect`
 * @param body what to do; when it throws, everything is undone on every database
 * @param options the isolation level
 * @returns what the body gives, when every database has committed
 * @throws DATABASE.DISTRIBUTED_REFUSED and the body did not run
 * @throws DATABASE.DISTRIBUTED_UNFINISHED everything is committed, and one database has to be told later
 * @throws DATABASE.DISTRIBUTED_IN_DOUBT nobody can say yet; the message says how to find out
 * @example
 * ```ts
 * import { connect, distributedTransaction } from "@dataflow/database";
 *
 * const orders = connect("postgresql://localhost/orders");
 * const billing = connect("postgresql://localhost/billing");
 * await distributedTransaction([orders, billing], async () => {
 *   await orders.query("UPDATE orders SET state = 'paid' WHERE id = $1", [7]);
 *   await billing.query("INSERT INTO payments (order_id) VALUES ($1)", [7]);
 * });
 * ```
 */
export async function distributedTransaction<Result>(
  connections: readonly Connection[],
  body: () => MaybePromise<Result>,
  options: DistributedOptions = {},
): Promise<Result> {
  // What a transaction on one database can be told beside the isolation level has no meaning for several.
  refuseUnknownNames(options, ["isolation"], "distributedTransaction");
  checkTransactionOptions(options, false);
  const participants = checkParticipants(connections);
  await makeReady(participants);
  const [coordinator, ...names] = await Promise.all(
    [participants.coordinator, ...participants.others].map(databaseIdentity),
  );
  const transaction = newIdentity();
  const parts = participants.others.map((connection, participant) => ({
    connection,
    name: { coordinator: coordinator ?? "", transaction, participant },
  }));
  const run = new DistributedRun(participants.coordinator, parts, options);
  return run.execute(names, body);
}

const ready = new WeakMap<DatabaseConnection, Set<DatabaseConnection>>();

/** Once per process and set of databases: whether they can, and what others have left. */
async function makeReady({ coordinator, others, all }: Participants): Promise<void> {
  const known = ready.get(coordinator) ?? new Set();
  if (others.every((other) => known.has(other))) return;
  await assertPrepares(others);
  await recoverDistributedTransactions(all);
  for (const other of others) known.add(other);
  ready.set(coordinator, known);
}

/** One distributed transaction, from its first statement to its end. */
class DistributedRun {
  readonly #coordinator: DatabaseConnection;
  readonly #parts: readonly Part[];
  readonly #options: DistributedOptions;
  readonly #prepared: Part[] = [];

  constructor(coordinator: DatabaseConnection, parts: readonly Part[], options: DistributedOptions) {
    this.#coordinator = coordinator;
    this.#parts = parts;
    this.#options = options;
  }

  async execute<Result>(identities: readonly string[], body: () => MaybePromise<Result>): Promise<Result> {
    // Kept outside of the transaction: when its commit is not answered, the result is still worth having.
    let result: { readonly value: Result } | undefined;
    try {
      await this.#coordinator.transaction(async () => {
        await writeDecision(this.#coordinator, this.#transaction, identities);
        result = { value: await this.#within(0, body) };
      }, this.#options);
    } catch (error) {
      if (result === undefined || databaseErrorKind(error) !== "COMMIT_UNKNOWN") throw await this.#undone(error);
      if (!(await this.#isCommittedAfterAll(error))) throw await this.#undone(partLost(this.#coordinator, error));
    }
    await this.#finish();
    if (result === undefined) throw new TypeError("a transaction was committed whose body gave nothing");
    return result.value;
  }

  get #transaction(): string {
    return this.#parts[0]?.name.transaction ?? "";
  }

  /** One transaction inside another, each on a database of its own; the innermost is prepared first. */
  async #within<Result>(index: number, body: () => MaybePromise<Result>): Promise<Result> {
    const part = this.#parts[index];
    if (part === undefined) return body();
    let isPreparing = false;
    const inner = async (): Promise<Result> => {
      const result = await this.#within(index + 1, body);
      // From here on nobody can be sure that it is not prepared.
      this.#prepared.push(part);
      isPreparing = true;
      return result;
    };
    try {
      return await part.connection.prepared(printPreparedName(part.name), inner, this.#options);
    } catch (error) {
      // That the answer to PREPARE is lost leaves no doubt: nothing is decided, so nothing will be committed.
      throw isPreparing && databaseErrorKind(error) === "COMMIT_UNKNOWN" ? partLost(part.connection, error) : error;
    }
  }

  /** Rolls back what was prepared. What cannot be reached is found by the next recovery; the reason stays the reason. */
  async #undone(reason: unknown): Promise<unknown> {
    await Promise.allSettled(this.#prepared.map(({ connection, name }) => endPrepared(connection, name, "ROLLBACK")));
    return reason;
  }

  async #isCommittedAfterAll(reason: unknown): Promise<boolean> {
    const decision = await readDecision(this.#coordinator, this.#transaction).catch(() => "open" as const);
    if (decision === "open") throw inDoubt(this.#transaction, this.#coordinator, reason);
    return decision === "committed";
  }

  async #finish(): Promise<void> {
    const ends = this.#prepared.map(({ connection, name }) => endPrepared(connection, name, "COMMIT"));
    const failures = (await Promise.allSettled(ends)).flatMap((end, index) =>
      end.status === "rejected" ? [{ target: this.#prepared[index]?.connection.target ?? "", reason: end.reason }] : [],
    );
    if (failures.length > 0) throw unfinished(this.#transaction, failures);
    // A decision that everybody has heard of harms nobody when it stays: the next recovery forgets it.
    await forgetDecision(this.#coordinator, this.#transaction).catch(() => undefined);
  }
}
