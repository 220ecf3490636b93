import { type Diagnostic, describeKind, type NodeType, type NodeValues } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { invalidParameter } from "../input/parse-scalars.ts";
import type { SqlQueryOutput } from "../types/model-nodes.ts";

/**
 * A node that runs a statement written by the author of the workflow. Values come in as parameters; the statement's text
 * is never filled by a connection or by an input of the run, so that no data can become SQL.
 *
 * @param connection where to run
 * @returns the node type
 */
export function sqlQueryNode(connection: Connection): NodeType<NodeValues, SqlQueryOutput, "SqlQueryNode"> {
  return Object.freeze({
    type: "SqlQueryNode",
    description: "runs a SQL statement with bound parameters",
    parameters: {
      names: {
        sql: { required: true, description: "the statement, with the database's own placeholders" },
        parameters: { required: false, description: "the values of the placeholders, in order" },
      },
      open: false,
    },
    results: ["rows", "rowCount"],
    effects: [connection],
    check: (_parameters: NodeValues, connected: ReadonlySet<string>) => (connected.has("sql") ? [CONNECTED_SQL] : []),
    async run({ sql, parameters = [] }: NodeValues) {
      if (typeof sql !== "string" || sql.trim() === "") {
        throw invalidParameter("sql", `it is ${sql === "" ? "empty" : describeKind(sql)}`, "pass the statement's text");
      }
      if (!Array.isArray(parameters)) {
        throw invalidParameter("parameters", `it is ${describeKind(parameters)}`, "pass an array of values");
      }
      return connection.query(sql, parameters);
    },
  });
}

const CONNECTED_SQL: Diagnostic = Object.freeze({
  code: "MODEL.INVALID_PARAMETER",
  severity: "error",
  message: 'the parameter "sql" of a SqlQueryNode is filled from outside',
  path: "sql",
  fix: 'write the statement as a parameter with placeholders, and connect the values to "parameters"',
});
