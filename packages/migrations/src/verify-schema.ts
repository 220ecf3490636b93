import type { Schema, Table } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { ddlDialect } from "./dialects/ddl-dialects.ts";
import { compareSchemas } from "./diff/compare-schemas.ts";
import { readSchema } from "./diff/read-schema.ts";
import type { SchemaDifference } from "./diff/schema-difference.ts";
import { tableKey } from "./diff/table-name.ts";
import { schemaMismatch } from "./schema-errors.ts";

/** The work of the exported `verifySchema`, which says what it promises. */
export async function verifySchema(connection: Connection, wanted: Schema): Promise<readonly SchemaDifference[]> {
  const actual = await readSchema(connection, wanted);
  const asked = new Set(wanted.tables.map(tableKey));
  const compared = { tables: actual.tables.filter((table: Table) => asked.has(tableKey(table))) };
  const differences = compareSchemas(compared, wanted, ddlDialect(connection.dialect).canHold);
  const errors = differences.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw schemaMismatch(connection, errors);
  return differences;
}
