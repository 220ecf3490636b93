import type { OpenTransactionOptions } from "@dataflow/database";

/** What a TransactionScopeNode is given: isolation level, read only, whether the commit is confirmed, how long it may be open. */
export type TransactionScopeInput = OpenTransactionOptions;

/** What a TransactionScopeNode gives. */
export interface TransactionScopeOutput {
  /** Names the transaction in this run. */
  readonly transactionId: string;
  readonly status: "started";
}

/** What a TransactionCommitNode takes: nothing. */
export type TransactionCommitInput = Readonly<Record<never, never>>;

/** What a TransactionCommitNode gives. */
export interface TransactionCommitOutput {
  readonly transactionId: string;
  readonly status: "committed";
}

/** What a TransactionRollbackNode takes. */
export interface TransactionRollbackInput {
  /** Why, for whoever reads the result. */
  readonly reason?: string;
}

/** What a TransactionRollbackNode gives. */
export interface TransactionRollbackOutput {
  readonly transactionId: string;
  readonly status: "rolledBack";
  readonly reason: string | null;
}

/** What a SavepointNode takes. */
export interface TransactionSavepointInput {
  /** Letters, digits and _, 63 at most, no digit first. */
  readonly name: string;
}

/** What a RollbackToSavepointNode takes. */
export interface TransactionRollbackToSavepointInput {
  /** The name that a savepoint node of the same scope gave. */
  readonly savepoint: string;
}

/** What both savepoint nodes give. */
export interface TransactionSavepointOutput<Status extends string> {
  readonly transactionId: string;
  readonly savepoint: string;
  readonly status: Status;
}

/** Node name → what goes in and what comes out, for the nodes that put others into a transaction. */
export interface TransactionNodeTypes {
  readonly TransactionScopeNode: { readonly input: TransactionScopeInput; readonly output: TransactionScopeOutput };
  readonly TransactionCommitNode: { readonly input: TransactionCommitInput; readonly output: TransactionCommitOutput };
  readonly TransactionRollbackNode: {
    readonly input: TransactionRollbackInput;
    readonly output: TransactionRollbackOutput;
  };
  readonly SavepointNode: SavepointNodeShape;
  readonly RollbackToSavepointNode: RollbackToSavepointNodeShape;
  /** The same as SavepointNode, by the name that it has in the Python DataFlow. */
  readonly TransactionSavepointNode: SavepointNodeShape;
  /** The same as RollbackToSavepointNode, by the name that it has in the Python DataFlow. */
  readonly TransactionRollbackToSavepointNode: RollbackToSavepointNodeShape;
}

interface SavepointNodeShape {
  readonly input: TransactionSavepointInput;
  readonly output: TransactionSavepointOutput<"saved">;
}

interface RollbackToSavepointNodeShape {
  readonly input: TransactionRollbackToSavepointInput;
  readonly output: TransactionSavepointOutput<"rolledBack">;
}
