import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { dataDialect } from "../dialects/data-dialects.ts";
import { tableKey, tableOfPath } from "../diff/table-name.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import { ensureBookkeeping } from "../history/ensure-bookkeeping.ts";
import { readRecords } from "../history/migration-record.ts";
import { readSnapshot, writeSnapshot } from "../history/snapshot-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { constraintFindings } from "./constraint-findings.ts";
import type { SchemaSnapshot, SnapshotOptions, TableStatistics } from "./schema-snapshot.ts";
import { catalogChecksums, tablesWithRows } from "./table-checksum.ts";

const NAMES: readonly string[] = [
  "description",
  "includeDataChecksums",
  "includePerformanceMetrics",
  "includeConstraintValidation",
] satisfies (keyof SnapshotOptions)[];

/** Types of constraints whose rows are looked at; those that an index keeps cannot be broken while it is valid. */
const LOOKED_AT = ["foreign key", "check"] as const;

/**
 * Writes down what a database consists of, and on demand what is in it.
 *
 * @param connection the database
 * @param options what to keep
 * @returns the snapshot, as it is kept in the bookkeeping
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export async function createSchemaSnapshot(connection: Connection, options: SnapshotOptions): Promise<SchemaSnapshot> {
  checkOptionNames("createSchemaSnapshot", options, NAMES);
  const { description } = options;
  if (typeof description !== "string" || description === "") throw withoutDescription();
  await ensureBookkeeping(connection);
  const isolation = connection.capabilities.isolationLevels.includes("repeatable read") ? "repeatable read" : undefined;
  const body = () => takeSnapshot(connection, options);
  // All of it at one moment: definitions, rows and sizes belong together.
  if (connection.inTransaction || isolation === undefined) return connection.transaction(body);
  return connection.transaction(body, { isolation });
}

async function takeSnapshot(connection: Connection, options: SnapshotOptions): Promise<SchemaSnapshot> {
  const catalog = await readCatalog(connection);
  const last = (await readRecords(connection)).at(-1);
  return writeSnapshot(connection, options.description, {
    catalog,
    fingerprint: catalogFingerprint(catalog),
    ...(options.includeDataChecksums && { checksums: await catalogChecksums(connection, catalog) }),
    ...(options.includePerformanceMetrics && { statistics: await tableStatistics(connection, catalog) }),
    ...(options.includeConstraintValidation && {
      constraintFindings: await constraintFindings(connection, catalog, LOOKED_AT),
    }),
    ...(last && { lastMigration: last.id }),
  });
}

/** Sizes of the tables of a catalog, by table. */
export async function tableStatistics(
  connection: Connection,
  catalog: Catalog,
): Promise<Readonly<Record<ObjectId, TableStatistics>>> {
  const sizes = await dataDialect(connection.dialect).tableSizes(connection);
  const byTable = new Map(sizes.map((size) => [tableKey(size.table), size]));
  return Object.fromEntries(
    tablesWithRows(catalog).flatMap(({ id, path }) => {
      const size = byTable.get(tableKey(tableOfPath(path)));
      if (size === undefined) return [];
      const { bytes, fullReads } = size;
      return [[id, { bytes, ...(fullReads !== undefined && { fullReads }) }]];
    }),
  );
}

/**
 * A snapshot by its name.
 *
 * @throws MIGRATION.UNKNOWN_SNAPSHOT
 */
export async function snapshotNamed(connection: Connection, id: string): Promise<SchemaSnapshot> {
  const found = await readSnapshot(connection, id);
  if (found !== undefined) return found;
  throw migrationErrors.create("UNKNOWN_SNAPSHOT", {
    message: `There is no snapshot "${id}" on ${connection.target}`,
    why: "snapshots are kept in the database that they were taken of",
    fix: "look at listSnapshots() for those there are",
  });
}

function withoutDescription(): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: 'The option "description" of createSchemaSnapshot has a value it cannot have',
    why: "nobody could tell later what the snapshot was for",
    fix: "say in a few words what it is for",
  });
}
