import { hasKeys, type MaybePromise, type RunContext, type RunScopeOptions } from "@dataflow/core";
import {
  AsyncVariable,
  type Connection,
  type DistributedOptions,
  distributedTransaction,
  type RecoveredTransaction,
  recoverDistributedTransactions,
  type TransactionOptions,
} from "@dataflow/database";
import { invalidParameter } from "../input/parse-scalars.ts";

/** What stands around work on a database: who is asking, and which transaction it is part of. */
export abstract class TransactionalWork {
  /** The connection that everything of this DataFlow runs on. */
  abstract readonly connection: Connection;
  readonly #context = new AsyncVariable<RunContext>();

  /** Makes sure that the tables are there: inside a transaction none could be made. */
  protected abstract ready(): MaybePromise<void>;

  /** Who is asking, in this async context. */
  protected get context(): RunContext | undefined {
    return this.#context.value;
  }

  /**
   * Runs `body` in a transaction: whatever it calls, from anywhere, joins it. Inside another transaction it becomes a
   * savepoint.
   *
   * @param body what to do; when it throws, everything is undone
   * @param options isolation level, read only, retries
   * @returns what the body gives
   */
  async transaction<Result>(body: () => MaybePromise<Result>, options?: TransactionOptions): Promise<Result> {
    if (!this.connection.inTransaction) await this.ready();
    return this.connection.transaction(body, options);
  }

  /**
   * Runs `body` in one transaction on this database and on others, which are committed all or none (two-phase commit), also
   * when the process or a server is lost in between. At most one of them may be SQLite.
   *
   * @param others the other databases
   * @param body what to do; whatever it calls on any of them joins, and when it throws, everything is undone everywhere
   * @param options the isolation level
   * @returns what the body gives, when every database has committed
   * @throws DATABASE.DISTRIBUTED_REFUSED, MODEL.INVALID_PARAMETER and the body did not run
   * @throws DATABASE.DISTRIBUTED_UNFINISHED, DATABASE.DISTRIBUTED_IN_DOUBT what has to be done before anything else
   * @example
   * ```ts
   * import { DataFlow, defineModel, field } from "@dataflow/model";
   *
   * const Order = defineModel("Order", { total: field.integer() });
   * const Payment = defineModel("Payment", { orderId: field.integer(), total: field.integer() });
   * const shop = new DataFlow("postgresql://localhost/shop", { models: { Order } });
   * const bank = new DataFlow("sqlite:bank.db", { models: { Payment } });
   * await shop.distributedTransaction([bank], async () => {
   *   const { id, total } = await shop.models.Order.create({ total: 20 });
   *   await bank.models.Payment.create({ orderId: id, total });
   * });
   * ```
   */
  async distributedTransaction<Result>(
    others: readonly TransactionalWork[],
    body: () => MaybePromise<Result>,
    options?: DistributedOptions,
  ): Promise<Result> {
    assertWorks(others);
    if (typeof body !== "function") throw invalidParameter("body", "it is no function", "pass async () => { … }");
    const all = [this, ...others];
    for (const one of all) if (!one.connection.inTransaction) await one.ready();
    return distributedTransaction(
      all.map(({ connection }) => connection),
      body,
      options,
    );
  }

  /**
   * Ends what was left of distributed transactions over this database and others when their process or a server was lost.
   * The first `distributedTransaction` of a process over the same databases does it by itself.
   *
   * @param others the other databases
   * @returns each part that was found waiting, and what was done with it
   * @throws MODEL.INVALID_PARAMETER, DATABASE.DISTRIBUTED_REFUSED, DATABASE.* when a database cannot be asked
   */
  async recoverDistributedTransactions(others: readonly TransactionalWork[]): Promise<readonly RecoveredTransaction[]> {
    assertWorks(others);
    return recoverDistributedTransactions([this, ...others].map(({ connection }) => connection));
  }

  /**
   * Says who is asking, for everything that `body` calls.
   *
   * @param context `{ tenantId: "acme", userId: "u1" }`; added to a context that is already there
   * @param body what to do
   * @returns what the body gives
   */
  withContext<Result>(context: RunContext, body: () => MaybePromise<Result>): MaybePromise<Result> {
    return this.#context.run(Object.freeze({ ...this.#context.value, ...context }), body);
  }

  /** What a run of a workflow needs around it; called by the runtime. */
  runInScope<Result>(
    { context, transaction }: RunScopeOptions,
    body: () => MaybePromise<Result>,
  ): MaybePromise<Result> {
    const inContext = hasKeys(context) ? () => this.withContext(context, body) : body;
    if (transaction === undefined || transaction === false) return inContext();
    return this.transaction(inContext, transaction === true ? undefined : (transaction as TransactionOptions)); // checked by the connection
  }
}

function assertWorks(others: unknown): void {
  if (Array.isArray(others) && others.every((one) => one instanceof TransactionalWork)) return;
  throw invalidParameter("others", "it is no list of DataFlows", "pass [other]: the other databases in a list");
}
