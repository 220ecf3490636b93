import { allOf } from "../ast/and-node.ts";
import { everything } from "../ast/everything-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import type { KeysetNode } from "../ast/keyset-node.ts";
import type { SortNode } from "../ast/sort-node.ts";
import { totalOrder } from "../ast/total-order.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import type { SelectStatement } from "../statement/statement.ts";
import { type KeysetRange, type KeysetStep, keysetRanges } from "./keyset-ranges.ts";
import { checkedCount, printOrderKey } from "./order-and-page.ts";
import { type Printing, printChild } from "./print-filter.ts";
import { type Scan, scanFilter } from "./scan-filter.ts";
import { type StatementScope, startPrinting } from "./statement-form.ts";
import { columnOf } from "./table-view.ts";

/** A page after a position, as ranges that an index reads one after the other. */
export interface RangedSelect<Codec extends DialectCodec> {
  readonly steps: readonly KeysetStep<Codec>[];
  readonly ranges: readonly KeysetRange[];
  /** What is asked beside the position. */
  readonly rest: FilterNode;
  readonly limit: number;
}

/** An order of more keys than this, each the other way, is left to one condition: the text would grow without end. */
const MAX_RANGES = 8;

/**
 * Finds the ranges of a page. A single condition for all rows after a position would be read from the first row that has
 * the position's first key, however many have it, or from the start of the order where nulls are in the way.
 *
 * @param statement the select
 * @param scope its names
 * @returns the ranges; undefined when the select is no page after a position in its own order
 */
export function rangedSelect<Codec extends DialectCodec>(
  statement: SelectStatement,
  scope: StatementScope<Codec>,
): RangedSelect<Codec> | undefined {
  const { where, limit, offset, perGroup } = statement;
  if (limit === undefined || perGroup !== undefined || (offset !== undefined && offset !== 0)) return undefined;
  const keyset = keysetOf(where);
  if (keyset === undefined || !isOrderedBy(statement, keyset)) return undefined;
  const steps = keyset.keys.map((key) => ({ ...key, column: columnOf(scope.view, key.sort.field) }));
  const ranges = keysetRanges(steps, keyset.isInclusive);
  if (ranges.length === 0 || ranges.length > MAX_RANGES) return undefined;
  const rest = where.kind === "and" ? allOf(where.children.filter((child) => child !== keyset)) : everything();
  return { steps, ranges, rest, limit: checkedCount("limit", limit) };
}

function keysetOf(where: FilterNode): KeysetNode | undefined {
  if (where.kind === "keyset") return where;
  return where.kind === "and" ? where.children.find((child) => child.kind === "keyset") : undefined;
}

function isOrderedBy({ table, orderBy }: SelectStatement, { keys }: KeysetNode): boolean {
  const order = totalOrder(orderBy, table.primaryKey);
  return order.length === keys.length && order.every((sort, index) => isSameSort(sort, keys[index]?.sort));
}

function isSameSort(one: SortNode, other: SortNode | undefined): boolean {
  return one.field === other?.field && one.direction === other.direction && one.nulls === other.nulls;
}

/**
 * Adds the ranges to a scan: for each its filter and its values, and at the end the limit of all.
 *
 * @param select the ranges
 * @param scope their names
 * @param scan what is added to
 */
export function scanRangedSelect<Codec extends DialectCodec>(
  { steps, ranges, rest, limit }: RangedSelect<Codec>,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  const filter: Scan = { shape: "", parameters: [] };
  scanFilter(rest, scope, filter);
  scan.shape += `r${filter.shape}`;
  for (const { sort, value, column } of steps) {
    scan.shape += `${column.token}${sort.direction}${sort.nulls}${value === null ? "0" : "1"}`;
  }
  for (const { fixed, kind, end, isInclusive } of ranges) {
    scan.shape += `${kind}${fixed}-${end}${isInclusive ? "=" : ";"}`;
    const compared = kind === "behind" ? end : fixed;
    const values = steps.slice(0, compared).map(({ value }) => value);
    scan.parameters.push(...filter.parameters, ...values.filter((value) => value !== null));
  }
  if (ranges.length > 1) scan.shape += `l${enoughFor(limit)}`;
  scan.parameters.push(limit);
}

/**
 * The limit of each of several ranges is in the text, where a database that plans before it knows the values sees that
 * they are few; rounded up, so that all limits together make few texts. The limit of all is exact.
 */
function enoughFor(limit: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(limit, 16)));
}

/**
 * Prints the ranges as one statement. Both databases read the parts of a UNION ALL one after the other and stop at the
 * limit, so a range is only begun when those before it have left room; parts with a limit of their own are never read in
 * parallel.
 *
 * @param select the ranges
 * @param list what is read of each row
 * @param scope their names
 * @returns the statement
 */
export function printRangedSelect<Codec extends DialectCodec>(
  select: RangedSelect<Codec>,
  list: string,
  scope: StatementScope<Codec>,
): string {
  const printing = startPrinting(scope);
  const { ranges } = select;
  const parts = ranges.map((range) => {
    const where = printRange(range, select, printing);
    const keys = select.steps.map((_, index) => printRangeKey(index, range, select, printing)).join(", ");
    return `SELECT ${list} FROM ${scope.view.sql} WHERE ${where} ORDER BY ${keys}`;
  });
  const limit = printing.dialect.page(printing.place(), undefined);
  if (parts.length === 1) return `${parts.join("")}${limit}`;
  const enough = enoughFor(select.limit);
  const union = parts.map((part, index) => `SELECT * FROM (${part} LIMIT ${enough}) AS "p${index + 1}"`);
  return `${union.join(" UNION ALL ")}${limit}`;
}

function printRange<Codec extends DialectCodec>(
  { fixed, kind, end, isInclusive }: KeysetRange,
  { steps, rest }: RangedSelect<Codec>,
  printing: Printing<Codec>,
): string {
  const { dialect } = printing;
  const conditions = rest.kind === "everything" ? [] : [printChild(rest, printing)];
  const keyOf = ({ column }: KeysetStep<Codec>) => dialect.orderKey(column.field.type, column.sql);
  for (const step of steps.slice(0, fixed)) {
    conditions.push(step.value === null ? `${step.column.sql} IS NULL` : `${keyOf(step)} = ${printing.place()}`);
  }
  const compared = steps.slice(fixed, end);
  const [first] = compared;
  if (first === undefined || kind !== "behind") {
    if (first !== undefined) conditions.push(`${first.column.sql} IS ${kind === "nulls" ? "" : "NOT "}NULL`);
    return conditions.join(" AND ");
  }
  const operator = `${first.sort.direction === "desc" ? "<" : ">"}${isInclusive ? "=" : ""}`;
  const [keys, places] = [compared.map(keyOf).join(", "), compared.map(() => printing.place()).join(", ")];
  conditions.push(compared.length === 1 ? `${keys} ${operator} ${places}` : `(${keys}) ${operator} (${places})`);
  return conditions.join(" AND ");
}

/** Up to the first key that differs from the position's, a range has nulls only or none: there is nothing to place. */
function printRangeKey<Codec extends DialectCodec>(
  index: number,
  { fixed }: KeysetRange,
  { steps }: RangedSelect<Codec>,
  printing: Printing<Codec>,
): string {
  const sort = steps[index]?.sort;
  if (sort === undefined) return "";
  return printOrderKey(sort, printing, index > fixed || printing.dialect.indexesPlaceNulls);
}
