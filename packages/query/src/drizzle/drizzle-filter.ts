/**
 * Filters for people who write their queries with drizzle: a filter becomes a drizzle `SQL` that stands wherever drizzle
 * takes a condition. Only this file's users need drizzle.
 */
import {
  type Column,
  getTableColumns,
  getTableName,
  SQL,
  type SQLChunk,
  StringChunk,
  sql,
  type Table,
} from "drizzle-orm";
import { compileFilter } from "../compiler/compile-filter.ts";
import type { DrizzleTables } from "../dialects/drizzle-column.ts";
import { DRIZZLE_TABLES } from "../dialects/drizzle-tables.ts";
import { queryErrors } from "../errors/query-errors.ts";
import type { FilterAllowance, FilterOptions } from "../parser/filter-allowance.ts";
import { parseFilter } from "../parser/parse-filter.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import type { DrizzleFilter } from "../types/drizzle-filter-input.ts";

export type { DrizzleFilter } from "../types/drizzle-filter-input.ts";

/** A table of drizzle's as filters see it, and what its columns become in drizzle's hands. */
interface KnownTable {
  readonly tables: DrizzleTables;
  readonly query: QueryTable;
  readonly columns: readonly (Column | SQL)[];
}

/** A name that stands for a column until drizzle writes it, aliases and all. No column has it: it is never sent. */
const COLUMN_PREFIX = "dataflow column ";
const COLUMN_OR_PLACEHOLDER = new RegExp(`"${COLUMN_PREFIX}(\\d+)"|\\$(\\d+)|(\\?)`, "g");

const known = new WeakMap<Table, KnownTable>();

/**
 * Makes a condition of a filter, for `where`, `having` or a join of drizzle's. Values travel as parameters.
 *
 * Every column counts as one that may be null, because a join may make it so. Columns that drizzle stores in a form that
 * filters do not know can be asked for null only.
 *
 * @param table a table of drizzle's, or an alias of one
 * @param filter the filter, by the names that the columns have in the program; from outside only with `allow`
 * @param options limits, and what the caller may ask
 * @returns the condition
 * @throws QUERY.UNSUPPORTED_FEATURE for a table of another dialect, and what `parseFilter` throws
 * @example
 * ```ts
 * import { drizzleFilter } from "@dataflow/query/drizzle";
 * import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
 *
 * const users = sqliteTable("users", { name: text().notNull(), age: integer() });
 * const condition = drizzleFilter(users, { age: { $gte: 18 }, name: { $regex: "^A" } });
 * // db.select().from(users).where(condition)
 * ```
 */
export function drizzleFilter<DrizzleTable extends Table>(
  table: DrizzleTable,
  filter: DrizzleFilter<DrizzleTable>,
  options?: FilterOptions,
): SQL;
export function drizzleFilter(
  table: Table,
  filter: unknown,
  options: FilterOptions & { readonly allow: FilterAllowance },
): SQL;
export function drizzleFilter(table: Table, filter: unknown, options?: FilterOptions): SQL {
  const { tables, query, columns } = knownTable(table);
  const { text, parameters } = compileFilter(query, parseFilter(filter, query, options), tables.dialect);
  return chunks(text, parameters, columns);
}

function knownTable(table: Table): KnownTable {
  let found = known.get(table);
  if (found === undefined) {
    found = describeTable(table);
    known.set(table, found);
  }
  return found;
}

function describeTable(table: Table): KnownTable {
  const name = getTableName(table);
  const tables = DRIZZLE_TABLES.find((dialect) => dialect.has(table));
  if (tables === undefined) {
    throw queryErrors.create("UNSUPPORTED_FEATURE", {
      message: `The drizzle table "${name}" is of a dialect that filters cannot be compiled for`,
      why: "a condition is written for one database, and this one is not known",
      fix: `pass a table for one of: ${DRIZZLE_TABLES.map(({ dialect }) => dialect).join(", ")}`,
      meta: { table: name },
    });
  }
  const fields = new Map<string, QueryField>();
  const columns: (Column | SQL)[] = [];
  for (const [field, column] of Object.entries(getTableColumns(table))) {
    const { type, read } = tables.describe(column);
    fields.set(field, { name: field, column: `${COLUMN_PREFIX}${columns.length}`, type, nullable: true });
    columns.push(read ?? column);
  }
  return { tables, query: { label: name, name, fields, primaryKey: [] }, columns };
}

/** The text cut at its columns and placeholders. It holds no text of a user's, so nothing else looks like them. */
function chunks(text: string, parameters: readonly SqlParameter[], columns: readonly (Column | SQL)[]): SQL {
  const parts: SQLChunk[] = [new StringChunk("(")];
  let end = 0;
  let next = 0;
  for (const match of text.matchAll(COLUMN_OR_PLACEHOLDER)) {
    const [found, column, numbered] = match;
    parts.push(new StringChunk(text.slice(end, match.index)));
    parts.push(
      column === undefined
        ? sql.param(parameters[numbered === undefined ? next++ : Number(numbered) - 1])
        : (columns[Number(column)] ?? new StringChunk(found)),
    );
    end = match.index + found.length;
  }
  parts.push(new StringChunk(`${text.slice(end)})`));
  return new SQL(parts);
}
