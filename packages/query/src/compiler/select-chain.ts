import type { FilterNode } from "../ast/filter-node.ts";
import type { SortNode } from "../ast/sort-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { quoteIdentifier } from "../dialects/predicate-text.ts";
import type { Column, PlaceText } from "../dialects/query-dialect.ts";
import { checkedCount } from "./order-and-page.ts";
import type { StatementScope } from "./statement-form.ts";
import { columnOf } from "./table-view.ts";

/** One key of an order, with the column that it names at that place. */
export interface OrderItem<Codec extends DialectCodec> {
  readonly column: Column<Codec>;
  readonly direction: SortNode["direction"];
  readonly nulls: SortNode["nulls"];
}

/** A condition, with the columns that its names mean at that place. */
export interface Condition<Codec extends DialectCodec> {
  readonly where: FilterNode;
  readonly columns: ReadonlyMap<string, Column<Codec>>;
}

/** One SELECT that still takes clauses. */
export interface OpenSelect<Codec extends DialectCodec> {
  /** What the rows have, by name. */
  readonly columns: ReadonlyMap<string, Column<Codec>>;
  /** What rows must have in common with those that they are looked up for; free of user text. */
  readonly join?: string;
  readonly conditions: readonly Condition<Codec>[];
  readonly order: readonly OrderItem<Codec>[];
  /** What tells rows apart that the order leaves equal, so that every database gives one order. */
  readonly ties: readonly OrderItem<Codec>[];
  readonly limit?: number;
  readonly offset?: number;
}

/** One SELECT that the next one reads from. */
export interface ClosedSelect<Codec extends DialectCodec> {
  readonly select: OpenSelect<Codec>;
  /** What takes parameters comes first in the text, as the columns "d1", "d2", … */
  readonly first?: readonly FirstColumn<Codec>[];
  /** `expression AS name`; free of user text. */
  readonly exports: readonly string[];
  /** What follows FROM and the table. */
  readonly join: string;
  /** Rows of another table beside each row; none when absent. */
  readonly joined?: JoinedSelect<Codec>;
  /** ORDER BY, where a page makes it matter. */
  readonly orderBy: string;
  /** GROUP BY and HAVING. */
  readonly groupBy: string;
}

/** A query as SELECTs, each reading from the one before it, the first from the table. */
export interface SelectChain<Codec extends DialectCodec> {
  readonly closed: readonly ClosedSelect<Codec>[];
  readonly open: OpenSelect<Codec>;
}

/** A column whose text has parameters. */
export type FirstColumn<Codec extends DialectCodec> = LookupSelect<Codec> | PlaceText;

/** A query over another table that is made for each row. */
export interface LookupSelect<Codec extends DialectCodec> {
  readonly kind: "lookup";
  readonly chain: SelectChain<Codec>;
  readonly scope: StatementScope<Codec>;
}

/** A query over another table whose rows are joined. */
export interface JoinedSelect<Codec extends DialectCodec> {
  readonly chain: SelectChain<Codec>;
  readonly scope: StatementScope<Codec>;
  /** `expression AS name`; free of user text. */
  readonly exports: readonly string[];
  readonly alias: string;
  /** What the rows must have in common; free of user text. */
  readonly on: string;
  /** Whether a row stays that nothing is joined to, with nulls. */
  readonly keepsEmpty: boolean;
}

/** Starts with the rows of a table. */
export function startChain<Codec extends DialectCodec>({ view }: StatementScope<Codec>): SelectChain<Codec> {
  const ties = view.table.primaryKey.map((name) => ascending(columnOf(view, name)));
  return { closed: [], open: { columns: view.columns, conditions: [], order: [], ties } };
}

/** An order by one column, nulls first. */
export function ascending<Codec extends DialectCodec>(column: Column<Codec>): OrderItem<Codec> {
  return { column, direction: "asc", nulls: "first" };
}

/** Keeps the rows that match. */
export function matchRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  where: FilterNode,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  if (where.kind === "everything") return chain;
  const { closed, open } = withoutPage(chain, scope);
  return { closed, open: { ...open, conditions: [...open.conditions, { where, columns: open.columns }] } };
}

