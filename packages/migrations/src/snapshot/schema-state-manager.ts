import type { Connection } from "@dataflow/database";
import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import type { RollbackResult } from "../rollback/rollback-migration.ts";
import type { RollbackOptions } from "../rollback/rollback-options.ts";
import type { ChangeTracker, ChangeTrackingOptions } from "./change-tracker.ts";
import type { EvolutionReport } from "./evolution-report.ts";
import type { SchemaSnapshot, SnapshotOptions, SnapshotSummary } from "./schema-snapshot.ts";

/** What is compared in a report. */
export interface EvolutionReportOptions {
  readonly fromSnapshot: SchemaSnapshot;
  /** The end; the database as it is when absent. */
  readonly toSnapshot?: SchemaSnapshot;
  /** Says that the end is the database as it is; it cannot be said together with `toSnapshot`. */
  readonly toCurrentState?: boolean;
  /** Lists what is in each changed object and what depends on it. Default true. */
  readonly includeImpactAnalysis?: boolean;
  /** Says what to look at. Default true. */
  readonly includeRecommendations?: boolean;
}

const REPORT_NAMES: readonly string[] = [
  "fromSnapshot",
  "toSnapshot",
  "toCurrentState",
  "includeImpactAnalysis",
  "includeRecommendations",
] satisfies (keyof EvolutionReportOptions)[];

/**
 * What a database was, is, and can be again.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { SchemaStateManager } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * const states = new SchemaStateManager(connection);
 * const snapshot = await states.createSchemaSnapshot({ description: "Before orders", includeDataChecksums: true });
 * await connection.run("CREATE TABLE orders (id INTEGER PRIMARY KEY)");
 * const { schemaChanges } = await states.generateEvolutionReport({ fromSnapshot: snapshot });
 * console.log(schemaChanges.map(({ description }) => description)); // ["table orders was created"]
 * const { success } = await states.rollbackToSnapshot(snapshot, { allow: ["drop table orders"] });
 * console.log(success);
 * await connection.close();
 * ```
 */
export class SchemaStateManager {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Writes down what the database consists of, and on demand what is in it. @throws MIGRATION.INVALID_OPTION */
  async createSchemaSnapshot(options: SnapshotOptions): Promise<SchemaSnapshot> {
    const { createSchemaSnapshot } = await import("../schema-work.ts");
    return createSchemaSnapshot(this.#connection, options);
  }

  /** A snapshot by its id. @throws MIGRATION.UNKNOWN_SNAPSHOT */
  async getSnapshot(snapshotId: string): Promise<SchemaSnapshot> {
    const { snapshotNamed } = await import("../schema-work.ts");
    return snapshotNamed(this.#connection, snapshotId);
  }

  /** Every snapshot, the oldest first. */
  async listSnapshots(): Promise<readonly SnapshotSummary[]> {
    const { readSnapshots } = await import("../schema-work.ts");
    return readSnapshots(this.#connection);
  }

  /** Watches the database from a snapshot on; it holds nothing, every look reads anew. */
  async startChangeTracking(options: ChangeTrackingOptions): Promise<ChangeTracker> {
    const { startChangeTracking } = await import("../schema-work.ts");
    checkOptionNames("startChangeTracking", options, ["baselineSnapshot", "trackPerformanceImpact"]);
    this.#assertSnapshot("baselineSnapshot", options.baselineSnapshot);
    return startChangeTracking(this.#connection, options);
  }

  /** Says what has changed since a snapshot, what that means, and what to look at. */
  async generateEvolutionReport(options: EvolutionReportOptions): Promise<EvolutionReport> {
    checkOptionNames("generateEvolutionReport", options, REPORT_NAMES);
    const { fromSnapshot, toSnapshot, toCurrentState = toSnapshot === undefined, ...parts } = options;
    this.#assertSnapshot("fromSnapshot", fromSnapshot);
    if (toCurrentState !== (toSnapshot === undefined))
      throw invalidOption("toCurrentState", "it contradicts toSnapshot");
    const { evolutionReport, presentState } = await import("../schema-work.ts");
    const end = toSnapshot ?? (await presentState(this.#connection, fromSnapshot));
    return evolutionReport(fromSnapshot, end, parts);
  }

  /**
   * Takes back everything since a snapshot: migrations with what they put aside, then what was changed without any.
   *
   * @param snapshot the snapshot, or its id
   * @param options how; what no migration made and would be lost has to be allowed by name
   * @returns what was done
   * @throws MIGRATION.ROLLBACK_BLOCKED, MIGRATION.NO_BACKUP, MIGRATION.BACKUP_DAMAGED, MIGRATION.UNKNOWN_SNAPSHOT
   */
  async rollbackToSnapshot(snapshot: SchemaSnapshot | string, options: RollbackOptions = {}): Promise<RollbackResult> {
    const found = typeof snapshot === "string" ? await this.getSnapshot(snapshot) : snapshot;
    this.#assertSnapshot("snapshot", found);
    const { rollbackToSnapshot } = await import("../schema-work.ts");
    return rollbackToSnapshot(this.#connection, found, options);
  }

  #assertSnapshot(name: string, snapshot: SchemaSnapshot | undefined): void {
    // A program without types may pass anything.
    if (typeof snapshot === "object" && snapshot !== null && Object.hasOwn(snapshot, "catalog")) return;
    throw invalidOption(name, "it is not a snapshot");
  }
}

function invalidOption(name: string, why: string): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The option "${name}" has a value it cannot have`,
    why,
    fix: "give snapshots as createSchemaSnapshot or getSnapshot gave them, or leave the end out for the database as it is",
  });
}
