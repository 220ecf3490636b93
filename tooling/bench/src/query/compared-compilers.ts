import { compileFilter, compileStatement, DEFAULT_FILTER_LIMITS, parseFilter } from "@dataflow/query";
import { and, eq, gte, inArray, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import type { CompiledSql } from "./compiled-sql.ts";
import { type Condition, FIELDS, TABLE } from "./query-filters.ts";

/** A filter of a shape that was compiled before: what nearly every query is. */
export function dataflowSeen(filter: object): CompiledSql {
  const where = parseFilter(filter, TABLE);
  const { plan, parameters } = compileStatement({ kind: "select", table: TABLE, where, orderBy: [] }, "postgres");
  return { text: plan.text, parameters };
}

const SELECT = `SELECT ${FIELDS.map((name) => `"${name}"`).join(", ")} FROM "items" WHERE `;

/** A filter that is parsed and printed as if it were the first of its shape: with limits given, nothing is recalled. */
export function dataflowCold(filter: object): CompiledSql {
  const { text, parameters } = compileFilter(TABLE, parseFilter(filter, TABLE, DEFAULT_FILTER_LIMITS), "postgres");
  return { text: SELECT + text, parameters };
}

type Items = { readonly items: Record<string, string | number> };

const kysely = new Kysely<Items>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** The same by kysely. */
export function kyselyCompile(conditions: readonly Condition[]): CompiledSql {
  let query = kysely.selectFrom("items").selectAll();
  for (const { field, operator, value } of conditions) query = query.where(field, operator, value);
  const { sql, parameters } = query.compile();
  return { text: sql, parameters };
}

const items = pgTable(
  "items",
  Object.fromEntries(FIELDS.map((name, index) => [name, index % 2 === 1 ? integer() : text()])),
);
const columns: Readonly<Record<string, (typeof items)[string]>> = items;
const database = drizzle.mock();

/** The same by drizzle, a whole statement with `toSQL`. */
export function drizzleCompile(conditions: readonly Condition[]): CompiledSql {
  const parts = conditions.map(drizzleCondition);
  const { sql, params } = database
    .select()
    .from(items)
    .where(and(...parts))
    .toSQL();
  return { text: sql, parameters: params };
}

function drizzleCondition({ field, operator, value }: Condition): SQL {
  const column = columns[field];
  if (column === undefined) throw new Error(`there is no column ${field}`);
  if (typeof value === "object") return inArray(column, [...value]);
  return operator === ">=" ? gte(column, value) : eq(column, value);
}

/** The same by hand: what no library can be faster than. */
export function handWritten(conditions: readonly Condition[]): CompiledSql {
  const parameters: unknown[] = [];
  let text = SELECT;
  for (const { field, operator, value } of conditions) {
    if (parameters.length > 0) text += " AND ";
    parameters.push(value);
    text +=
      operator === "in" ? `"${field}" = ANY($${parameters.length})` : `"${field}" ${operator} $${parameters.length}`;
  }
  return { text, parameters };
}
