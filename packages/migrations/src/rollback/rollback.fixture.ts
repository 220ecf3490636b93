import type { Connection } from "@dataflow/database";
import { connect } from "@dataflow/database";
import { expect } from "vitest";
import { applyMigration } from "../apply/apply-migration.ts";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import type { PlanOptions } from "../plan/plan-options.ts";
import { catalogChecksums } from "../snapshot/table-checksum.ts";

/** Everything there is, in short. */
export async function stateOf(connection: Connection) {
  const catalog = await readCatalog(connection);
  return { fingerprint: catalogFingerprint(catalog), checksums: await catalogChecksums(connection, catalog) };
}

/** What a database with this schema consists of. */
export async function catalogOf(url: string, sql: string): Promise<Catalog> {
  const connection = connect(url);
  try {
    await connection.run(sql);
    return await readCatalog(connection);
  } finally {
    await connection.close();
  }
}

/** Applies the way to a catalog. */
export async function migrate(
  connection: Connection,
  to: Catalog,
  { plan = {}, apply = {} }: { readonly plan?: PlanOptions; readonly apply?: ApplyMigrationOptions } = {},
): Promise<{ readonly id: string; readonly plan: MigrationPlan }> {
  const made = planMigration(await readCatalog(connection), to, { allow: "everything", ...plan });
  expect(made.refused).toEqual([]);
  const { migrationId = "" } = await applyMigration(connection, made, apply);
  return { id: migrationId, plan: made };
}
