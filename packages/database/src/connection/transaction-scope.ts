/**
 * A transaction as its async context sees it. Rules:
 *
 * 1. One statement at a time. Concurrent ones queue; a nested transaction holds the queue of the outer one from its
 *    savepoint to its release, so that savepoints nest properly and nothing of the outer slips into them.
 * 2. The first failure aborts the scope: later statements are refused, and a commit becomes a rollback that says so.
 *    One database works like this by itself; here both do.
 * 3. When the body is over nothing new is accepted, and what was accepted is waited for.
 */
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import type { MaybePromise } from "@dataflow/core";
import type { TransactionSession } from "./driver.ts";
import { PermitQueue } from "./permit-queue.ts";
import { transactionAborted, transactionClosed, waitedInTransaction } from "./transaction-errors.ts";

/** What all scopes of one transaction share. */
interface TransactionRoot {
  readonly session: TransactionSession;
  readonly acquireTimeoutMs: number;
  savepoints: number;
  /** The statement that the server is working on. */
  inFlight: Promise<unknown> | undefined;
}

/** A piece of work on the session of a transaction. */
export type SessionWork<Result> = (session: TransactionSession) => MaybePromise<Result>;

export class TransactionScope {
  readonly #root: TransactionRoot;
  readonly #parent: TransactionScope | undefined;
  readonly #turn: PermitQueue;
  #status: "open" | "ending" | "closed" = "open";
  #failure: { readonly error: unknown } | undefined;

