import type { DialectName, ForeignKey, Schema, Table } from "@dataflow/core";
import type { DdlDialect } from "../dialects/ddl-dialect.ts";
import { ddlDialect } from "../dialects/ddl-dialects.ts";
import { tableKey } from "../diff/table-name.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { addForeignKey } from "../operations/add-foreign-key.ts";
import { createIndex } from "../operations/create-index.ts";
import { createSchema } from "../operations/create-schema.ts";
import { createTable } from "../operations/create-table.ts";
import { createTextIndex } from "../operations/create-text-index.ts";
import type { MigrationStep } from "../operations/migration-step.ts";
import type { Operation } from "../operations/operation.ts";
import { creationOrder } from "./creation-order.ts";
import { validateNames } from "./validate-names.ts";
import { validateReferences } from "./validate-references.ts";

/**
 * The statements that create tables, as if nothing were there.
 *
 * @param wanted the tables wanted
 * @param dialect the database they are wanted in
 * @returns the steps, each table after those that it refers to
 */
export function planCreation(wanted: Schema, dialect: DialectName): readonly MigrationStep[] {
  const ddl = ddlDialect(dialect);
  return creationOperations(creationOrder(wanted.tables), ddl).flatMap((operation) => operation.plan(ddl));
}

/**
 * Looks for what keeps missing tables from being created. Tables that exist are somebody's already.
 *
 * @param actual the tables there are, at least those that the missing ones refer to
 * @param wanted the tables wanted
 * @param dialect the database they are wanted in
 * @throws MIGRATION.INVALID_SCHEMA with a finding for each thing that cannot be created as it is declared
 */
export function validateSchema(actual: Schema, wanted: Schema, dialect: DialectName): void {
  const existing = new Set(actual.tables.map(tableKey));
  const missing = creationOrder(wanted.tables.filter((table) => !existing.has(tableKey(table))));
  const ddl = ddlDialect(dialect);
  assertValid(actual, missing, { ddl, operations: creationOperations(missing, ddl) });
}

function creationOperations(tables: readonly Table[], ddl: DdlDialect): readonly Operation[] {
  const schemas = new Set(tables.flatMap(({ schema }) => (schema === undefined ? [] : [schema])));
  const toCome = new Set(tables.map(tableKey));
  const created: Operation[] = [];
  const later: Operation[] = [];
  for (const table of tables) {
    // A table is still to come while its own foreign keys are looked at: a reference to itself is added later, too.
    const waits = (foreignKey: ForeignKey): boolean =>
      ddl.addForeignKey !== undefined && toCome.has(tableKey({ ...table, name: foreignKey.references.table }));
    created.push(
      createTable(
        table,
        table.foreignKeys.filter((foreignKey) => !waits(foreignKey)),
      ),
    );
    created.push(...table.indexes.map((index) => createIndex(table, index)));
    if (table.textIndex !== undefined) created.push(createTextIndex(table, table.textIndex));
    later.push(...table.foreignKeys.filter(waits).map((foreignKey) => addForeignKey(table, foreignKey)));
    toCome.delete(tableKey(table));
  }
  return [...[...schemas].map(createSchema), ...created, ...later];
}

function assertValid(
  actual: Schema,
  missing: readonly Table[],
  planned: { readonly ddl: DdlDialect; readonly operations: readonly Operation[] },
): void {
  const problems = [
    ...planned.operations.flatMap((operation) => operation.validate(planned.ddl)),
    ...validateNames(missing, planned.ddl),
    ...validateReferences(actual, missing),
  ];
  if (problems.length === 0) return;
  throw migrationErrors.create("INVALID_SCHEMA", {
    message: `The tables cannot be created as they are declared:\n${problems.map(({ message }) => `- ${message}`).join("\n")}`,
    why: "the database would refuse them, or could not keep what they promise",
    fix: problems.map(({ path, fix }) => `${path}: ${fix}`).join("; "),
    diagnostics: problems,
  });
}
