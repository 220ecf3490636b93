import { type DataFlowError, type MaybePromise, suggestion } from "@dataflow/core";
import { databaseErrors } from "../errors/database-errors.ts";
import { isWorthAnotherAttempt } from "./run-transaction.ts";
import { transactionClosed } from "./transaction-errors.ts";
import type { IsolationLevel } from "./transaction-options.ts";
import type { TransactionScope } from "./transaction-scope.ts";

/** Options of a transaction that somebody holds. */
export interface OpenTransactionOptions {
  readonly isolation?: IsolationLevel;
  readonly readOnly?: boolean;
  /** Whether the server is asked when the answer to the commit is lost; see `TransactionOptions`. */
  readonly confirmCommit?: boolean;
  /** How long it may be open, in milliseconds; then it is rolled back. Without it as long as it is held. */
  readonly timeoutMs?: number;
}

/** How a transaction is begun, and entered. */
export interface OpenTransactionPlace {
  /** Whether it is a savepoint of another one. */
  readonly isNested: boolean;
  /** Runs `enter` between a beginning and an end. */
  readonly start: (enter: (scope: TransactionScope) => Promise<void>) => Promise<void>;
  readonly within: <Result>(scope: TransactionScope, body: () => MaybePromise<Result>) => MaybePromise<Result>;
}

/** How it is to end. */
interface Decision {
  readonly commit: () => void;
  readonly undo: (reason: unknown) => void;
}

/**
 * A transaction that is ended by who holds it, and not by the end of a body. Who forgets to end it keeps a connection and
 * its locks: prefer `Connection.transaction` wherever a body can be written.
 *
 * @example
 * ```ts
 * import { connect, type OpenTransaction, openTransaction } from "@dataflow/database";
 *
 * const connection = connect("sqlite::memory:");
 * const transaction: OpenTransaction = await openTransaction(connection);
 * await transaction.run(() => connection.run("CREATE TABLE notes (text TEXT)"));
 * await transaction.commit();
 * await connection.close();
 * ```
 */
export class OpenTransaction {
  readonly #scope: TransactionScope;
  readonly #place: OpenTransactionPlace;
  readonly #decision: Decision;
  /** Rejects with what undid it. */
  readonly #ended: Promise<void>;
  readonly #savepoints = new Map<string, string>();
  #status: "open" | "ending" | "ended" = "open";

  private constructor(place: OpenTransactionPlace, scope: TransactionScope, decision: Decision, ended: Promise<void>) {
    this.#place = place;
    this.#scope = scope;
    this.#decision = decision;
    this.#ended = ended;
  }

  /** Begins, and resolves when the database has begun. */
  static begin(place: OpenTransactionPlace): Promise<OpenTransaction> {
    return new Promise((resolve, reject) => {
      const ended = place.start(
        (scope) =>
          new Promise<void>((commit, undo) => {
            // Not before `start` has returned: a driver that begins at once would ask for what is not there yet.
            queueMicrotask(() => resolve(new OpenTransaction(place, scope, { commit, undo }, ended)));
          }),
      );
      ended.catch(reject);
    });
  }

  /** Whether it has neither been ended nor begun to end. */
  get isOpen(): boolean {
    return this.#status === "open";
  }

  /** Resolves when it has ended, whichever way. */
  get whenEnded(): Promise<void> {
    return this.#ended.catch(() => undefined);
  }

  /**
   * Whether a failure in it says that all of it may succeed when it is done again: a serialization failure, a deadlock or a
   * busy file. Never inside another transaction, which would have to be done again itself.
   */
  isWorthAnotherAttempt(error: unknown): boolean {
    return !this.#place.isNested && isWorthAnotherAttempt(error, this.#scope);
  }

  /** Runs `body` in it: whatever the body calls on its connection, from anywhere, joins. */
  run<Result>(body: () => MaybePromise<Result>): MaybePromise<Result> {
    return this.#place.within(this.#scope, body);
  }

  /**
   * Sets a savepoint.
   *
   * @throws DATABASE.INVALID_OPTION when there is one of that name
   */
  async savepoint(name: string): Promise<void> {
    this.#assertOpen();
    if (this.#savepoints.has(name)) {
      throw databaseErrors.create("INVALID_OPTION", {
        message: `The transaction has a savepoint "${name}" already`,
        why: "it would not be clear which of them is meant later",
        fix: "give the second one another name",
      });
    }
    this.#savepoints.set(name, await this.#scope.mark());
  }

  /**
   * Undoes what was done since a savepoint, failures included; the savepoints after it are gone.
   *
   * @throws DATABASE.UNKNOWN_SAVEPOINT
   */
  async rollbackTo(name: string): Promise<void> {
    this.#assertOpen();
    const mark = this.#savepoints.get(name);
    const names = [...this.#savepoints.keys()];
    if (mark === undefined) throw unknownSavepoint(name, names);
    await this.#scope.returnTo(mark);
    for (const later of names.slice(names.indexOf(name) + 1)) this.#savepoints.delete(later);
  }

  /**
   * Commits what was done.
   *
   * @throws DATABASE.TRANSACTION_CLOSED when it has ended already
   * @throws DATABASE.TRANSACTION_ABORTED when a statement had failed, and it is rolled back
   * @throws DATABASE.* what a commit can say
   */
  async commit(): Promise<void> {
    this.#assertOpen();
    this.#status = "ending";
    this.#decision.commit();
    try {
      await this.#ended;
    } finally {
      this.#status = "ended";
    }
  }

  /** Undoes what was done, and stops the statement that runs. Does nothing when it has ended; never rejects. */
  async rollback(reason: unknown = transactionClosed()): Promise<void> {
    if (this.#status === "open") {
      this.#status = "ending";
      this.#scope.refuseAll(reason);
      await this.#scope.interrupt().catch(() => undefined);
      this.#decision.undo(reason);
    }
    await this.whenEnded;
    this.#status = "ended";
  }

  #assertOpen(): void {
    if (this.#status !== "open") throw endedAlready();
  }
}

function endedAlready(): DataFlowError {
  return databaseErrors.create("TRANSACTION_CLOSED", {
    message: "The transaction has been ended already",
    why: "it was committed, rolled back, or open for longer than it may",
    fix: "end a transaction once, and do everything that belongs to it before",
  });
}

function unknownSavepoint(name: string, names: readonly string[]): DataFlowError {
  return databaseErrors.create("UNKNOWN_SAVEPOINT", {
    message: `The transaction has no savepoint "${name.slice(0, 80)}"`,
    why: "none of that name was set, or the transaction was taken back to one before it",
    fix: names.length === 0 ? "set a savepoint first" : suggestion(name, names),
  });
}
