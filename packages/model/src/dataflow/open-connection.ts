import { type Connection, connect, type IsolatedConnection } from "@dataflow/database";
import { DEFAULT_DATABASE_URL } from "../dialects/default-url.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { DataFlowOptions } from "./dataflow-options.ts";

/** A connection of a DataFlow's own. */
export function openConnection(databaseUrl: string | undefined, options: DataFlowOptions): Connection {
  const { poolSize, echo, statementTimeoutMs, confirmCommit } = options;
  return connect(databaseUrl ?? process.env.DATABASE_URL ?? DEFAULT_DATABASE_URL, {
    ...(poolSize === undefined ? {} : { poolSize }),
    ...(echo === undefined ? {} : { echo }),
    ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }),
    ...(confirmCommit === undefined ? {} : { confirmCommit }),
  });
}

/** The same connection when nothing lasts on it. */
export function asIsolated(connection: Connection): IsolatedConnection | undefined {
  return "rollback" in connection ? (connection as IsolatedConnection) : undefined; // nothing else has that method
}

export function notIsolated(): Error {
  return modelErrors.create("NOT_ISOLATED", {
    message: "DataFlow: rollback() was asked of a DataFlow whose work lasts",
    why: "what it did is committed already, each operation by itself",
    fix: "use `tddMode: true` or `await db.isolate()` in tests, and db.transaction() elsewhere",
  });
}
