import { type DataFlowError, isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { Addition, Refused, Rehearsal } from "../../not-null/addition.ts";
import { quoteIdentifier, quoteTable } from "../sql-text.ts";

const COPY = "temp._dataflow_rehearsal";
const TYPED = "temp._dataflow_rehearsed_type";

/** Tries the statements on a temporary copy of some rows, which is gone at the end. The table itself is only read. */
export async function rehearseAddition(connection: Connection, addition: Addition, rows: number): Promise<Rehearsal> {
  let found: Rehearsal | undefined;
  try {
    await connection.transaction(async () => {
      found = await tryOut(connection, addition, rows);
      throw new Error("undo");
    });
  } catch (error) {
    if (found !== undefined) return found;
    if (!isDataFlowError(error)) throw error;
    return { columnRewrites: false, sampleRows: 0, sampleMs: 0, changeMs: 0, refused: refused(error) };
  }
  throw new TypeError("the rehearsal was not undone");
}

function refused({ code, message }: DataFlowError): Refused {
  return { code, message };
}

async function tryOut(connection: Connection, addition: Addition, rows: number): Promise<Rehearsal> {
  const { table, type, fill, defaultType } = addition;
  const column = quoteIdentifier(addition.column);
  const isStrict = await strict(connection, table.name);
  const value =
    fill.default === undefined ? "" : ` DEFAULT ${defaultType === "STATIC" ? fill.default : `(${fill.default})`}`;
  await connection.run(
    `CREATE TEMP TABLE _dataflow_rehearsed_type (${column} ${type}${value})${isStrict ? " STRICT" : ""}`,
  );
  await connection.run(`CREATE TEMP TABLE _dataflow_rehearsal AS SELECT * FROM ${quoteTable(table)} LIMIT ${rows}`);
  const startedAt = performance.now();
  await connection.run(`ALTER TABLE ${COPY} ADD COLUMN ${column} ${type}`);
  const changeMs = performance.now() - startedAt;
  // A query takes one statement only, and is refused as a whole when the expression is none.
  const update = `UPDATE ${COPY} AS ${quoteIdentifier(table.name)} SET ${column} = (${fill.expression})`;
  await connection.query(`${update} WHERE 0`);
  const sample = await timed(connection, update);
  await connection.run(`DROP TABLE ${COPY}; DROP TABLE ${TYPED}`);
  return { columnRewrites: false, changeMs, ...sample };
}

/** A row that the expression fails for is for the look at all rows to find; then nobody knows how long it takes. */
async function timed(connection: Connection, update: string): Promise<Pick<Rehearsal, "sampleRows" | "sampleMs">> {
  const startedAt = performance.now();
  try {
    const { rowCount } = await connection.transaction(() => connection.query(update));
    return { sampleRows: rowCount, sampleMs: performance.now() - startedAt };
  } catch (error) {
    if (!isDataFlowError(error)) throw error;
    return { sampleRows: 0, sampleMs: 0 };
  }
}

/** Whether a table holds its columns to their types. */
export async function strict(connection: Connection, table: string): Promise<boolean> {
  const { rows } = await connection.query("SELECT strict FROM pragma_table_list WHERE schema = 'main' AND name = ?", [
    table,
  ]);
  return Number(rows[0]?.strict) === 1;
}
