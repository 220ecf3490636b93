import type { Connection } from "@dataflow/database";
import { indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint, objectsFingerprint } from "../catalog/catalog-fingerprint.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { displayName } from "../catalog/object-id.ts";
import { columnsOf, findBaseTable, type TableReference } from "../dependencies/base-table.ts";
import { ddlDialect } from "../dialects/ddl-dialects.ts";
import { notNullDialect } from "../dialects/not-null-dialects.ts";
import { tableOfPath } from "../diff/table-name.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { sealMigrationPlan } from "../plan/seal-migration-plan.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { Addition, AdditionPlace, AdditionSteps } from "./addition.ts";
import { additionRisk } from "./addition-risk.ts";
import { checkColumn } from "./check-column.ts";
import { columnFill } from "./column-fill.ts";
import { countRows } from "./count-rows.ts";
import { estimateAddition, rehearsalEvidence } from "./estimate-addition.ts";
import type { NotNullColumn } from "./not-null-column.ts";
import type { NotNullAdditionPlan } from "./not-null-plan.ts";

/** Rows that the rehearsal fills. */
const SAMPLE_ROWS = 1_000;

/**
 * Plans how a required column is added to a table whose rows others go on writing. The statements are tried on a
 * temporary copy of a few rows, in a transaction that is undone; the table is only read.
 *
 * @param connection the database
 * @param table the table
 * @param column the column, and what rows that exist get in it
 * @returns the plan
 * @throws MIGRATION.UNKNOWN_OBJECT, MIGRATION.COLUMN_EXISTS
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION when the column is not described as it can be
 */
export async function planNotNullAddition(
  connection: Connection,
  table: TableReference,
  column: NotNullColumn,
): Promise<NotNullAdditionPlan> {
  checkColumn(column);
  const catalog = await readCatalog(connection);
  const found = findBaseTable(catalog, table);
  const taken = columnsOf(catalog, found).find(({ path }) => isSameName(connection, path.at(-1) ?? "", column.name));
  if (taken !== undefined) throw columnExists(taken);
  const place = { table: found, catalog, objects: indexCatalog(catalog), serverVersion: catalog.serverVersion };
  const dialect = notNullDialect(connection.dialect);
  const addition = additionOf(connection, place, column);
  const rehearsal = await dialect.rehearse(connection, addition, SAMPLE_ROWS);
  const counted = await countRows(connection, addition.table);
  const steps = dialect.steps(addition, place, rehearsal);
  return freezeDeep({
    column: displayName([...found.path, column.name]),
    addition,
    executionStrategy: steps.executionStrategy,
    estimatedDurationMs: estimateAddition(rehearsal, counted.rows, steps.segments),
    riskAssessment: additionRisk({ addition, place, rehearsal, steps, counted }),
    steps: steps.segments.flatMap((segment) => segment.steps),
    rehearsal,
    evidence: [counted.evidence, ...rehearsalEvidence(rehearsal)],
    migration: migrationOf(place, steps),
  });
}

function additionOf(connection: Connection, place: AdditionPlace, column: NotNullColumn): Addition {
  const table = tableOfPath(place.table.path);
  const dialect = notNullDialect(connection.dialect);
  const fill = columnFill(table, column, dialect);
  return {
    table,
    column: column.name,
    type: column.dataType,
    defaultType: column.defaultType,
    fill,
    keepsDefault: fill.default !== undefined && (column.keepDefault ?? true),
    key: dialect.key(place),
  };
}

/** Whether the database takes two names for one. */
function isSameName({ dialect }: Connection, left: string, right: string): boolean {
  const { foldName } = ddlDialect(dialect);
  return foldName(left) === foldName(right);
}

function migrationOf({ catalog, objects }: AdditionPlace, { segments, created }: AdditionSteps): MigrationPlan {
  const reached = new Map(objects);
  for (const object of created) reached.set(object.id, object);
  const unspelled = created.flatMap(({ id, isApproximate }) => (isApproximate === true ? [id] : [])).sort();
  return sealMigrationPlan({
    version: 2,
    dialect: catalog.dialect,
    from: catalogFingerprint(catalog),
    to: objectsFingerprint(reached, unspelled),
    unspelled,
    segments,
    refused: [],
    questions: [],
  });
}

function columnExists({ path }: CatalogObject): Error {
  return migrationErrors.create("COLUMN_EXISTS", {
    message: `There is a column ${displayName(path)} already`,
    why: "a column that is added would have to be another one",
    fix: "choose another name; to go on with an addition that was interrupted, execute its plan again, or apply any other migration: that one is ended first",
    meta: { column: displayName(path) },
  });
}
