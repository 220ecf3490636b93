import type { Connection } from "@dataflow/database";
import type { CatalogIndex } from "../catalog/catalog.ts";
import { displayName, type ObjectId, objectId } from "../catalog/object-id.ts";
import type { RestoreTarget } from "../dialects/backup-dialect.ts";
import { backupDialect } from "../dialects/backup-dialects.ts";
import type { Renames } from "../diff/rename-objects.ts";
import { tableOfPath } from "../diff/table-name.ts";
import type { BackupRecord } from "../history/backup-record.ts";
import type { PlanStep } from "../plan/migration-plan.ts";

/** Where values go back to: the catalog from before, and the one that there is. */
export interface RestorePlace {
  readonly objects: CatalogIndex;
  readonly since: CatalogIndex;
  readonly renames: Renames;
}

/** The step that gives values back to their rows; none for a sequence, or for what is not there to take them. */
export function restoreStep(
  connection: Connection,
  { backup, storage }: BackupRecord,
  place: RestorePlace,
): readonly PlanStep[] {
  const target = restoreTarget(backup, place);
  if (backup.kind === "sequence" || target === undefined) return [];
  const dialect = backupDialect(connection.dialect);
  const what = backup.kind === "table" ? "Rows" : "Columns";
  const names = backup.kind === "table" ? "" : ` (${backup.columns.map(({ before }) => before).join(", ")})`;
  return [
    {
      id: `restore${what} ${displayName(place.objects.get(backup.of)?.path ?? [])}${names}`,
      operation: `restore${what}`,
      object: backup.of,
      statements: dialect.restore(backup, dialect.storage(storage), target),
      rows: "unknown",
      reversal: "inverse",
    },
  ];
}

/** The steps that set counters, after everything that counts is there again. */
export function counterSteps(
  connection: Connection,
  backups: readonly BackupRecord[],
  objects: CatalogIndex,
): readonly PlanStep[] {
  const dialect = backupDialect(connection.dialect);
  return backups.flatMap(({ backup, counters, storage }): PlanStep[] => {
    const object = objects.get(backup.of);
    if (object === undefined) return [];
    const name = tableOfPath(object.path);
    const statements =
      backup.kind === "sequence"
        ? dialect.restoreSequence(dialect.storage(storage), name)
        : dialect.restoreCounters(counters, name);
    if (statements.length === 0) return [];
    const id = `restoreCounters ${displayName(object.path)}`;
    return [{ id, operation: "restoreCounters", object: object.id, statements, reversal: "inverse" }];
  });
}

/** Where a backup goes back to; undefined when that is not a part of the catalog from before. */
export function restoreTarget(backup: BackupRecord["backup"], place: RestorePlace): RestoreTarget | undefined {
  const table = place.objects.get(backup.of);
  if (table?.kind !== "table") return undefined;
  const columns = backup.columns.flatMap(({ before, stays, now }) => {
    const column = place.objects.get(objectId("column", [...table.path, before]));
    if (column?.kind !== "column") return [];
    const { schema, name } = backup.name;
    const path = schema === undefined ? [name, now] : [schema, name, now];
    const later = stays ? place.since.get(objectId("column", path)) : undefined;
    const { type } = column.definition;
    return [{ name: before, type, ...(later?.kind === "column" && { typeSince: later.definition.type }) }];
  });
  if (columns.length !== backup.columns.length) return undefined;
  const names = columnNames(place.objects, table.id);
  return { table: tableOfPath(table.path), key: backup.key.map(({ before }) => before), columns, names };
}

function columnNames(objects: CatalogIndex, table: ObjectId): readonly string[] {
  const names: string[] = [];
  for (const object of objects.values())
    if (object.kind === "column" && object.parent === table) names.push(object.path.at(-1) ?? "");
  return names;
}
