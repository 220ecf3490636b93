import type { Connection } from "@dataflow/database";
import type { ObjectId } from "../catalog/object-id.ts";
import { type MigrationRecord, readRecords } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { tableStatistics } from "./create-schema-snapshot.ts";
import { entriesById } from "./entries-by-id.ts";
import { type SchemaChange, schemaChanges } from "./evolution-report.ts";
import { freezeDeep } from "./freeze-deep.ts";
import type { SchemaSnapshot, TableStatistics } from "./schema-snapshot.ts";

/** How a table's figures have changed. */
export interface PerformanceImpact {
  readonly table: ObjectId;
  readonly before: TableStatistics;
  readonly after: TableStatistics;
}

/** What has happened since tracking began. */
export interface TrackedChanges {
  readonly schemaChanges: readonly SchemaChange[];
  /** Migrations that began since the baseline was taken, whatever became of them. */
  readonly migrations: readonly MigrationRecord[];
  /** Tables whose figures changed; absent unless asked for. */
  readonly performanceImpact?: readonly PerformanceImpact[];
}

/** Watches a database from a snapshot on. It holds nothing: every look reads the database anew. */
export interface ChangeTracker {
  readonly baseline: SchemaSnapshot;
  /** What has happened until now. */
  changes(): Promise<TrackedChanges>;
}

/** What is to be watched. */
export interface ChangeTrackingOptions {
  readonly baselineSnapshot: SchemaSnapshot;
  /** Compares sizes and full reads with those of the beginning. Default false. */
  readonly trackPerformanceImpact?: boolean;
}

/** Begins to watch. */
export async function startChangeTracking(
  connection: Connection,
  { baselineSnapshot: baseline, trackPerformanceImpact = false }: ChangeTrackingOptions,
): Promise<ChangeTracker> {
  const started = trackPerformanceImpact
    ? (baseline.statistics ?? (await tableStatistics(connection, await readCatalog(connection))))
    : undefined;
  const changes = async (): Promise<TrackedChanges> => {
    const catalog = await readCatalog(connection);
    const records = await readRecords(connection);
    const seen = records.findIndex(({ id }) => id === baseline.lastMigration);
    const impact = started && impactOf(started, await tableStatistics(connection, catalog));
    return freezeDeep({
      schemaChanges: schemaChanges(baseline, catalog),
      migrations: records.slice(seen + 1),
      ...(impact && { performanceImpact: impact }),
    });
  };
  return Object.freeze({ baseline, changes });
}

type Statistics = Readonly<Record<ObjectId, TableStatistics>>;

function impactOf(before: Statistics, after: Statistics): readonly PerformanceImpact[] {
  const now = new Map(entriesById(after));
  return entriesById(before).flatMap(([table, old]) => {
    const figures = now.get(table);
    if (figures === undefined || (figures.bytes === old.bytes && figures.fullReads === old.fullReads)) return [];
    return [{ table, before: old, after: figures }];
  });
}
