import type { Connection } from "@dataflow/database";
import type { Addition, FillInspection } from "../../not-null/addition.ts";
import { ambiguousLookup } from "../../not-null/ambiguous-lookup.ts";
import { affinity } from "../../operations/sqlite/affinity.ts";
import { quoteIdentifier, quoteTable } from "../sql-text.ts";
import { strict } from "./rehearse-addition.ts";

/** A statement keeps its whole program waiting, so all rows are looked at in parts with a look at the clock between. */
const ROWS_AT_ONCE = 20_000;

/** Computes the value of every row. */
export async function inspectFill(
  connection: Connection,
  addition: Addition,
  timeoutMs: number,
): Promise<FillInspection | undefined> {
  const deadline = performance.now() + timeoutMs;
  const { lookup } = addition.fill;
  const doubled = lookup && (await connection.query(ambiguousLookup(lookup))).rows[0];
  const isWrong = misfit(addition.type, await strict(connection, addition.table.name));
  const found = { rows: 0, nulls: 0, misfits: 0, ambiguous: Number(doubled?.n ?? 0) };
  for (let cursor: unknown; ; ) {
    if (performance.now() > deadline) return undefined;
    const sql = partQuery(addition, isWrong, cursor !== undefined);
    const part = (await connection.query(sql, cursor === undefined ? [] : [cursor])).rows[0] ?? {};
    found.rows += Number(part.rows);
    found.nulls += Number(part.nulls);
    found.misfits += Number(part.misfits);
    cursor = part.last;
    if (addition.key.length > 1 || Number(part.rows) < ROWS_AT_ONCE)
      return { ...found, query: partQuery({ ...addition, key: [] }, isWrong, false) };
  }
}

/** All rows at once where more than one column orders them. */
function partQuery({ table, fill, key }: Addition, isWrong: string, isAfter: boolean): string {
  const [first, ...others] = key;
  const order = first === undefined || others.length > 0 ? undefined : quoteIdentifier(first);
  const values = `SELECT (${fill.expression}) AS v${order === undefined ? "" : `, ${order} AS k`} FROM ${quoteTable(table)}`;
  const part =
    order === undefined ? "" : ` ${isAfter ? `WHERE ${order} > ? ` : ""}ORDER BY ${order} LIMIT ${ROWS_AT_ONCE}`;
  return `SELECT count(*) AS rows, coalesce(sum(v IS NULL), 0) AS nulls, coalesce(sum(${isWrong}), 0) AS misfits${
    order === undefined ? "" : ", max(k) AS last"
  } FROM (${values}${part})`;
}

/** Whether a value stays what the type says: a number that the column would keep as text, or what a strict table refuses. */
function misfit(type: string, isStrict: boolean): string {
  // With a number beside it a text that looks like one counts as one, and any other text is greater than all numbers.
  const isNoNumber = "(typeof(v) IN ('text', 'blob') AND v > CAST(9e999 AS REAL))";
  const kind = affinity(type);
  if (isStrict && type.toUpperCase() === "ANY") return "0";
  if (kind === "integer" && isStrict) return `(${isNoNumber} OR (typeof(v) = 'real' AND v <> CAST(v AS INTEGER)))`;
  if (kind === "text") return isStrict ? "(typeof(v) = 'blob')" : "0";
  if (kind === "blob") return isStrict ? "(typeof(v) NOT IN ('blob', 'null'))" : "0";
  // Dates and booleans have no affinity of their own here, and are kept as texts by many.
  return kind === "numeric" && !/NUM|DEC/i.test(type) ? "0" : isNoNumber;
}
