import type { DialectName, Table } from "@dataflow/core";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { partsOf } from "../catalog/catalog-parts.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { modelObjects } from "../dialects/model-objects.ts";
import { enumCheckName } from "../dialects/sql-text.ts";
import { compareConstraints } from "../diff/compare-constraints.ts";
import { canonicalJson } from "../snapshot/canonical-json.ts";
import type { DescribedTables } from "./described-tables.ts";

/**
 * Adds the keys, references, checks and indexes that tables lack, and takes out what they replace. What serves the same
 * purpose under another name is as good.
 *
 * @param objects the catalog in the making
 * @param tables the tables as they are and as they are wanted
 * @param dialect the database
 */
export function desiredConstraints(
  objects: Map<ObjectId, CatalogObject>,
  tables: DescribedTables,
  dialect: DialectName,
): void {
  const ideals = modelObjects({ tables: [...tables.wanted.values()] }, dialect);
  const byId = new Map(ideals.map((object) => [object.id, object]));
  for (const [id, wanted] of tables.wanted) {
    const meaning = tables.meaning.get(id);
    if (meaning === undefined) continue;
    const own = partsOf(byId, id);
    const missing = missingNames(meaning, wanted);
    for (const ideal of own) if (isMissing(ideal, missing)) objects.set(ideal.id, ideal);
    const { textIndex } = wanted;
    // Where a text index is a table of its own, that has as many columns as the index.
    const words = textIndex && ideals.find(({ kind, path }) => kind === "table" && path.at(-1) === textIndex.name);
    if (words !== undefined && textIndex !== undefined && missing.has(textIndex.name)) objects.set(words.id, words);
    replacePrimaryKey(objects, own, { id, meaning, wanted });
    replaceEnumChecks(objects, own, { id, meaning, wanted });
  }
}

/** One table in both vocabularies. */
interface TableSides {
  readonly id: ObjectId;
  readonly meaning: Table;
  readonly wanted: Table;
}

function missingNames(meaning: Table, wanted: Table): ReadonlySet<string> {
  const names = new Set<string>();
  for (const difference of compareConstraints(meaning, wanted)) {
    const { kind } = difference;
    if (
      kind === "missingTextIndex" ||
      kind === "missingUnique" ||
      kind === "missingForeignKey" ||
      kind === "missingIndex"
    )
      names.add(difference.wanted.name);
  }
  return names;
}

function isMissing(ideal: CatalogObject, names: ReadonlySet<string>): boolean {
  // The triggers of a text index are named after it.
  if (ideal.kind === "trigger") return names.has((ideal.path.at(-1) ?? "").replace(/_(?:insert|update|delete)$/, ""));
  if (ideal.kind === "index") return names.has(ideal.path.at(-1) ?? "");
  if (ideal.kind !== "constraint" || ["primary key", "check"].includes(ideal.definition.type)) return false;
  return names.has(ideal.path.at(-1) ?? "");
}

function replacePrimaryKey(
  objects: Map<ObjectId, CatalogObject>,
  own: readonly CatalogObject[],
  { id, meaning, wanted }: TableSides,
): void {
  if (canonicalJson(meaning.primaryKey?.columns) === canonicalJson(wanted.primaryKey?.columns)) return;
  const isKey = (object: CatalogObject): boolean =>
    object.kind === "constraint" && object.parent === id && object.definition.type === "primary key";
  for (const object of [...objects.values()]) if (isKey(object)) objects.delete(object.id);
  for (const ideal of own) if (isKey(ideal)) objects.set(ideal.id, ideal);
}

/** The values of an enum are kept by a check of a known name beside its column. */
function replaceEnumChecks(
  objects: Map<ObjectId, CatalogObject>,
  own: readonly CatalogObject[],
  { id, meaning, wanted }: TableSides,
): void {
  for (const column of wanted.columns) {
    const before = meaning.columns.find(({ name }) => name === column.name)?.type;
    const isEnum = before?.kind === "enum" || column.type.kind === "enum";
    if (!isEnum || canonicalJson(before) === canonicalJson(column.type)) continue;
    const name = enumCheckName(wanted.name, column.name);
    const isCheck = (object: CatalogObject): boolean =>
      object.kind === "constraint" &&
      object.parent === id &&
      object.definition.type === "check" &&
      object.definition.columns.length === 1 &&
      object.definition.columns[0] === column.name &&
      (object.path.at(-1) === name || before?.kind === "enum");
    for (const object of [...objects.values()]) if (isCheck(object)) objects.delete(object.id);
    for (const ideal of own) if (isCheck(ideal)) objects.set(ideal.id, ideal);
  }
}