  private constructor(root: TransactionRoot, parent: TransactionScope | undefined) {
    this.#root = root;
    this.#parent = parent;
    this.#turn = new PermitQueue({
      permits: 1,
      timeoutMs: root.acquireTimeoutMs,
      measure: "stall",
      timeoutError: () => waitedInTransaction(root.acquireTimeoutMs),
    });
  }

  /** The scope of a transaction that was just begun. */
  static outermost(session: TransactionSession, acquireTimeoutMs: number): TransactionScope {
    return new TransactionScope({ session, acquireTimeoutMs, savepoints: 0, inFlight: undefined }, undefined);
  }

  get isOpen(): boolean {
    return this.#refusal("new") === undefined;
  }

  /** What aborted the transaction, if anything did. */
  get failure(): unknown {
    return this.#failure?.error;
  }

  /** Runs one piece of work in its turn; at once when it is its turn already. */
  perform<Result>(work: SessionWork<Result>): MaybePromise<Result> {
    const refusal = this.#refusal("new");
    if (refusal !== undefined) throw refusal;
    return this.#turn.tryAcquire() ? this.#performNow(work) : this.#performLater(work);
  }

  /** Runs `body` between a savepoint and its release. */
  async nest<Result>(enter: (scope: TransactionScope) => Promise<Result>): Promise<Result> {
    const refusal = this.#refusal("new");
    if (refusal !== undefined) throw refusal;
    await this.#turn.acquire();
    try {
      const late = this.#refusal("queued");
      if (late !== undefined) throw late;
      return await this.#nestNow(enter);
    } finally {
      this.#turn.release();
    }
  }

  /** Refuses everything from now on; what runs goes on. */
  refuseAll(reason: unknown): void {
    this.#failure ??= { error: reason };
  }

  /** Sets a mark that the transaction can be taken back to. */
  async mark(): Promise<string> {
    const savepoint = `dataflow_${++this.#root.savepoints}`;
    await this.perform((session) => session.run(`SAVEPOINT ${savepoint}`));
    return savepoint;
  }

  /** Undoes what was done since a mark, and forgets that some of it failed. */
  async returnTo(mark: string): Promise<void> {
    await this.#turn.acquire();
    try {
      if (this.#status === "closed") throw transactionClosed();
      const refusal = this.#parent === undefined ? undefined : this.#parent.#refusalFromInside();
      if (refusal !== undefined) throw refusal;
      await this.#track((session) => session.run(`ROLLBACK TO SAVEPOINT ${mark}`));
      this.#failure = undefined;
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    } finally {
      this.#turn.release();
    }
  }

  /** Stops the statement that the server is working on, if there is one and it can be stopped. */
  async interrupt(): Promise<void> {
    const { inFlight, session } = this.#root;
    if (inFlight === undefined || session.interrupt === undefined) return;
    const ended = inFlight.then(returned, returned);
    if ((await Promise.race([ended, turnOfTheLoop(false)])) === false) await session.interrupt();
  }

  /**
   * Ends the scope after its body returned: waits for what was accepted, then lets `commit` run.
   *
   * @throws DATABASE.TRANSACTION_ABORTED when a statement had failed, even if the body swallowed it
   */
  async complete(commit: () => MaybePromise<void>): Promise<void> {
    this.#status = "ending";
    await this.#turn.whenIdle();
    const refusal = this.#refusal("queued");
    if (refusal !== undefined) throw this.#failure === undefined ? refusal : transactionAborted(this.failure, true);
    await commit();
    this.#status = "closed";
  }

  /** Ends the scope after a failure. Waits for the statement that runs, refuses those that wait, then lets `undo` run. */
  async abandon(error: unknown, undo: () => MaybePromise<void>): Promise<void> {
    this.#failure ??= { error };
    this.#status = "closed";
    await this.#root.inFlight?.catch(() => undefined);
    await undo();
  }

  #refusal(admission: "new" | "queued"): Error | undefined {
    if (this.#status === "closed" || (admission === "new" && this.#status === "ending")) return transactionClosed();
    if (this.#failure !== undefined) return transactionAborted(this.failure, false);
    const parent = this.#parent;
    return parent === undefined ? undefined : parent.#refusalFromInside();
  }

  // An outer scope may be ending and still wait for this one; only what undoes it ends this one too.
  #refusalFromInside(): Error | undefined {
    if (this.#failure !== undefined) return transactionAborted(this.failure, false);
    if (this.#status === "closed") return transactionClosed();
    const parent = this.#parent;
    return parent === undefined ? undefined : parent.#refusalFromInside();
  }

  #performNow<Result>(work: SessionWork<Result>): MaybePromise<Result> {
    let result: MaybePromise<Result>;
    try {
      result = this.#track(work);
    } catch (error) {
      this.#failure ??= { error };
      this.#turn.release();
      throw error;
    }
    if (!(result instanceof Promise)) {
      this.#turn.release();
      return result;
    }
    return this.#settle(result);
  }

  async #settle<Result>(pending: Promise<Result>): Promise<Result> {
    try {
      return await pending;
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    } finally {
      this.#turn.release();
    }
  }

  async #performLater<Result>(work: SessionWork<Result>): Promise<Result> {
    await this.#turn.acquire();
    const refusal = this.#refusal("queued");
    if (refusal !== undefined) {
      this.#turn.release();
      throw refusal;
    }
    return this.#performNow(work);
  }

  #track<Result>(work: SessionWork<Result>): MaybePromise<Result> {
    const result = work(this.#root.session);
    if (result instanceof Promise) this.#root.inFlight = result;
    return result;
  }

  async #nestNow<Result>(enter: (scope: TransactionScope) => Promise<Result>): Promise<Result> {
    const savepoint = `dataflow_${++this.#root.savepoints}`;
    const child = new TransactionScope(this.#root, this);
    try {
      await this.#track((session) => session.run(`SAVEPOINT ${savepoint}`));
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
    try {
      const result = await enter(child);
      await child.complete(() => this.#track((session) => session.run(`RELEASE SAVEPOINT ${savepoint}`)));
      return result;
    } catch (error) {
      await child.abandon(error, () => this.#rollbackTo(savepoint));
      throw error;
    }
  }

  async #rollbackTo(savepoint: string): Promise<void> {
    // The savepoint is gone already when an outer scope was undone meanwhile.
    if (this.#refusal("queued") !== undefined) return;
    try {
      await this.#track((session) => session.run(`ROLLBACK TO SAVEPOINT ${savepoint}; RELEASE SAVEPOINT ${savepoint}`));
    } catch (error) {
      this.#failure ??= { error };
    }
  }
}

const returned = () => true;
