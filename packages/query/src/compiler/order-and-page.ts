import type { SortNode } from "../ast/sort-node.ts";
import { totalOrder } from "../ast/total-order.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { queryErrors } from "../errors/query-errors.ts";
import { type Printing, printedColumn } from "./print-filter.ts";
import type { FilterScope, Scan } from "./scan-filter.ts";
import { columnOf } from "./table-view.ts";

/** The part of a statement that says which of its rows, and in what order. */
export interface OrderAndPage {
  readonly orderBy: readonly SortNode[];
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/**
 * Adds order and page to a scan.
 *
 * @param statement what has them
 * @param scope its names
 * @param scan what is added to
 * @throws QUERY.INVALID_PAGE when the limit or the offset is not a whole number from zero on
 */
export function scanOrderAndPage<Codec extends DialectCodec>(
  statement: OrderAndPage,
  scope: FilterScope<Codec>,
  scan: Scan,
): void {
  const { limit, offset, orderBy } = statement;
  if (orderBy.length > 0) scanOrder(orderBy, scope, scan);
  if (limit !== undefined) {
    scan.shape += "l";
    scan.parameters.push(checkedCount("limit", limit));
  }
  if (offset !== undefined) {
    scan.shape += "f";
    scan.parameters.push(checkedCount("offset", offset));
  }
}

function scanOrder<Codec extends DialectCodec>(
  orderBy: readonly SortNode[],
  scope: FilterScope<Codec>,
  scan: Scan,
): void {
  for (const { field, direction, nulls } of orderBy) {
    scan.shape += `o${columnOf(scope.view, field).token}${direction}${nulls}`;
  }
}

/**
 * Checks a limit or an offset.
 *
 * @param name which of them
 * @param value what was given
 * @returns the number
 * @throws QUERY.INVALID_PAGE when it is not a whole number from zero on
 */
export function checkedCount(name: "limit" | "offset", value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw queryErrors.create("INVALID_PAGE", {
    message: `The ${name} is not a whole number from zero on`,
    why: "databases read other numbers in different ways: a negative limit is none on one and an error on another",
    fix: `pass a whole number such as ${name === "limit" ? "100" : "0"}, or leave the ${name} out`,
    meta: { option: name },
  });
}

/**
 * Prints ORDER BY, LIMIT and OFFSET.
 *
 * @param statement what has them
 * @param printing the statement
 * @param tieBreakers fields that decide between equal rows
 * @returns the clauses
 */
export function printOrderAndPage<Codec extends DialectCodec>(
  statement: OrderAndPage,
  printing: Printing<Codec>,
  tieBreakers: readonly string[],
): string {
  const keys = printOrderKeys(totalOrder(statement.orderBy, tieBreakers), printing);
  const { limit, offset } = statement;
  const page = printing.dialect.page(
    limit === undefined ? undefined : printing.place(),
    offset === undefined ? undefined : printing.place(),
  );
  return `${keys === "" ? "" : ` ORDER BY ${keys}`}${page}`;
}

/**
 * Prints the keys of an order.
 *
 * @param orderBy the order
 * @param printing the statement
 * @returns what follows ORDER BY; nothing for no keys
 */
export function printOrderKeys<Codec extends DialectCodec>(
  orderBy: readonly SortNode[],
  printing: Printing<Codec>,
): string {
  return orderBy.map((node) => printOrderKey(node, printing)).join(", ");
}

/**
 * Prints one key of an order.
 *
 * @param sort the key
 * @param printing the statement
 * @param placesNulls whether nulls, where the column may have them, are to be placed; otherwise there are none to place
 * @returns the key
 */
export function printOrderKey<Codec extends DialectCodec>(
  { field, direction, nulls }: SortNode,
  printing: Printing<Codec>,
  placesNulls = true,
): string {
  const column = printedColumn(printing, field);
  const key = printing.dialect.orderKey(column.field.type, column.sql);
  // Without nulls to place, the words would only keep an index from being used.
  const placement = placesNulls && column.field.nullable ? ` NULLS ${nulls === "first" ? "FIRST" : "LAST"}` : "";
  return `${key}${direction === "desc" ? " DESC" : ""}${placement}`;
}
