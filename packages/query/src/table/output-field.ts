import type { ColumnType, ScalarColumnType } from "@dataflow/core";
import type { AggregateNode, GroupKeyNode } from "../ast/aggregate-node.ts";
import { queryErrors } from "../errors/query-errors.ts";
import type { QueryField, QueryTable } from "./query-table.ts";
import { DOCUMENTS, isScalarType } from "./scalar-type.ts";

/** What outputs of an aggregation are called in SQL, with a number behind it. */
const OUTPUT_COLUMN = "o";

/**
 * What a group key or a computed output is, as a field.
 *
 * @param node the output
 * @param table the table that it is computed over
 * @returns the field under the output's name
 * @throws QUERY.UNKNOWN_FIELD when the table lacks the field
 */
export function outputField(
  node: GroupKeyNode | AggregateNode,
  table: Pick<QueryTable, "fields" | "label">,
): QueryField {
  const source = node.field === undefined ? undefined : table.fields.get(node.field);
  if (node.field !== undefined && source === undefined) {
    throw queryErrors.create("UNKNOWN_FIELD", {
      message: `An aggregation over ${table.label} names the field "${node.field}", which it does not have`,
      why: "outputs are computed over fields of the table",
      fix: "name one of its fields",
      meta: { table: table.label, field: node.field },
    });
  }
  return Object.freeze({ name: node.name, column: OUTPUT_COLUMN, ...outputType(node, source) });
}

function outputType(
  node: GroupKeyNode | AggregateNode,
  source: QueryField | undefined,
): Pick<QueryField, "type" | "nullable"> {
  if (node.kind === "groupKey") {
    if (node.bucket !== undefined) return { type: { kind: "text" }, nullable: source?.nullable ?? true };
    return { type: source?.type ?? { kind: "text" }, nullable: source?.nullable ?? true };
  }
  switch (node.function) {
    case "count":
    case "countDistinct":
      return { type: { kind: "integer" }, nullable: false };
    case "sum":
      return { type: sumType(source?.type), nullable: false };
    case "avg":
    case "stdDevPop":
    case "stdDevSamp":
      return { type: { kind: "real" }, nullable: true };
    case "min":
    case "max":
    case "first":
    case "last":
      return { type: source?.type ?? { kind: "text" }, nullable: true };
    case "push":
    case "addToSet":
      if (node.document !== undefined) return { type: DOCUMENTS, nullable: false };
      // A list of documents is a document.
      if (source?.type.kind === "json") return { type: source.type, nullable: false };
      return { type: { kind: "array", element: elementType(source?.type) }, nullable: false };
  }
}

/** Sums have more digits than what is summed: integers are summed as doubles that must stay whole, decimals keep their scale. */
function sumType(type: ColumnType | undefined): ColumnType {
  if (type?.kind === "bigint") return type;
  if (type?.kind !== "decimal") return { kind: "real" };
  return { kind: "decimal", precision: type.precision <= 18 ? 18 : 38, scale: type.scale };
}

function elementType(type: ColumnType | undefined): ScalarColumnType {
  return type !== undefined && isScalarType(type) ? type : { kind: "text" };
}
