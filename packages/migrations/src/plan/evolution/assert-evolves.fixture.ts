import type { Connection } from "@dataflow/database";
import { expect } from "vitest";
import type { Catalog, CatalogIndex } from "../../catalog/catalog.ts";
import { catalogFingerprint } from "../../catalog/catalog-fingerprint.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import { renameObjects } from "../../diff/rename-objects.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { canonicalJson } from "../../snapshot/canonical-json.ts";
import type { MigrationPlan } from "../migration-plan.ts";
import { partitionedTable } from "../plan-draft.ts";
import { planMigration } from "../plan-migration.ts";
import type { PlanOptions } from "../plan-options.ts";
import { runPlan } from "../run-plan.fixture.ts";
import { checksum, tablesOf } from "./example-rows.fixture.ts";

/** Values of columns that a plan may not touch, before or after it: by table, what they are. */
type Values = ReadonlyMap<string, string>;

/**
 * The law: a database of one schema becomes one of the other; then nothing is left to do, and the values of columns that
 * are the same in both are what they were.
 *
 * @param connection the database that is changed
 * @param desired the catalog that it is to have
 * @param options renames
 * @returns the plan
 */
export async function assertEvolves(
  connection: Connection,
  desired: Catalog,
  options: PlanOptions = {},
): Promise<MigrationPlan> {
  const actual = await readCatalog(connection);
  const plan = planMigration(actual, desired, { allow: "everything", ...options });
  const untouched = untouchedColumns(actual, { desired, plan, options });
  const before = await valuesOf(
    connection,
    untouched.map(({ from }) => from),
  );
  await runPlan(connection, plan);
  const reached = await readCatalog(connection);
  expect(described(reached)).toEqual(described(desired));
  expect(catalogFingerprint(reached)).toBe(plan.to);
  expect(planMigration(reached, desired).segments).toEqual([]);
  const after = await valuesOf(
    connection,
    untouched.map(({ to }) => to),
  );
  expect([...after.values()]).toEqual([...before.values()]);
  if (connection.dialect === "sqlite") {
    const { rows } = await connection.query("PRAGMA integrity_check");
    expect(rows).toEqual([{ integrity_check: "ok" }]);
  }
  return plan;
}

function described({ objects, dialect }: Catalog) {
  // On SQLite a position is a part of the table's text, but a table is not built anew for it.
  return objects.map(({ id, kind, path, parent, definition, dependsOn }) => {
    return { id, kind, path, parent, definition, ...(dialect === "postgres" && { dependsOn }) };
  });
}

interface TableColumns {
  readonly table: readonly string[];
  readonly columns: readonly string[];
}

function untouchedColumns(
  actual: Catalog,
  {
    desired,
    plan,
    options,
  }: { readonly desired: Catalog; readonly plan: MigrationPlan; readonly options: PlanOptions },
): readonly { readonly from: TableColumns; readonly to: TableColumns }[] {
  const gone = new Set(
    plan.segments.flatMap(({ steps }) =>
      steps
        .filter(({ operation }) => operation === "dropTable" || operation === "dropColumn")
        .map(({ object }) => object),
    ),
  );
  const wanted = new Map(desired.objects.map((object) => [object.id, object]));
  const renamed = renameObjects(actual, options.renames ?? {}).objects;
  const original = [...tablesOf(actual)];
  // Renames keep the order of objects, so both lists are of the same tables.
  const later = [...tablesOf({ ...actual, objects: [...renamed.values()] })];
  return later.flatMap(([table, columns], index) => {
    // Partitions are dropped with their table.
    const above = wholesOf(table, renamed);
    if (above.some((id) => gone.has(id)) || !wanted.has(table.id) || table.definition.virtual !== undefined) return [];
    const [before, beforeColumns] = original[index] ?? [];
    if (before === undefined || beforeColumns === undefined) return [];
    const target = wanted.get(table.id);
    const isAsStrict = target?.kind === "table" && target.definition.strict === table.definition.strict;
    const kept = columns.flatMap((column, at) => {
      const other = wanted.get(column.id);
      // Values of a type that changes are written in another way.
      const isOfSameTypes = column.dependsOn.every(
        (id) => !/^(?:composite|enum|domain|range) /.test(id) || definitionOf(renamed, id) === definitionOf(wanted, id),
      );
      // A column that takes anything converts it unless its table is strict.
      const isSame =
        (isAsStrict || column.definition.type.toUpperCase() !== "ANY") &&
        isOfSameTypes &&
        other?.kind === "column" &&
        typeOf(other.definition) === typeOf(column.definition);
      return isSame && !gone.has(column.id) ? [{ column, at }] : [];
    });
    return [
      {
        from: { table: before.path, columns: kept.map(({ at }) => beforeColumns[at]?.path.at(-1) ?? "") },
        to: { table: table.path, columns: kept.map(({ column }) => column.path.at(-1) ?? "") },
      },
    ];
  });
}

/** A table, what it is a partition of, and so on. */
function wholesOf(table: CatalogObject, objects: CatalogIndex): readonly ObjectId[] {
  const parent = partitionedTable(table);
  const whole = parent === undefined ? undefined : objects.get(parent);
  return whole === undefined ? [table.id] : [table.id, ...wholesOf(whole, objects)];
}

function definitionOf(objects: CatalogIndex, id: ObjectId): string {
  return canonicalJson(objects.get(id)?.definition ?? null);
}

function typeOf(column: { readonly type: string; readonly generated?: unknown }): string {
  return canonicalJson([column.type, column.generated ?? null]);
}

async function valuesOf(connection: Connection, tables: readonly TableColumns[]): Promise<Values> {
  const values = new Map<string, string>();
  for (const { table, columns } of tables) values.set(table.join("."), await checksum(connection, table, columns));
  return values;
}
