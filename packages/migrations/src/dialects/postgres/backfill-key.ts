import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { objectId } from "../../catalog/object-id.ts";
import type { AdditionPlace } from "../../not-null/addition.ts";

/** Types whose values come to the program and go back as they are, and have an order. */
const SIMPLE = /^(smallint|integer|bigint|uuid|text|character varying(\(\d+\))?|numeric(\(\d+,-?\d+\))?)$/;

/**
 * What orders the rows of a table for batches: its primary key, or else the place of a row, which changes when the row is
 * written. Whoever goes by places comes by rows that were moved behind the others, and leaves them alone: they are filled.
 */
export function backfillKey({ table, objects }: AdditionPlace): readonly string[] {
  for (const object of objects.values()) {
    if (object.kind !== "constraint" || object.parent !== table.id) continue;
    if (object.definition.type !== "primary key") continue;
    const columns = object.definition.columns.map((name) => objects.get(objectId("column", [...table.path, name])));
    if (columns.every(isSimple)) return object.definition.columns;
  }
  return ["ctid"];
}

function isSimple(column: CatalogObject | undefined): boolean {
  return column?.kind === "column" && SIMPLE.test(column.definition.type);
}
