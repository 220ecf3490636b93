import type { DialectName, Table } from "@dataflow/core";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { modelObjects } from "../dialects/model-objects.ts";
import type { DescribedTables } from "./described-tables.ts";

/**
 * What text indexes that models have given up were made of: an index with its function, or a table with its triggers.
 *
 * @param objects the catalog in the making
 * @param tables the tables that models ask for and asked for
 * @param dialect the database
 * @returns the identities of what goes; what something else uses stays
 */
export function givenTextIndexes(
  objects: ReadonlyMap<ObjectId, CatalogObject>,
  tables: DescribedTables,
  dialect: DialectName,
): readonly ObjectId[] {
  const given = [...tables.previous].flatMap(([id, before]) => {
    const after = tables.wanted.get(id);
    return after === undefined || before.textIndex === undefined || after.textIndex?.name === before.textIndex.name
      ? []
      : [before];
  });
  if (given.length === 0) return [];
  const wanted = new Set(modelObjects({ tables: [...tables.wanted.values()] }, dialect).map(({ id }) => id));
  const parts = given.flatMap((table) => textIndexParts(table, dialect)).filter((id) => !wanted.has(id));
  const gone = new Set(parts);
  const isUsed = (id: ObjectId): boolean =>
    [...objects.values()].some(
      (object) => object.dependsOn.includes(id) && !gone.has(object.id) && object.parent !== id,
    );
  return parts.filter((id) => !id.startsWith("function ") || !isUsed(id));
}

function textIndexParts(table: Table, dialect: DialectName): readonly ObjectId[] {
  const { textIndex: _, ...plain } = table;
  const without = new Set(modelObjects({ tables: [plain] }, dialect).map(({ id }) => id));
  return modelObjects({ tables: [table] }, dialect).flatMap(({ id }) => (without.has(id) ? [] : [id]));
}