/** Puts the rows into an order, instead of the one they have. */
export function sortRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  keys: readonly SortNode[],
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  if (keys.length === 0) return chain;
  const { closed, open } = withoutPage(chain, scope);
  const view = { columns: open.columns, table: scope.view.table };
  const order = keys.map(({ field, direction, nulls }) => ({ column: columnOf(view, field), direction, nulls }));
  return { closed, open: { ...open, order } };
}

/** Leaves out the first rows. */
export function skipRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  count: number,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  const { closed, open } = withoutPage(chain, scope);
  return { closed, open: { ...open, offset: checkedCount("offset", count) } };
}

/** Ends after some rows. */
export function limitRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  count: number,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  const { closed, open } = chain.open.limit === undefined ? chain : closeRows(chain, scope);
  return { closed, open: { ...open, limit: checkedCount("limit", count) } };
}

/** What comes after a page sees only its rows, so it needs a SELECT of its own. */
export function withoutPage<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  return chain.open.limit === undefined && chain.open.offset === undefined ? chain : closeRows(chain, scope);
}

/**
 * Makes the open SELECT one that the next reads from. The rows keep their columns and their order.
 *
 * @param chain the query so far
 * @param scope the table and its dialect
 * @param more further expressions, given as the columns `"w1"`, `"w2"`, …
 * @returns the query with a new open SELECT
 */
export function closeRows<Codec extends DialectCodec>(
  { closed, open }: SelectChain<Codec>,
  scope: StatementScope<Codec>,
  more: readonly string[] = [],
): SelectChain<Codec> {
  const columns = new Map<string, Column<Codec>>();
  const exports = more.map((sql, index) => `${sql} AS ${quoteIdentifier(`w${index + 1}`)}`);
  for (const [name, column] of open.columns) {
    const sql = quoteIdentifier(`c${columns.size + 1}`);
    exports.push(`${column.sql} AS ${sql}`);
    columns.set(name, { ...column, sql, token: `${columns.size},` });
  }
  const keys = [...open.order, ...open.ties].map((item, index) => {
    const sql = quoteIdentifier(`k${index + 1}`);
    exports.push(`${scope.dialect.orderKey(item.column.field.type, item.column.sql)} AS ${sql}`);
    return { ...item, column: { ...item.column, sql } };
  });
  const isPaged = open.limit !== undefined || open.offset !== undefined;
  const orderBy =
    isPaged && keys.length > 0 ? ` ORDER BY ${keys.map((key) => keyText(key.column.sql, key)).join(", ")}` : "";
  const order = keys.slice(0, open.order.length);
  return {
    closed: [...closed, { select: open, exports, join: "", orderBy, groupBy: "" }],
    open: { columns, conditions: [], order, ties: keys.slice(open.order.length) },
  };
}

/**
 * The name of a column whose text has parameters.
 *
 * @param index its place among them
 * @returns the quoted name
 */
export function firstName(index: number): string {
  return quoteIdentifier(`d${index + 1}`);
}

/** Closes the open SELECT, with columns that have parameters. */
export function closeWith<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  scope: StatementScope<Codec>,
  first: readonly FirstColumn<Codec>[],
): SelectChain<Codec> {
  const { closed, open } = closeRows(chain, scope);
  return { closed: closed.map((select, at) => (at === chain.closed.length ? { ...select, first } : select)), open };
}

/** The text of an order: keys, then what tells equal rows apart. */
export function orderText<Codec extends DialectCodec>(
  items: readonly OrderItem<Codec>[],
  { dialect }: Pick<StatementScope<Codec>, "dialect">,
): string {
  const seen = new Set<string>();
  const keys: string[] = [];
  for (const item of items) {
    const { field, sql } = item.column;
    if (seen.has(sql)) continue;
    seen.add(sql);
    keys.push(keyText(dialect.orderKey(field.type, sql), item));
  }
  return keys.join(", ");
}

function keyText<Codec extends DialectCodec>(sql: string, { column, direction, nulls }: OrderItem<Codec>): string {
  // Without nulls to place, the words would only keep an index from being used.
  const placement = column.field.nullable ? ` NULLS ${nulls === "first" ? "FIRST" : "LAST"}` : "";
  return `${sql}${direction === "desc" ? " DESC" : ""}${placement}`;
}
