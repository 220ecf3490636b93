import type { IsolationSql } from "../../isolation/isolation-sql.ts";

/** Going back to a savepoint gives every constraint the mode back that it had. */
const CHECK_DEFERRED =
  "SAVEPOINT dataflow_check; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK TO SAVEPOINT dataflow_check; RELEASE SAVEPOINT dataflow_check";

/** A savepoint ends with the modes that the transaction had before it. */
export const POSTGRES_ISOLATION: IsolationSql = Object.freeze({
  failureAborts: true,
  checkDeferred: CHECK_DEFERRED,
  readOnly: Object.freeze({ on: "SET TRANSACTION READ ONLY" }),
});
