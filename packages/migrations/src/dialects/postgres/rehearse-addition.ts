import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { Addition, Refused, Rehearsal } from "../../not-null/addition.ts";
import { quoteIdentifier, quoteTable } from "../sql-text.ts";
import { countStatements } from "./expression-columns.ts";

const COPY = "pg_temp._dataflow_rehearsal";
const LONGEST_MS = 10_000;

/** Carries what was found out of a transaction that is undone. */
class Undone<Result> extends Error {
  readonly result: Result;

  constructor(result: Result) {
    super("undone");
    this.result = result;
  }
}

/**
 * Tries the statements on a temporary copy of some rows, whose file tells whether rows were written anew. The table
 * itself is only read.
 */
export async function rehearseAddition(connection: Connection, addition: Addition, rows: number): Promise<Rehearsal> {
  try {
    if (addition.fill.sequence === undefined && (await countStatements(addition.fill.expression)) !== 1)
      return refusal({ code: "MIGRATION.SQL_NOT_PARSED", message: "the expression is more than one statement" });
    return await undone(connection, () => tryOut(connection, addition, rows));
  } catch (error) {
    if (!isDataFlowError(error) || isNoAnswer(error.code)) throw error;
    return refusal(refused(error));
  }
}

function refusal(found: Refused): Rehearsal {
  return { columnRewrites: false, sampleRows: 0, sampleMs: 0, changeMs: 0, refused: found };
}

/** Nothing was said about the statement. */
function isNoAnswer(code: string): boolean {
  return ["DATABASE.CONNECTION_LOST", "DATABASE.CONNECTION_REFUSED", "DATABASE.PERMISSION_DENIED"].includes(code);
}

/** What a failure says of a statement; its message never has a value. */
export function refused(error: { readonly code: string; readonly message: string; readonly meta: object }): Refused {
  const state = "sqlState" in error.meta ? String(error.meta.sqlState) : undefined;
  return { code: error.code, message: error.message, ...(state !== undefined && { state }) };
}

async function undone<Result>(connection: Connection, body: () => Promise<Result>): Promise<Result> {
  try {
    return await connection.transaction(async (): Promise<Result> => {
      throw new Undone(await body());
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
    // Only this function makes one, and of this type.
    return error.result as Result;
  }
}

async function tryOut(connection: Connection, addition: Addition, rows: number): Promise<Rehearsal> {
  await connection.run(`SET LOCAL statement_timeout = ${LONGEST_MS}; SET LOCAL row_security = off`);
  await copyRows(connection, addition, rows);
  const { fill, type } = addition;
  const column = `${quoteIdentifier(addition.column)} ${type}`;
  const hasDefault = fill.default !== undefined && fill.sequence === undefined;
  const defaultRewrites = hasDefault
    ? await undone(connection, () => rewrites(connection, `ADD COLUMN ${column} DEFAULT (${fill.default}) NOT NULL`))
    : undefined;
  const startedAt = performance.now();
  const columnRewrites = await rewrites(connection, `ADD COLUMN ${column}`);
  const changeMs = performance.now() - startedAt;
  // First without rows: what is refused then is refused for every row.
  await connection.query(`${fillStatement(addition)} WHERE false`);
  const sample = await timeSample(connection, addition);
  return { ...(defaultRewrites !== undefined && { defaultRewrites }), columnRewrites, changeMs, ...sample };
}

async function copyRows(connection: Connection, { table }: Addition, rows: number): Promise<void> {
  const name = quoteTable(table);
  await connection.run(`CREATE TEMPORARY TABLE _dataflow_rehearsal (LIKE ${name} INCLUDING ALL) ON COMMIT DROP`);
  const { rows: columns } = await connection.query(
    `SELECT quote_ident(attname) AS name FROM pg_catalog.pg_attribute
     WHERE attrelid = '${COPY}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
  );
  if (columns.length === 0) return;
  const list = columns.map((row) => String(row.name)).join(", ");
  await connection.run(
    `INSERT INTO ${COPY} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM ${name} LIMIT ${rows}`,
  );
}

async function rewrites(connection: Connection, change: string): Promise<boolean> {
  const file = async () =>
    (await connection.query(`SELECT pg_relation_filenode('${COPY}'::regclass)::text AS file`)).rows[0]?.file;
  const before = await file();
  await connection.run(`ALTER TABLE ${COPY} ${change}`);
  return (await file()) !== before;
}

function fillStatement({ table, column, fill }: Addition): string {
  // A sequence is not there yet, and would not take its numbers back.
  const value = fill.sequence === undefined ? fill.expression : String(fill.sequence.start);
  return `UPDATE ${COPY} AS ${quoteIdentifier(table.name)} SET ${quoteIdentifier(column)} = (${value})`;
}

/** A row that the expression fails for is for the look at all rows to find; then nobody knows how long it takes. */
async function timeSample(
  connection: Connection,
  addition: Addition,
): Promise<Pick<Rehearsal, "sampleRows" | "sampleMs">> {
  const startedAt = performance.now();
  try {
    const { rowCount } = await connection.transaction(() => connection.query(fillStatement(addition)));
    return { sampleRows: rowCount, sampleMs: performance.now() - startedAt };
  } catch (error) {
    if (!isDataFlowError(error) || error.code === "DATABASE.CONNECTION_LOST") throw error;
    return { sampleRows: 0, sampleMs: 0 };
  }
}
