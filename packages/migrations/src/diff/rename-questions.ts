import type { CatalogIndex } from "../catalog/catalog.ts";
import { definitionHash } from "../catalog/catalog-fingerprint.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { partsOf } from "../catalog/catalog-parts.ts";
import { displayName, type ObjectId } from "../catalog/object-id.ts";
import type { RenameQuestion } from "../plan/migration-plan.ts";
import type { CatalogDifference } from "./catalog-difference.ts";

/** The two catalogs that a difference is of. */
interface Sides {
  readonly actual: CatalogIndex;
  readonly desired: CatalogIndex;
  /** Rows of a table, if anybody knows. */
  rows(table: ObjectId): number | undefined;
}

/** Half of the columns in common make two tables alike enough to ask. */
const ALIKE = 0.5;

/**
 * Finds objects that may be one under two names: a column that goes and one of the same type that comes in the same
 * table, a table that goes and one with much the same columns that comes in the same schema. A guess would lose data
 * either way, so each is a question. An entry in `allow` for the old object answers it.
 *
 * @param difference what has changed, after the renames that are known
 * @param sides the two catalogs
 * @param allow what may be dropped
 * @returns a question for each pair, in the order of the objects
 */
export function renameQuestions(
  difference: CatalogDifference,
  sides: Sides,
  allow: readonly string[] | "everything",
): readonly RenameQuestion[] {
  if (allow === "everything") return [];
  const dropped = difference.dropped.filter(
    (object) => isData(object) && !allow.includes(allowance(object)) && !isEmpty(object, sides),
  );
  const created = difference.created.filter(isData);
  return dropped.flatMap((before) =>
    created.filter((after) => areAlike(before, after, sides)).map((after) => question(before, after)),
  );
}

/** Objects that hold data: for all others a drop and a creation come to the same as a rename. */
function isData(object: CatalogObject): boolean {
  return object.kind === "table" || (object.kind === "column" && object.definition.generated === undefined);
}

/** Without rows it makes no difference whether something was renamed. */
function isEmpty(object: CatalogObject, sides: Sides): boolean {
  const table = object.kind === "table" ? object.id : object.parent;
  return table !== undefined && sides.rows(table) === 0;
}

function areAlike(before: CatalogObject, after: CatalogObject, sides: Sides): boolean {
  if (before.kind === "column" && after.kind === "column")
    return before.parent === after.parent && before.definition.type === after.definition.type;
  if (
    before.kind !== "table" ||
    after.kind !== "table" ||
    before.path.length !== after.path.length ||
    before.path.at(-2) !== after.path.at(-2)
  )
    return false;
  const [left, right] = [columnsOf(before, sides.actual), columnsOf(after, sides.desired)];
  const common = [...left].filter((column) => right.has(column)).length;
  return common > 0 && common >= ALIKE * Math.max(left.size, right.size);
}

/** Each table is compared with many others. */
const columnsByTable = new WeakMap<CatalogObject, ReadonlySet<string>>();

function columnsOf(table: CatalogObject, objects: CatalogIndex): ReadonlySet<string> {
  const known = columnsByTable.get(table);
  if (known !== undefined) return known;
  const columns = new Set<string>();
  for (const object of partsOf(objects, table.id))
    if (object.kind === "column") columns.add(`${object.path.at(-1)} ${definitionHash(object)}`);
  columnsByTable.set(table, columns);
  return columns;
}

function allowance(object: CatalogObject): string {
  return `drop ${object.kind} ${displayName(object.path)}`;
}

function question(before: CatalogObject, after: CatalogObject): RenameQuestion {
  const [from, to] = [displayName(before.path), displayName(after.path)];
  const name = after.path.at(-1) ?? "";
  return {
    dropped: before.id,
    created: after.id,
    message: `Either the ${before.kind} ${from} was renamed to ${to} and keeps its data, or ${from} goes with its data and ${to} is new`,
    rename: { from: before.id, to: name },
    allow: allowance(before),
  };
}
