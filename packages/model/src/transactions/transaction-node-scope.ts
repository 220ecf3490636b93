import { enclosingScope, type MaybePromise, type NodeContext, type NodeScope } from "@dataflow/core";
import type { Connection, OpenTransaction } from "@dataflow/database";

/** The transaction that the nodes after a TransactionScopeNode run in. */
export class TransactionNodeScope implements NodeScope {
  readonly of: object;
  readonly id: string;
  readonly transaction: OpenTransaction;
  readonly #connection: Connection;

  /**
   * @param of the nodes of which database it belongs to
   * @param id names it in the run
   * @param transaction the transaction
   * @param connection where it is
   */
  constructor(of: object, id: string, transaction: OpenTransaction, connection: Connection) {
    this.of = of;
    this.id = id;
    this.transaction = transaction;
    this.#connection = connection;
  }

  get isOpen(): boolean {
    return this.transaction.isOpen;
  }

  /** A node that may fail is in a savepoint: without one, its failure would take everything with it. */
  enter<Result>(body: () => MaybePromise<Result>, mayFail: boolean): MaybePromise<Result> {
    return this.transaction.run(mayFail ? () => this.#connection.transaction(body) : body);
  }

  abandon(reason: unknown): Promise<void> {
    return this.transaction.rollback(reason);
  }

  mayRepeat(error: unknown): boolean {
    return this.transaction.isWorthAnotherAttempt(error);
  }
}

/**
 * The transaction that a node stands in.
 *
 * @param context what the node was given beside its input
 * @param of the nodes of which database
 * @returns the innermost one; the checks of a workflow make sure that there is one
 */
export function scopeAround(context: NodeContext, of: object): TransactionNodeScope {
  const scope = enclosingScope(context, of);
  if (scope instanceof TransactionNodeScope) return scope;
  throw new TypeError(`unreachable: node "${context.nodeId}" stands in no transaction`);
}
