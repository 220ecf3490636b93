import type { Schema, Table } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { ddlDialect } from "./dialects/ddl-dialects.ts";
import { compareSchemas } from "./diff/compare-schemas.ts";
import { readSchema } from "./diff/read-schema.ts";
import type { SchemaDifference } from "./diff/schema-difference.ts";
import { tableKey } from "./diff/table-name.ts";
import { type EnsureSchemaOptions, readOptions } from "./ensure-schema-options.ts";
import { withSchemaLock } from "./lock/with-schema-lock.ts";
import { applyPlan } from "./plan/apply-plan.ts";
import { planCreation } from "./plan/plan-creation.ts";
import { insideTransaction, schemaMismatch, tableOutdated } from "./schema-errors.ts";

/** What was found and done. */
export interface EnsureSchemaResult {
  /** The tables that this call created, in order; those that another process created meanwhile are not among them. */
  readonly created: readonly string[];
  /** What still differs; nothing of it keeps the models from working. */
  readonly differences: readonly SchemaDifference[];
}

/**
 * Makes sure that the tables are there. It looks first; only when a table is missing does it take the lock of the
 * schema, look again, create what is missing in one transaction, and look once more before it commits. Any number of
 * processes may call it at once: one creates, the others wait and find nothing to do.
 *
 * With `mode: "verify"` nothing is ever written: what is missing is an error.
 *
 * @param connection the database, outside of any transaction
 * @param wanted the tables that models ask for
 * @param options what to do about missing tables, and how long to wait for others
 * @returns the tables created, and differences that do no harm
 * @throws MIGRATION.SCHEMA_MISMATCH in verify mode: with everything that is missing
 * @throws MIGRATION.TABLE_OUTDATED in create mode: a table exists, but lacks columns or has them of another kind
 * @throws MIGRATION.INVALID_SCHEMA when a missing table cannot be created as it is declared
 * @throws MIGRATION.INSIDE_TRANSACTION when a table is missing inside a transaction of the caller
 * @throws MIGRATION.LOCK_TIMEOUT when others were in the way for too long
 * @throws MIGRATION.STEP_FAILED when the database refuses a statement; nothing is kept then
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION for options that do not exist or cannot be
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { ensureSchema } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * const id = { name: "id", type: { kind: "integer" }, nullable: false, default: { kind: "autoIncrement" } } as const;
 * const users = { name: "users", columns: [id], primaryKey: { columns: ["id"] }, uniques: [], foreignKeys: [], indexes: [] };
 * const { created } = await ensureSchema(connection, { tables: [users] }, { mode: "create" });
 * console.log(created); // ["users"]
 * await connection.close();
 * ```
 */
export async function ensureSchema(
  connection: Connection,
  wanted: Schema,
  options: EnsureSchemaOptions,
): Promise<EnsureSchemaResult> {
  const { mode, ...patience } = readOptions(options);
  const { differences } = await look(connection, wanted);
  if (!differences.some(isError)) return { created: [], differences };
  if (mode === "verify") throw schemaMismatch(connection, differences.filter(isError));
  assertNotOutdated(connection, differences);
  if (connection.inTransaction) throw insideTransaction(connection, differences.filter(isError));
  return withSchemaLock(connection, () => createMissing(connection, wanted, patience.lockTimeoutMs), patience);
}

/** Runs under the lock: what was missing before may be there by now. */
async function createMissing(
  connection: Connection,
  wanted: Schema,
  lockTimeoutMs: number,
): Promise<EnsureSchemaResult> {
  const before = await look(connection, wanted);
  assertNotOutdated(connection, before.differences);
  const plan = planCreation(before.actual, wanted, connection.dialect);
  await applyPlan(connection, plan, { lockTimeoutMs });
  const { differences } = plan.steps.length === 0 ? before : await look(connection, wanted);
  // Throwing rolls back: better no table than one that is not what was asked for.
  if (differences.some(isError)) throw schemaMismatch(connection, differences.filter(isError));
  return { created: plan.tables, differences };
}

interface Look {
  readonly actual: Schema;
  readonly differences: readonly SchemaDifference[];
}

async function look(connection: Connection, wanted: Schema): Promise<Look> {
  const actual = await readSchema(connection, wanted);
  const asked = new Set(wanted.tables.map(tableKey));
  const compared = { tables: actual.tables.filter((table: Table) => asked.has(tableKey(table))) };
  return { actual, differences: compareSchemas(compared, wanted, ddlDialect(connection.dialect).canHold) };
}

function assertNotOutdated(connection: Connection, differences: readonly SchemaDifference[]): void {
  const outdated = differences.filter((difference) => isError(difference) && difference.kind !== "missingTable");
  if (outdated.length > 0) throw tableOutdated(connection, outdated);
}

function isError(difference: SchemaDifference): boolean {
  return difference.severity === "error";
}
