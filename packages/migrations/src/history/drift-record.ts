import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { bookkeep } from "./bookkeeping-statement.ts";

/** What somebody said about one object that was changed by hand. */
export interface DriftRecord {
  readonly object: ObjectId;
  /** The object that it came or went with; often itself. */
  readonly item: ObjectId;
  /** `adopted`: it counts as known. `ignored`: it is left alone, and listed. */
  readonly answer: "adopted" | "ignored";
  /** How the object was then; absent when it was gone. */
  readonly found?: CatalogObject;
  /** How the object was known; absent when it was not. */
  readonly known?: CatalogObject;
  readonly reason?: string;
  /** The last migration in history then. */
  readonly afterMigration?: string;
  /** By the clock of the database. */
  readonly notedAt: string;
}

/** Reads what was said; nothing where nobody has said anything. */
export async function readDriftRecords(connection: Connection): Promise<readonly DriftRecord[]> {
  try {
    const { rows } = await bookkeep(connection, (at) => `SELECT * FROM ${at.drift} ORDER BY object`);
    return freezeDeep(rows.map(recordOf));
  } catch (error) {
    // Before anything was written down, there is no place for it.
    if (isDataFlowError(error) && error.code === "DATABASE.UNDEFINED_TABLE") return [];
    throw error;
  }
}

/** Writes down what was said, in the place of what was said before of the same objects. */
export async function writeDriftRecords(
  connection: Connection,
  records: readonly Omit<DriftRecord, "notedAt">[],
): Promise<void> {
  await connection.transaction(async () => {
    for (const { object, item, answer, found, known, reason, afterMigration } of records) {
      await bookkeep(connection, (at) => `DELETE FROM ${at.drift} WHERE object = ?`, [object]);
      await bookkeep(
        connection,
        (at, { now }) =>
          `INSERT INTO ${at.drift} (object, item, answer, found, known, reason, after_migration, noted_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ${now})`,
        [object, item, answer, textOf(found), textOf(known), reason ?? null, afterMigration ?? null],
      );
    }
  });
}

/** Forgets what was said about an object and all that came or went with it. */
export async function removeDriftRecords(connection: Connection, item: ObjectId): Promise<void> {
  await bookkeep(connection, (at) => `DELETE FROM ${at.drift} WHERE item = ?`, [item]);
}

function textOf(object: CatalogObject | undefined): string | null {
  return object === undefined ? null : JSON.stringify(object);
}

function recordOf(row: Readonly<Record<string, unknown>>): DriftRecord {
  return {
    object: String(row.object) as ObjectId, // only this file writes these columns
    item: String(row.item) as ObjectId, // as above
    answer: row.answer === "adopted" ? "adopted" : "ignored",
    ...(typeof row.found === "string" && { found: objectOf(row.found) }),
    ...(typeof row.known === "string" && { known: objectOf(row.known) }),
    ...(typeof row.reason === "string" && { reason: row.reason }),
    ...(typeof row.after_migration === "string" && { afterMigration: row.after_migration }),
    notedAt: String(row.noted_at),
  };
}

function objectOf(text: string): CatalogObject {
  return JSON.parse(text) as CatalogObject; // only this file writes these columns
}
