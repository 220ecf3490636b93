import {
  type MaybePromise,
  type NodeContext,
  type NodeType,
  type NodeValues,
  openScope,
  type ParameterSpec,
  type ScopeRole,
} from "@dataflow/core";
import { type Connection, openTransaction } from "@dataflow/database";
import { assertParameters, type ParameterRule, parameterFindings, transactionRules } from "./transaction-mistakes.ts";
import { scopeAround, TransactionNodeScope } from "./transaction-node-scope.ts";
import type {
  TransactionNodeTypes,
  TransactionRollbackToSavepointInput,
  TransactionSavepointInput,
  TransactionSavepointOutput,
} from "./transaction-types.ts";

/** The node types that put the nodes wired after them into a transaction of one database. */
export type TransactionNodes = {
  readonly [Name in keyof TransactionNodeTypes]: NodeType<
    TransactionNodeTypes[Name]["input"],
    TransactionNodeTypes[Name]["output"],
    Name
  >;
};

/** What a database must offer for its transaction nodes. */
export interface TransactionPlace {
  readonly connection: Connection;
  /** Makes sure that the tables are there: inside a transaction none could be made. */
  readonly ready: () => MaybePromise<void>;
}

/**
 * Makes the transaction nodes of a database.
 *
 * @param place the database
 * @returns the node types by name
 */
export function transactionNodes({ connection, ready }: TransactionPlace): TransactionNodes {
  // What is done on the connection is what its transactions undo: two DataFlows of one connection share them.
  const of = connection;
  return Object.freeze({
    TransactionScopeNode: scopeNode({ connection, ready }, of),
    TransactionCommitNode: node(
      "TransactionCommitNode",
      { of, part: "end" },
      {
        description: "commits the transaction that it stands in",
        results: ["transactionId", "status"],
        perform: async (scope) => {
          await scope.transaction.commit();
          return { transactionId: scope.id, status: "committed" };
        },
      },
    ),
    TransactionRollbackNode: node(
      "TransactionRollbackNode",
      { of, part: "end" },
      {
        description: "undoes the transaction that it stands in",
        results: ["transactionId", "status", "reason"],
        parameters: { reason: { required: false, description: "why, for the result" } },
        rules: { reason: transactionRules.reason },
        perform: async (scope, { reason }) => {
          await scope.transaction.rollback();
          return { transactionId: scope.id, status: "rolledBack", reason: reason ?? null };
        },
      },
    ),
    SavepointNode: savepointNode("SavepointNode", of),
    TransactionSavepointNode: savepointNode("TransactionSavepointNode", of),
    RollbackToSavepointNode: rollbackToSavepointNode("RollbackToSavepointNode", of),
    TransactionRollbackToSavepointNode: rollbackToSavepointNode("TransactionRollbackToSavepointNode", of),
  });
}

function savepointNode<Name extends "SavepointNode" | "TransactionSavepointNode">(type: Name, of: object) {
  const work: NodeWork<TransactionSavepointInput, TransactionSavepointOutput<"saved">> = {
    description: "sets a savepoint in the transaction that it stands in",
    results: ["transactionId", "savepoint", "status"],
    parameters: { name: { required: true, description: "names the savepoint" } },
    rules: { name: transactionRules.savepointName },
    perform: async (scope, { name }) => {
      await scope.transaction.savepoint(name);
      return { transactionId: scope.id, savepoint: name, status: "saved" };
    },
  };
  return node(type, { of, part: "inside" }, work);
}

function rollbackToSavepointNode<Name extends "RollbackToSavepointNode" | "TransactionRollbackToSavepointNode">(
  type: Name,
  of: object,
) {
  const work: NodeWork<TransactionRollbackToSavepointInput, TransactionSavepointOutput<"rolledBack">> = {
    description: "undoes what was done since a savepoint of the transaction that it stands in",
    results: ["transactionId", "savepoint", "status"],
    parameters: { savepoint: { required: true, description: "the name of the savepoint" } },
    rules: { savepoint: transactionRules.savepointName },
    perform: async (scope, { savepoint }) => {
      await scope.transaction.rollbackTo(savepoint);
      return { transactionId: scope.id, savepoint, status: "rolledBack" };
    },
  };
  return node(type, { of, part: "inside" }, work);
}

const SCOPE_RULES = {
  isolation: transactionRules.isolation,
  readOnly: transactionRules.trueOrFalse,
  confirmCommit: transactionRules.trueOrFalse,
  timeoutMs: transactionRules.timeoutMs,
};

function scopeNode({ connection, ready }: TransactionPlace, of: object): TransactionNodes["TransactionScopeNode"] {
  return Object.freeze({
    type: "TransactionScopeNode" as const,
    description: "puts the nodes that are wired after it into a transaction, until a node ends it",
    parameters: {
      names: {
        isolation: { required: false, description: '"read committed", "repeatable read" or "serializable"' },
        readOnly: { required: false, description: "whether nothing may be changed" },
        confirmCommit: { required: false, description: "whether the server is asked when the commit's answer is lost" },
        timeoutMs: { required: false, description: "how long it may be open, in milliseconds" },
      },
      open: false,
    },
    results: ["transactionId", "status"],
    scope: Object.freeze({ part: "open", of }),
    effects: [of],
    check: (parameters: NodeValues) => parameterFindings(SCOPE_RULES, parameters),
    async run(options: TransactionNodeTypes["TransactionScopeNode"]["input"], context: NodeContext) {
      assertParameters(SCOPE_RULES, { ...options });
      if (!connection.inTransaction) await ready();
      let broken: ((error: unknown) => void) | undefined;
      const transaction = await openTransaction(connection, options, (error) => broken?.(error));
      const id = `${context.runId}.${context.nodeId}`;
      broken = openScope(context, new TransactionNodeScope(of, id, transaction, connection));
      return { transactionId: id, status: "started" as const };
    },
  });
}

/** What one of the nodes inside a transaction does. */
interface NodeWork<Input, Output> {
  readonly description: string;
  readonly results: readonly string[];
  readonly parameters?: Readonly<Record<string, ParameterSpec>>;
  readonly rules?: Readonly<Record<string, ParameterRule>>;
  readonly perform: (scope: TransactionNodeScope, input: Input) => Promise<Output>;
}

function node<Name extends keyof TransactionNodeTypes>(
  type: Name,
  scope: ScopeRole,
  work: NodeWork<TransactionNodeTypes[Name]["input"], TransactionNodeTypes[Name]["output"]>,
): NodeType<TransactionNodeTypes[Name]["input"], TransactionNodeTypes[Name]["output"], Name> {
  const { description, results, parameters = {}, rules = {}, perform } = work;
  return Object.freeze({
    type,
    description,
    parameters: { names: parameters, open: false },
    results,
    scope: Object.freeze(scope),
    effects: [scope.of],
    check: (given: NodeValues) => parameterFindings(rules, given),
    run(input: TransactionNodeTypes[Name]["input"], context: NodeContext) {
      assertParameters(rules, { ...input });
      return perform(scopeAround(context, scope.of), input);
    },
  });
}
