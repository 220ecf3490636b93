/**
 * A session as its async context sees it. Rules:
 *
 * 1. One statement at a time. Concurrent ones queue; a transaction holds the queue from its beginning to its end.
 * 2. A failure aborts nothing: outside of transactions every statement stands for itself.
 * 3. When the body is over nothing new is accepted. What was accepted is waited for when the body returned, and refused
 *    when it failed, except for the one that runs.
 */
import type { MaybePromise } from "@dataflow/core";
import type { PinnedSession, StatementRunner } from "./driver.ts";
import { PermitQueue } from "./permit-queue.ts";
import { runTransaction } from "./run-transaction.ts";
import { sessionClosed, waitedInSession } from "./session-errors.ts";
import type { TransactionOptions } from "./transaction-options.ts";
import type { TransactionScope } from "./transaction-scope.ts";

/** What all scopes of one session share. */
interface SessionRoot {
  readonly session: PinnedSession;
  readonly acquireTimeoutMs: number;
  readonly turn: PermitQueue;
}

export class SessionScope {
  readonly #root: SessionRoot;
  readonly #parent: SessionScope | undefined;
  #status: "open" | "ending" | "closed" = "open";

  private constructor(root: SessionRoot, parent: SessionScope | undefined) {
    this.#root = root;
    this.#parent = parent;
  }

  /** The scope of a session that was just pinned. */
  static outermost(session: PinnedSession, acquireTimeoutMs: number): SessionScope {
    const turn = new PermitQueue({
      permits: 1,
      timeoutMs: acquireTimeoutMs,
      measure: "stall",
      timeoutError: () => waitedInSession(acquireTimeoutMs),
    });
    return new SessionScope({ session, acquireTimeoutMs, turn }, undefined);
  }

  get isOpen(): boolean {
    return this.#status === "open" && (this.#parent?.isOpen ?? true);
  }

  /** Runs one piece of work in its turn; at once when it is its turn already. */
  perform<Result>(work: (runner: StatementRunner) => MaybePromise<Result>): MaybePromise<Result> {
    if (!this.isOpen) throw sessionClosed();
    return this.#root.turn.tryAcquire() ? this.#performNow(work) : this.#performLater(work);
  }

  /** Runs a transaction on the session. */
  async transact<Result>(
    enter: (scope: TransactionScope) => Promise<Result>,
    options: TransactionOptions,
  ): Promise<Result> {
    if (!this.isOpen) throw sessionClosed();
    const { session, acquireTimeoutMs, turn } = this.#root;
    await this.#inTurn();
    try {
      return await runTransaction({ driver: session, acquireTimeoutMs, options, enter });
    } finally {
      turn.release();
    }
  }

  /** Runs `body` in a scope of its own on the same session. */
  async nest<Result>(enter: (scope: SessionScope) => Promise<Result>): Promise<Result> {
    if (!this.isOpen) throw sessionClosed();
    return new SessionScope(this.#root, this).enter(enter);
  }

  /** Runs `body`, and ends the scope when it is over: what was accepted has run, or was refused, when this resolves. */
  async enter<Result>(body: (scope: SessionScope) => Promise<Result>): Promise<Result> {
    try {
      const result = await body(this);
      this.#status = "ending";
      return result;
    } finally {
      // Without a result the body has failed.
      if (this.#status === "open") this.#status = "closed";
      await this.#whenIdle();
      this.#status = "closed";
    }
  }

  // A nested scope cannot tell its own statements from those of the outer one, and waits for its place behind all.
  async #whenIdle(): Promise<void> {
    if (this.#parent === undefined) return this.#root.turn.whenIdle();
    await this.#root.turn.acquire();
    this.#root.turn.release();
  }

  async #performLater<Result>(work: (runner: StatementRunner) => MaybePromise<Result>): Promise<Result> {
    await this.#inTurn();
    return this.#performNow(work);
  }

  async #inTurn(): Promise<void> {
    await this.#root.turn.acquire();
    if (!this.#isClosed) return;
    this.#root.turn.release();
    throw sessionClosed();
  }

  get #isClosed(): boolean {
    return this.#status === "closed" || this.#parent?.isOpen === false;
  }

  #performNow<Result>(work: (runner: StatementRunner) => MaybePromise<Result>): MaybePromise<Result> {
    const { session, turn } = this.#root;
    let result: MaybePromise<Result>;
    try {
      result = work(session);
    } catch (error) {
      turn.release();
      throw error;
    }
    if (result instanceof Promise) return result.finally(() => turn.release());
    turn.release();
    return result;
  }
}
