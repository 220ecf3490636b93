import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { Addition, FillInspection } from "../../not-null/addition.ts";
import { ambiguousLookup } from "../../not-null/ambiguous-lookup.ts";
import { quoteIdentifier, quoteTable, quoteText } from "../sql-text.ts";

/** Computes the value of every row, in a transaction that may not write, with a limit of its own. */
export async function inspectFill(
  connection: Connection,
  addition: Addition,
  timeoutMs: number,
): Promise<FillInspection | undefined> {
  try {
    return await inspectRows(connection, addition, timeoutMs);
  } catch (error) {
    if (isDataFlowError(error) && error.code === "DATABASE.STATEMENT_TIMEOUT") return undefined;
    throw error;
  }
}

function inspectRows(connection: Connection, addition: Addition, timeoutMs: number): Promise<FillInspection> {
  return connection.transaction(
    async () => {
      // Rows that a policy hides would not be looked at; without it that is an error.
      await connection.run(`SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL row_security = off`);
      const sql = addition.fill.sequence === undefined ? await rowsQuery(connection, addition) : numbersQuery(addition);
      const found = (await connection.query(sql)).rows[0] ?? {};
      const { lookup } = addition.fill;
      const doubled = lookup && (await connection.query(ambiguousLookup(lookup))).rows[0];
      return {
        rows: Number(found.rows),
        nulls: Number(found.nulls),
        misfits: Number(found.misfits),
        ambiguous: Number(doubled?.n ?? 0),
        query: sql,
      };
    },
    { readOnly: true },
  );
}

async function rowsQuery(connection: Connection, { table, type, fill }: Addition): Promise<string> {
  const raw = `SELECT (${fill.expression}) AS raw FROM ${quoteTable(table)} AS ${quoteIdentifier(table.name)}`;
  const typed = `SELECT CAST(raw AS ${type}) AS v, raw FROM (${raw}) AS r`;
  return `SELECT count(*) AS rows, count(*) FILTER (WHERE v IS NULL) AS nulls,
      count(*) FILTER (WHERE ${await misfit(connection, type)}) AS misfits
    FROM (${typed}) AS t`;
}

/** A cast cuts texts to their length without a word, which an assignment refuses; it forgives blanks at the end. */
async function misfit(connection: Connection, type: string): Promise<string> {
  const { rows } = await connection.query(
    `SELECT t.typcategory AS category FROM pg_catalog.pg_type t WHERE t.oid = to_regtype(${quoteText(type)})`,
  );
  const category = rows[0]?.category;
  if (category === "S") return "rtrim(v::text, ' ') IS DISTINCT FROM rtrim(raw::text, ' ')";
  const isCut = category === "V" || /char.*\(.*\[\]/i.test(type);
  return isCut ? "v::text IS DISTINCT FROM raw::text" : "false";
}

/** The last number that will be given has to fit. */
function numbersQuery({ table, type, fill }: Addition): string {
  const { start, increment } = fill.sequence ?? { start: 1, increment: 1 };
  const last = `${start} + (greatest(n, 1) - 1)::numeric * ${increment}`;
  return `SELECT n AS rows, 0 AS nulls, CASE WHEN CAST(${last} AS ${type}) IS NULL THEN 1 ELSE 0 END AS misfits
    FROM (SELECT count(*) AS n FROM ${quoteTable(table)}) AS t`;
}
