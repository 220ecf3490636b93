import { defineErrors } from "@dataflow/core";

/**
 * The errors of filters, updates, sorts, aggregates and statements.
 *
 * @example
 * ```ts
 * import { isDataFlowError } from "@dataflow/core";
 * import { parseFilter, type QueryTable } from "@dataflow/query";
 *
 * function isUsable(filter: unknown, table: QueryTable): boolean {
 *   try {
 *     parseFilter(filter, table);
 *     return true;
 *   } catch (error) {
 *     if (isDataFlowError(error) && error.code.startsWith("QUERY.")) return false;
 *     throw error;
 *   }
 * }
 * ```
 */
export const queryErrors = defineErrors("QUERY", {
  UNKNOWN_FIELD: { title: "A query names a field that its table does not have" },
  UNKNOWN_OPERATOR: { title: "A query uses an operator that does not exist" },
  INVALID_OPTION: { title: "An option of a query is not what it must be" },
  UNKNOWN_OPTION: { title: "A query is given an option that does not exist" },
  UNSUPPORTED_OPERATOR: { title: "An operator does not fit the kind of its field" },
  INVALID_FILTER: { title: "A filter is not built as filters are" },
  INVALID_VALUE: { title: "A value does not fit the kind of its field" },
  UNDEFINED_VALUE: { title: "A value is undefined" },
  INVALID_PATTERN: { title: "A pattern cannot be read" },
  UNSUPPORTED_PATTERN: { title: "A pattern cannot be matched exactly on every database" },
  TOO_COMPLEX: { title: "A query is larger than its limits allow" },
  INVALID_SORT: { title: "An order is not built as orders are" },
  INVALID_FIELDS: { title: "A list of fields is not built as such lists are" },
  INVALID_PAGE: { title: "A limit or an offset is not a whole number from zero on" },
  INVALID_CURSOR: { title: "A cursor is not one that this list gave" },
  CURSOR_TOO_LONG: { title: "A list is ordered by values too long for a cursor" },
  INVALID_UPDATE: { title: "An update is not built as updates are" },
  INVALID_AGGREGATE: { title: "An aggregation is not built as aggregations are" },
  INVALID_PIPELINE: { title: "A pipeline is not built as pipelines are" },
  UNKNOWN_STAGE: { title: "A pipeline has a stage that does not exist" },
  UNKNOWN_SOURCE: { title: "A pipeline looks rows up in a table that it cannot read" },
  INVALID_STATEMENT: { title: "A statement cannot be compiled as it is put together" },
  INVALID_TABLE: { title: "A table has names that queries cannot use" },
  TOO_MANY_ROWS: { title: "A statement has more rows than one statement can carry" },
  UNSUPPORTED_FEATURE: { title: "The database cannot do what the statement asks" },
  UNREADABLE_VALUE: { title: "A stored value does not fit the kind of its field" },
  MISSING_PREDICATE: { title: "A statement lacks a condition that it must carry" },
});
