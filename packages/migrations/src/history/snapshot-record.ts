import { randomUUID } from "node:crypto";
import type { Connection } from "@dataflow/database";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { SchemaSnapshot, SnapshotContent, SnapshotSummary } from "../snapshot/schema-snapshot.ts";
import { bookkeep } from "./bookkeeping-statement.ts";

type Row = Readonly<Record<string, unknown>>;

/** Writes a snapshot down. */
export async function writeSnapshot(
  connection: Connection,
  description: string,
  content: SnapshotContent,
): Promise<SchemaSnapshot> {
  const { rows } = await bookkeep(
    connection,
    (at, { now }) =>
      `INSERT INTO ${at.snapshots} (id, description, fingerprint, content, created_at)
       VALUES (?, ?, ?, ?, ${now}) RETURNING *`,
    [randomUUID(), description, content.fingerprint, JSON.stringify(content)],
  );
  return snapshotOf(rows[0] ?? {});
}

/** A snapshot that was written down; undefined when there is none of this name. */
export async function readSnapshot(connection: Connection, id: string): Promise<SchemaSnapshot | undefined> {
  if (!(await migrationDialect(connection.dialect).hasBookkeeping(connection))) return undefined;
  const { rows } = await bookkeep(connection, (at) => `SELECT * FROM ${at.snapshots} WHERE id = ?`, [id]);
  return rows[0] && snapshotOf(rows[0]);
}

/** Every snapshot, the oldest first. */
export async function readSnapshots(connection: Connection): Promise<readonly SnapshotSummary[]> {
  if (!(await migrationDialect(connection.dialect).hasBookkeeping(connection))) return [];
  const { rows } = await bookkeep(
    connection,
    (at) => `SELECT id, description, fingerprint, created_at FROM ${at.snapshots} ORDER BY number`,
  );
  return freezeDeep(rows.map(summaryOf));
}

function summaryOf(row: Row): SnapshotSummary {
  return {
    snapshotId: String(row.id),
    description: String(row.description),
    createdAt: String(row.created_at),
    fingerprint: String(row.fingerprint),
  };
}

function snapshotOf(row: Row): SchemaSnapshot {
  // Only this package writes this column.
  const content = JSON.parse(String(row.content)) as SnapshotContent;
  const { objects } = content.catalog;
  return freezeDeep({
    ...content,
    ...summaryOf(row),
    tableDefinitions: ofKind(objects, "table"),
    constraintDefinitions: ofKind(objects, "constraint"),
    indexDefinitions: ofKind(objects, "index"),
  });
}

function ofKind<Kind extends ObjectKind>(
  objects: readonly CatalogObject[],
  kind: Kind,
): readonly CatalogObject<Kind>[] {
  // The kind of an object decides its type; the compiler cannot follow a kind that is a parameter.
  return objects.filter((object) => object.kind === kind) as unknown as readonly CatalogObject<Kind>[];
}
