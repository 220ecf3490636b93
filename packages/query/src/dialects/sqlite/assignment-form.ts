import type { ColumnType } from "@dataflow/core";
import { type AssignmentNode, isDocumentAssignment } from "../../ast/assignment-node.ts";
import { queryErrors } from "../../errors/query-errors.ts";
import { documentParameter, documentShape, printDocument } from "../json/document-assignment.ts";
import type { AssignmentForm, Column, NextPlaceholder } from "../query-dialect.ts";
import { unexpectedValue } from "../scalar-encoding.ts";
import type { SqliteCodec } from "./codecs/codec.ts";
import { MAX_SCALED_DIGITS } from "./codecs/decimal-storage.ts";
import { sqliteJsonDialect } from "./json-dialect.ts";
import { sqliteTexts } from "./leaf-forms.ts";

/**
 * Fails the statement with "integer overflow". SQLite would turn an overflowing integer into a double, and store a number
 * of any size in any column; a wrong number must not be stored silently.
 */
const OUT_OF_RANGE = "abs(-9223372036854775807 - 1)";

function bounds(type: ColumnType): string {
  switch (type.kind) {
    case "integer":
      return `"v" BETWEEN -2147483648 AND 2147483647`;
    case "decimal":
      return `typeof("v") = 'integer' AND "v" BETWEEN -${"9".repeat(type.precision)} AND ${"9".repeat(type.precision)}`;
    case "bigint":
      return `typeof("v") = 'integer'`;
    default:
      return `"v" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308`;
  }
}

/** Computes a value once, and lets it through only within the bounds of its column. */
function checked(value: string, { field }: Column<SqliteCodec>): string {
  return `(SELECT CASE WHEN ${bounds(field.type)} THEN "v" ELSE ${OUT_OF_RANGE} END FROM (SELECT ${value} AS "v"))`;
}

/** Scaled decimals have the scale twice after a multiplication: divides once by it, rounding half away from zero. */
function unscaled(product: string, scale: number): string {
  if (scale === 0) return product;
  const factor = `1${"0".repeat(scale)}`;
  const half = `5${"0".repeat(scale - 1)}`;
  // A product that is no integer any more has overflowed, and is left so for the check around it.
  return `(SELECT CASE typeof("p") WHEN 'integer' THEN ("p" + CASE WHEN "p" < 0 THEN -${half} ELSE ${half} END) / ${factor} ELSE "p" END FROM (SELECT ${product} AS "p"))`;
}

function computed({ operator }: AssignmentNode, column: Column<SqliteCodec>, place: NextPlaceholder): string {
  const { type } = column.field;
  if (type.kind === "decimal" && type.precision > MAX_SCALED_DIGITS) throw tooManyDigits(column.field.name);
  const stored = `coalesce(${column.sql}, 0)`;
  if (operator === "inc") return checked(`${stored} + ${place()}`, column);
  const product = `${stored} * ${place()}`;
  return checked(type.kind === "decimal" ? unscaled(product, type.scale) : product, column);
}

function tooManyDigits(field: string) {
  return queryErrors.create("UNSUPPORTED_FEATURE", {
    message: `SQLite cannot compute with "${field}": it has more than ${MAX_SCALED_DIGITS} digits`,
    why: "decimals of that length are stored as text there, which compares and sorts exactly but does not add",
    fix: `read the value and store the result, or declare at most ${MAX_SCALED_DIGITS} digits`,
    meta: { field },
  });
}

/** How SQLite changes a column. */
export const sqliteAssignments: AssignmentForm<SqliteCodec> = {
  shape: (changes) => documentShape(changes, sqliteTexts),
  bind: (node, column, parameters) => {
    const { codec } = column;
    const { operator, value } = node;
    if (operator === "currentTimestamp") return;
    if (isDocumentAssignment(node)) {
      parameters.push(documentParameter(node.value, column, sqliteJsonDialect));
      return;
    }
    const isExact = operator === "inc" || operator === "mul";
    const parameter = value === null ? null : isExact ? codec.encodeExact(value) : codec.encode(value);
    parameters.push(parameter);
    // The text of min and max names the value twice.
    if (operator === "min" || operator === "max") parameters.push(parameter);
  },
  print: (node, column, place) => {
    if (isDocumentAssignment(node)) {
      const document = sqliteJsonDialect.steps.document(column.sql);
      return printDocument(node.value, { document, parameter: place(), column }, sqliteJsonDialect);
    }
    switch (node.operator) {
      case "set":
        return place();
      case "inc":
      case "mul":
        return computed(node, column, place);
      case "min":
        return `CASE WHEN ${column.sql} <= ${place()} THEN ${column.sql} ELSE ${place()} END`;
      case "max":
        return `CASE WHEN ${column.sql} >= ${place()} THEN ${column.sql} ELSE ${place()} END`;
      case "currentTimestamp":
        return "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)";
      case "document":
        throw unexpectedValue(node.value);
    }
  },
};
