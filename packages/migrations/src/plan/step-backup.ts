import type { CatalogIndex } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { partsOf } from "../catalog/catalog-parts.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import { type TableName, tableOfPath } from "../diff/table-name.ts";
import type { PlanFacts } from "../operations/operation-type.ts";
import type { PlanAction } from "./plan-action.ts";

/** A column under the name it has while the step runs, and under the one from before the plan. */
export interface BackupColumn {
  readonly now: string;
  readonly before: string;
}

/** What a step destroys, to be put aside right before it. */
export interface StepBackup {
  /** `columns`: values with the key of their rows. `table`: all rows. `sequence`: the number it has come to. */
  readonly kind: "columns" | "table" | "sequence";
  /** The table or sequence, as it was called before the plan. */
  readonly of: ObjectId;
  /** Its name while the step runs. */
  readonly name: TableName;
  /** Columns that stay as they are and tell rows from each other. */
  readonly key: readonly BackupColumn[];
  /** Whether no two rows have the same key; otherwise rows with equal keys are told apart by counting. */
  readonly isKeyed: boolean;
  /** `stays`: the column is there after the step, with other values. */
  readonly columns: readonly (BackupColumn & { readonly stays: boolean })[];
  /** Other columns that are kept beside, by their names while the step runs, so that the whole table can be seen again. */
  readonly also?: readonly string[];
  /** The name of what holds it, where a plan needs to know; `isFilled` when an earlier step has put everything into it. */
  readonly storage?: { readonly name: string; readonly isFilled: boolean };
}

/** The identity from before the plan, by the one after its renames; what is absent has kept its own. */
export type Origins = ReadonlyMap<ObjectId, ObjectId>;

type Column = CatalogObject<"column">;

/**
 * What has to be put aside so that an action can be taken back.
 *
 * @param action an action that destroys something
 * @param facts the catalog after the renames, and the one that is reached
 * @param origins names from before the renames
 * @returns what to put aside; `"nothing"` when all of it can be made again; `"impossible"` when rows could not be found again
 */
export function backupOf(
  action: PlanAction,
  facts: PlanFacts,
  origins: Origins,
): StepBackup | "nothing" | "impossible" {
  const object = action.change.before;
  if (object === undefined) return "nothing";
  const { actual } = facts;
  if (object.kind === "sequence") {
    const place = { of: originOf(object.id, origins), name: tableOfPath(object.path) };
    return { kind: "sequence", ...place, key: [], isKeyed: false, columns: [] };
  }
  const table = object.kind === "table" ? object : object.parent && actual.get(object.parent);
  if (table?.kind !== "table") return "nothing";
  const lost = lostColumns(action, table, actual);
  if (lost.length === 0) return "nothing";
  const isDropped = object.kind === "table" && action.change.change === "drop";
  const name = { of: originOf(table.id, origins), name: tableOfPath(table.path) };
  const columns = lost.map((column) => ({
    ...named(column, origins),
    stays: !isDropped && facts.desired.get(column.id)?.kind === "column" && action.change.after !== undefined,
  }));
  if (isDropped) return { kind: "table", ...name, key: [], isKeyed: false, columns };
  const key = keyOf(table, lost, facts);
  if (!key.isKeyed && table.definition.withoutRowid === true) return "impossible";
  return {
    kind: "columns",
    ...name,
    key: key.columns.map((each) => named(each, origins)),
    isKeyed: key.isKeyed,
    columns,
  };
}

function originOf(id: ObjectId, origins: Origins): ObjectId {
  return origins.get(id) ?? id;
}

/** The name of a column is the last one in its identity, which may be quoted there: so the path is asked where it can be. */
function named({ id, path }: Column, origins: Origins): BackupColumn {
  const now = path.at(-1) ?? "";
  const origin = origins.get(id);
  return { now, before: origin === undefined ? now : lastName(origin) };
}

/** The last name of an identity: `"Mixed ""name"""` or `plain`. */
function lastName(id: ObjectId): string {
  const quoted = /"(?<name>(?:[^"]|"")*)"$/.exec(id)?.groups?.name;
  return quoted?.replaceAll('""', '"') ?? /[^.]*$/.exec(id)?.[0] ?? "";
}

function lostColumns(action: PlanAction, table: CatalogObject<"table">, actual: CatalogIndex): readonly Column[] {
  const object = action.change.before;
  const own = columnsOf(table, actual).filter(({ definition }) => definition.generated === undefined);
  if (object?.kind === "column") return own.filter(({ id }) => id === object.id);
  if (action.change.change === "drop") return own;
  const changed = new Set((action.members ?? []).filter(({ change }) => change !== "create").map(({ id }) => id));
  return own.filter(({ id }) => changed.has(id));
}

function columnsOf(table: CatalogObject<"table">, objects: CatalogIndex): readonly Column[] {
  const columns: Column[] = [];
  for (const object of partsOf(objects, table.id)) if (object.kind === "column") columns.push(object);
  return columns.sort((left, right) => (left.position ?? 0) - (right.position ?? 0));
}

/** A key that the plan leaves alone; where there is none, everything else that it leaves alone. */
function keyOf(table: CatalogObject<"table">, lost: readonly Column[], { actual, desired }: PlanFacts) {
  const gone = new Set(lost.map(({ id }) => id));
  const staying = columnsOf(table, actual).filter(({ id, definition }) => {
    const later = desired.get(id);
    if (later?.kind !== "column" || gone.has(id)) return false;
    return definition.generated === undefined && later.definition.generated === undefined;
  });
  const usable = new Map(staying.map((column) => [column.id, column]));
  for (const object of partsOf(actual, table.id)) {
    if (object.kind !== "constraint") continue;
    if (object.definition.type !== "primary key" && object.definition.type !== "unique") continue;
    const columns = object.definition.columns.map((name) => usable.get(objectId("column", [...table.path, name])));
    const found = columns.flatMap((column) => (column && isNeverNull(column, object, table) ? [column] : []));
    if (found.length === columns.length) return { columns: found, isKeyed: true };
  }
  return { columns: staying, isKeyed: false };
}

/** A key of SQLite may hold NULL, but not where it is the number of the row or the table has no such numbers. */
function isNeverNull({ definition }: Column, key: CatalogObject<"constraint">, table: CatalogObject<"table">): boolean {
  if (definition.notNull) return true;
  if (key.definition.type !== "primary key") return false;
  if (table.definition.withoutRowid === true) return true;
  const isAlone = key.definition.columns.length === 1 && !key.definition.sql.includes("DESC");
  return isAlone && definition.type.toUpperCase() === "INTEGER";
}
