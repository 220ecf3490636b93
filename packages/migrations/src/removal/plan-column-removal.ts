import { randomUUID } from "node:crypto";
import type { Connection } from "@dataflow/database";
import { indexCatalog } from "../catalog/catalog.ts";
import { displayName, objectId } from "../catalog/object-id.ts";
import { analyzeDependencies } from "../dependencies/analyze-dependencies.ts";
import { findBaseTable } from "../dependencies/base-table.ts";
import { findColumn } from "../dependencies/dependency-subject.ts";
import { notNullDialect } from "../dialects/not-null-dialects.ts";
import { removalDialect } from "../dialects/removal-dialects.ts";
import { type TableName, tableOfPath } from "../diff/table-name.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { checkRemovalRequest } from "./check-removal-request.ts";
import { estimateRemoval } from "./estimate-removal.ts";
import { hiddenName, NEVER } from "./hidden-column.ts";
import { removalImpact } from "./removal-impact.ts";
import type { ColumnRemovalPlan, ColumnRemovalRequest } from "./removal-plan.ts";
import { hideColumn, type RemovalSource, removeAtOnce, removeInParts } from "./removal-segments.ts";
import { removalStages } from "./removal-stages.ts";
import { resolveDependencies } from "./resolve-dependencies.ts";

/**
 * Plans how a column is removed: what depends on it and what becomes of that, what is put aside and how it is tried, in
 * which stages. Writes nothing.
 *
 * @param connection the database
 * @param request which column, and how
 * @returns the plan; what blocks it is in it
 * @throws MIGRATION.UNKNOWN_OBJECT when there is no such table or column
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export async function planColumnRemoval(
  connection: Connection,
  request: ColumnRemovalRequest,
): Promise<ColumnRemovalPlan> {
  const checked = checkRemovalRequest(request);
  const catalog = await readCatalog(connection);
  const table = findBaseTable(catalog, request.table);
  const name = tableOfPath(table.path);
  const subject = { table: name.name, ...(name.schema !== undefined && { schema: name.schema }) };
  const column = findColumn(catalog, { ...subject, column: request.column });
  const report = await analyzeDependencies(catalog, column);
  const { dependencyResolutionStrategy: strategy, replacements, backupStrategy, softDrop } = checked;
  const objects = indexCatalog(catalog);
  const dependencies = resolveDependencies(report.dependencies, { objects, column, strategy, replacements });
  const measured = await removalImpact(
    connection,
    { table: name, column: request.column },
    { backupStrategy, softDrop },
  );
  const key = notNullDialect(connection.dialect).key({ table, catalog, objects, serverVersion: catalog.serverVersion });
  const source = { catalog, table, column, dependencies, replacements, backupStrategy, key, storage: storageName() };
  const way = wayOf(source, { ...checked, rows: measured.impact.rows, name: request.column });
  const { hiddenAs, migration } = way;
  return freezeDeep({
    request,
    column: displayName(column.path),
    table: name,
    definition: column.definition,
    backupStrategy: softDrop === undefined ? backupStrategy : "NONE",
    dependencies,
    unknown: strategy === "skip_unsafe" ? [] : report.unknown,
    removalStages: removalStages(migration),
    estimatedDurationMs: estimateRemoval(migration, measured),
    ...(checked.includeImpactAnalysis && { impact: measured.impact }),
    ...(hiddenAs !== undefined && { hiddenAs }),
    stageChecks: stageChecks(connection, { name, column: request.column, hiddenAs, migration }),
    refused: migration.refused.map(({ reason }) => reason),
    migration,
  });
}

/** Of this database alone: two plans never share what they put aside. */
function storageName(): string {
  return `removal_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
}

interface WayChoice {
  readonly name: string;
  readonly softDrop: ColumnRemovalRequest["softDrop"] | undefined;
  readonly backupStrategy: ColumnRemovalPlan["backupStrategy"];
  readonly copyInPartsFrom: number;
  readonly rows: number | "unknown";
}

/** What is small goes in one transaction; what is large, or nobody knows how large, in parts. */
function wayOf(
  source: Omit<RemovalSource, "hiddenAs">,
  { name, softDrop, backupStrategy, copyInPartsFrom, rows }: WayChoice,
): { readonly hiddenAs?: string; readonly migration: MigrationPlan } {
  if (softDrop !== undefined) {
    const hiddenAs = hiddenName(name, Date.now() + softDrop.retentionMs);
    return { hiddenAs, migration: hideColumn({ ...source, hiddenAs }) };
  }
  const isLarge = rows === "unknown" || rows >= copyInPartsFrom;
  const isComputed = source.column.definition.generated !== undefined;
  const isOrdered = source.key.length > 0 && !source.key.some((each) => each === "ctid" || each === name);
  if (backupStrategy === "NONE" || !isLarge || isComputed || !isOrdered) return { migration: removeAtOnce(source) };
  const hiddenAs = hiddenName(name, NEVER);
  return { hiddenAs, migration: removeInParts({ ...source, hiddenAs }) };
}

interface CheckedPlace {
  readonly name: TableName;
  readonly column: string;
  readonly hiddenAs: string | undefined;
  readonly migration: MigrationPlan;
}

/** After the step that hides the column it is gone under its name, and after the one that drops it under both. */
function stageChecks(
  { dialect }: Connection,
  { name, column, migration }: CheckedPlace,
): ColumnRemovalPlan["stageChecks"] {
  const { hasColumn } = removalDialect(dialect);
  const own = objectId("column", [...(name.schema === undefined ? [] : [name.schema]), name.name, column]);
  const last = migration.segments
    .flatMap(({ steps }) => steps)
    .filter(({ operation }) => /^(?:dropColumn|renameColumn|rebuildTable|setColumnNotNull)$/.test(operation));
  return last.flatMap(({ id, statements }) => {
    const message = `the ${own} is still there`;
    return [{ step: id, check: { after: statements.length, sql: hasColumn(name, column), message } }];
  });
}
