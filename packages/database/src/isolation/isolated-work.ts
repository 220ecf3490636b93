/**
 * One transaction that stands in for a connection, from its first statement to its rollback. Rules:
 *
 * 1. One statement at a time; a transaction of the user, which is a savepoint here, has its turn from begin to end.
 * 2. A failure of a statement outside of a transaction of the user undoes that statement only, as on any connection.
 *    Where a failed statement aborts the transaction, a savepoint (the guard) stands right behind what last succeeded.
 * 3. What is checked at a commit is checked where the commit would have been.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { MaybePromise } from "@dataflow/core";
import type { Driver, PinnedSession, StatementRunner, TransactionSession } from "../connection/driver.ts";
import { PermitQueue } from "../connection/permit-queue.ts";
import type { TransactionOptions } from "../connection/transaction-options.ts";
import { databaseErrorKind } from "../errors/driver-failure.ts";
import { isolationEnded, waitedInIsolation } from "./isolation-errors.ts";
import type { IsolationSql } from "./isolation-sql.ts";
import { SavepointSession } from "./savepoint-session.ts";

/** How long what runs at the end of an isolation has before it is stopped. */
const PATIENCE_MS = 20;

const GUARD = "dataflow_guard";
const RENEW_GUARD = `RELEASE SAVEPOINT ${GUARD}; SAVEPOINT ${GUARD}`;

type Work<Result> = (runner: StatementRunner) => MaybePromise<Result>;

export class IsolatedWork {
  readonly #pinned: PinnedSession;
  readonly #session: TransactionSession;
  readonly #sql: IsolationSql;
  readonly #turn: PermitQueue;
  readonly #target: string;
  #savepoints = 0;
  #isEnded = false;

  private constructor(pinned: PinnedSession, session: TransactionSession, driver: Driver, timeoutMs: number) {
    this.#pinned = pinned;
    this.#session = session;
    this.#sql = driver.isolation;
    this.#target = driver.target;
    this.#turn = new PermitQueue({
      permits: 1,
      timeoutMs,
      measure: "stall",
      timeoutError: () => waitedInIsolation(timeoutMs),
    });
  }

  /** Takes a connection of the driver and begins. */
  static async begin(driver: Driver, timeoutMs: number): Promise<IsolatedWork> {
    const pinned = await driver.pin();
    try {
      const session = await pinned.begin({});
      const work = new IsolatedWork(pinned, session, driver, timeoutMs);
      if (driver.isolation.failureAborts) await session.run(`SAVEPOINT ${GUARD}`);
      return work;
    } catch (error) {
      await pinned.release();
      throw error;
    }
  }

  /** Runs one statement in its turn, at once when it is its turn already. */
  perform<Result>(work: Work<Result>): MaybePromise<Result> {
    if (this.#isEnded) throw isolationEnded(this.#target);
    return this.#turn.tryAcquire() ? this.#performNow(work) : this.#performLater(work);
  }

  /** Runs text that may hold several statements, all of them or none. */
  async performText(work: Work<void>): Promise<void> {
    if (this.#sql.failureAborts) return this.perform(work);
    const session = await this.begin({});
    try {
      await work(session);
    } catch (error) {
      await session.rollback();
      throw error;
    }
    await session.commit();
  }

  /** Begins a transaction of the user. Its isolation level says nothing here, where nobody else is. */
  async begin(options: TransactionOptions): Promise<TransactionSession> {
    await this.#inTurn();
    const readOnly = options.readOnly === true ? this.#sql.readOnly : undefined;
    const name = `dataflow_isolated_${++this.#savepoints}`;
    try {
      await this.#session.run(`SAVEPOINT ${name}`);
      if (readOnly !== undefined) await this.#session.run(readOnly.on);
    } catch (error) {
      this.#turn.release();
      throw error;
    }
    return new SavepointSession(this.#session, {
      name,
      checkDeferred: this.#sql.checkDeferred,
      afterwards: readOnly?.off,
      renewGuard: this.#sql.failureAborts ? RENEW_GUARD : undefined,
      refuse: () => (this.#isEnded ? isolationEnded(this.#target) : undefined),
      release: () => this.#turn.release(),
    });
  }

  /** Undoes everything and gives the connection back. What has not run yet is refused. */
  async end(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    await this.#stopRunning();
    await this.#session.rollback();
    await this.#pinned.release();
  }

  /** A rollback waits for the statement that runs, which nobody may be waiting for any more. Quick ones end by themselves. */
  async #stopRunning(): Promise<void> {
    if (this.#turn.inUse === 0 || this.#session.interrupt === undefined) return;
    const ended = this.#turn.whenIdle().then(() => true);
    if ((await Promise.race([ended, sleep(PATIENCE_MS, false)])) === false) await this.#session.interrupt();
  }

  async #performLater<Result>(work: Work<Result>): Promise<Result> {
    await this.#inTurn();
    return this.#performNow(work);
  }

  async #inTurn(): Promise<void> {
    if (this.#isEnded) throw isolationEnded(this.#target);
    await this.#turn.acquire();
    if (!this.#isEnded) return;
    this.#turn.release();
    throw isolationEnded(this.#target);
  }

  #performNow<Result>(work: Work<Result>): MaybePromise<Result> {
    if (this.#sql.failureAborts) return this.#performGuarded(work).finally(() => this.#turn.release());
    let result: MaybePromise<Result>;
    try {
      result = work(this.#session);
    } catch (error) {
      this.#turn.release();
      throw error;
    }
    if (result instanceof Promise) return result.finally(() => this.#turn.release());
    this.#turn.release();
    return result;
  }

  async #performGuarded<Result>(work: Work<Result>, isSecond = false): Promise<Result> {
    try {
      const result = await work(this.#session);
      if (this.#isEnded) return result;
      const { checkDeferred } = this.#sql;
      if (typeof checkDeferred !== "string") await checkDeferred(this.#session);
      await this.#session.run(typeof checkDeferred === "string" ? `${checkDeferred}; ${RENEW_GUARD}` : RENEW_GUARD);
      return result;
    } catch (error) {
      if (this.#isEnded) throw error;
      await this.#session.run(`ROLLBACK TO SAVEPOINT ${GUARD}`);
      // As outside of transactions: the statement was prepared before its table changed, and has done nothing.
      if (databaseErrorKind(error) !== "STALE_PLAN" || isSecond) throw error;
      return this.#performGuarded(work, true);
    }
  }
}
