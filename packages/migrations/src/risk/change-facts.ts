import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { type TableName, tableOfPath } from "../diff/table-name.ts";
import {
  countAltered,
  countDuplicates,
  countNulls,
  countOrphans,
  countValues,
  countViolators,
} from "../facts/count-facts.ts";
import type { Figure } from "../facts/figure.ts";
import type { PlanScene } from "./plan-scene.ts";

/** What one change of one object does to rows. */
export interface ChangeFacts {
  readonly lost: readonly Figure[];
  readonly altered: readonly Figure[];
  readonly misfits: readonly Figure[];
  readonly unknown: readonly string[];
}

/** One change of one object. */
export interface PlanPart {
  readonly change: "create" | "drop" | "alter" | "rename";
  readonly object: ObjectId;
}

const NOTHING: ChangeFacts = Object.freeze({ lost: [], altered: [], misfits: [], unknown: [] });

/**
 * Counts what a change does to rows.
 *
 * @param part the change
 * @param scene the database as it is before
 * @returns the counts; what could not be asked is among the unknown
 */
export async function changeFacts(part: PlanPart, scene: PlanScene): Promise<ChangeFacts> {
  const before = scene.before.get(part.object);
  if (part.change === "drop" && before !== undefined) return dropped(before, scene);
  const after = scene.desired?.get(part.object);
  if (part.change === "create") return created(part, after, scene);
  return part.change === "alter" && before?.kind === "column" ? altered(before, after, scene) : NOTHING;
}

async function dropped(object: CatalogObject, scene: PlanScene): Promise<ChangeFacts> {
  const original = scene.original(object.id);
  if (object.kind === "table") {
    const rows = original && scene.tables.get(original.id)?.rows;
    return rows === undefined ? unknownOf(`how many rows ${object.id} has`) : { ...NOTHING, lost: [rows] };
  }
  if (object.kind !== "column" || original === undefined) return NOTHING;
  // A generated column is what the others make of it.
  if (object.definition.generated !== undefined) return NOTHING;
  const column = original.path.at(-1) ?? "";
  return { ...NOTHING, lost: [await countValues(scene.connection, { table: tableOfColumn(original), column })] };
}

async function altered(
  before: CatalogObject<"column">,
  after: CatalogObject | undefined,
  scene: PlanScene,
): Promise<ChangeFacts> {
  const original = scene.original(before.id);
  if (original?.kind !== "column") return NOTHING;
  if (after?.kind !== "column") return unknownOf(`what ${before.id} becomes`);
  const place = { table: tableOfColumn(original), column: original.path.at(-1) ?? "" };
  const misfits: Figure[] = [];
  if (after.definition.notNull && !before.definition.notNull) misfits.push(await countNulls(scene.connection, place));
  const [type, newType] = [before.definition.type, after.definition.type];
  if (type === newType) return { ...NOTHING, misfits };
  const change = await countAltered(scene.connection, { ...place, type, newType });
  return {
    lost: [],
    altered: [change.altered],
    misfits,
    unknown: change.fails ? [`${before.id} has values that are no ${newType}: the change fails.`] : [],
  };
}

async function created(part: PlanPart, after: CatalogObject | undefined, scene: PlanScene): Promise<ChangeFacts> {
  const kind = part.object.slice(0, part.object.indexOf(" "));
  if (kind !== "constraint" && kind !== "index" && kind !== "column") return NOTHING;
  if (after === undefined) return unknownOf(`what ${part.object} asks of the rows there are`);
  const table = after.parent === undefined ? undefined : scene.original(after.parent);
  // A table that comes with it has no rows.
  if (table?.kind !== "table") return NOTHING;
  if (after.kind === "column") return columnFacts(after, table, scene);
  if (after.kind === "index") return after.definition.unique ? indexFacts(after, table, scene) : NOTHING;
  return after.kind === "constraint" && after.definition.valid ? constraintFacts(after, table, scene) : NOTHING;
}

/** A required column without a default has nothing to give to the rows there are. */
function columnFacts({ definition }: CatalogObject<"column">, table: CatalogObject, scene: PlanScene): ChangeFacts {
  const { notNull, default: fill, identity, generated } = definition;
  if (!notNull || fill !== undefined || identity !== undefined || generated !== undefined) return NOTHING;
  const rows = scene.tables.get(table.id)?.rows;
  return rows === undefined ? unknownOf(`how many rows ${table.id} has`) : { ...NOTHING, misfits: [rows] };
}

async function indexFacts(
  { id, definition }: CatalogObject<"index">,
  table: CatalogObject,
  scene: PlanScene,
): Promise<ChangeFacts> {
  const columns = oldColumns(definition.columns, table, scene);
  if (columns === "expression") return unknownOf(`whether two rows have the same key in ${id}`);
  if (columns === "new") return NOTHING;
  const { predicate } = definition;
  const key = { table: tableOfPath(table.path), columns, ...(predicate !== undefined && { predicate }) };
  return { ...NOTHING, misfits: [await countDuplicates(scene.connection, key)] };
}

async function constraintFacts(
  { id, definition }: CatalogObject<"constraint">,
  table: CatalogObject,
  scene: PlanScene,
): Promise<ChangeFacts> {
  const name = tableOfPath(table.path);
  const columns = oldColumns(definition.columns, table, scene);
  if (columns === "new") return NOTHING;
  const { type, references, sql } = definition;
  const own = columns === "expression" ? [] : columns;
  if (type === "check") {
    const condition = /^CHECK \((.*)\)(?: NO INHERIT)?$/s.exec(sql)?.[1];
    if (condition === undefined) return unknownOf(`whether rows break ${id}`);
    return { ...NOTHING, misfits: [await countViolators(scene.connection, { table: name, condition })] };
  }
  if (type === "exclude") return unknownOf(`whether rows break ${id}`);
  if (type === "foreign key" && references !== undefined) {
    const target = scene.original(references.table);
    if (target === undefined) return NOTHING;
    const reference = { table: tableOfPath(target.path), columns: references.columns };
    return {
      ...NOTHING,
      misfits: [await countOrphans(scene.connection, { table: name, columns: own, references: reference })],
    };
  }
  return { ...NOTHING, misfits: [await countDuplicates(scene.connection, { table: name, columns: own })] };
}

/** The columns under their names of before; `"new"` when one of them comes with the plan, so that no row has a value. */
function oldColumns(
  columns: readonly (string | null)[],
  table: CatalogObject,
  { before, original }: PlanScene,
): readonly string[] | "new" | "expression" {
  const names: string[] = [];
  const own = [...before.values()].filter(
    ({ kind, parent }) => kind === "column" && original(parent ?? table.id)?.id === table.id,
  );
  for (const name of columns) {
    if (name === null) return "expression";
    const column = own.find(({ path }) => path.at(-1) === name);
    const old = column && original(column.id)?.path.at(-1);
    if (old === undefined) return "new";
    names.push(old);
  }
  return names;
}

function tableOfColumn({ path }: CatalogObject): TableName {
  return tableOfPath(path.slice(0, -1));
}

function unknownOf(what: string): ChangeFacts {
  return { ...NOTHING, unknown: [`It is not known ${what}.`] };
}
