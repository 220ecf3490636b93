import type { Schema, Table } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { ddlDialect } from "./dialects/ddl-dialects.ts";
import { compareSchemas } from "./diff/compare-schemas.ts";
import { readSchema } from "./diff/read-schema.ts";
import type { SchemaDifference } from "./diff/schema-difference.ts";
import { tableKey } from "./diff/table-name.ts";
import { schemaMismatch } from "./schema-errors.ts";

/**
 * Makes sure that models can work on the tables there are. It writes nothing, and works inside transactions too.
 *
 * @param connection the database
 * @param wanted the tables that models ask for
 * @returns differences that do no harm
 * @throws MIGRATION.SCHEMA_MISMATCH with everything that is missing
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { verifySchema } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * console.log(await verifySchema(connection, { tables: [] })); // []
 * await connection.close();
 * ```
 */
export async function verifySchema(connection: Connection, wanted: Schema): Promise<readonly SchemaDifference[]> {
  const actual = await readSchema(connection, wanted);
  const asked = new Set(wanted.tables.map(tableKey));
  const compared = { tables: actual.tables.filter((table: Table) => asked.has(tableKey(table))) };
  const differences = compareSchemas(compared, wanted, ddlDialect(connection.dialect).canHold);
  const errors = differences.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw schemaMismatch(connection, errors);
  return differences;
}
