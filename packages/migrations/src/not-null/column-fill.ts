import type { NotNullDialect } from "../dialects/not-null-dialect.ts";
import { quoteIdentifier, quoteTable } from "../dialects/sql-text.ts";
import type { TableName } from "../diff/table-name.ts";
import type { FillLookup, FillResult, FillSequence, NotNullColumn } from "./not-null-column.ts";

/** The other table of a lookup, with its names written. */
export interface LookupSource {
  readonly table: TableName;
  readonly column: string;
  /** Columns of that table, and the columns of the row they are equal to. */
  readonly pairs: readonly (readonly [theirs: string, own: string])[];
}

/** What rows get, as SQL. */
export interface ColumnFill {
  /** Over the row; also for rows that are written meanwhile, where no default does it. */
  readonly expression: string;
  /** What a default could say: it needs no row. */
  readonly default?: string;
  readonly sequence?: Required<Omit<FillSequence, "name">> & { readonly name: string | undefined };
  readonly lookup?: LookupSource;
}

/** How a lookup is called inside of expressions. */
const SOURCE = "_dataflow_source";

/**
 * Writes what rows get.
 *
 * @param table the table of the column
 * @param column what is wanted
 * @param dialect how values are written
 * @returns the SQL of it
 */
export function columnFill(table: TableName, column: NotNullColumn, dialect: NotNullDialect): ColumnFill {
  const print = (result: FillResult): string =>
    typeof result === "object" && "expression" in result ? `(${result.expression})` : dialect.literal(result);
  switch (column.defaultType) {
    case "STATIC": {
      const text = print(column.defaultValue);
      return { expression: text, default: text };
    }
    case "COMPUTED":
      return { expression: column.defaultExpression };
    case "FUNCTION":
      return { expression: column.defaultExpression, default: column.defaultExpression };
    case "CONDITIONAL": {
      const cases = column.conditions.map(({ when, value }) => `WHEN (${when}) THEN ${print(value)}`).join(" ");
      const rest = column.otherwise === undefined ? "" : ` ELSE ${print(column.otherwise)}`;
      return { expression: `CASE ${cases}${rest} END` };
    }
    case "SEQUENCE": {
      const { name, start = 1, increment = 1 } = column.sequence ?? {};
      return dialect.sequenceFill(table, { name, start, increment }, column.name);
    }
    case "FOREIGN_KEY":
      return lookupFill(table, column.lookup, print);
  }
}

function lookupFill(table: TableName, lookup: FillLookup, print: (result: FillResult) => string): ColumnFill {
  const source = typeof lookup.table === "string" ? namedTable(lookup.table, table) : lookup.table;
  const pairs = Object.entries(lookup.on);
  const match = pairs
    .map(
      ([theirs, own]) =>
        `${SOURCE}.${quoteIdentifier(theirs)} = ${quoteIdentifier(table.name)}.${quoteIdentifier(own)}`,
    )
    .join(" AND ");
  const select = `SELECT ${SOURCE}.${quoteIdentifier(lookup.column)} FROM ${quoteTable(source)} AS ${SOURCE} WHERE ${match}`;
  const expression =
    lookup.otherwise === undefined ? `(${select})` : `coalesce((${select}), ${print(lookup.otherwise)})`;
  return { expression, lookup: { table: source, column: lookup.column, pairs } };
}

/** A name without a schema is in that of the table itself. */
function namedTable(name: string, table: TableName): TableName {
  if (table.schema === undefined) return { name };
  const [schema, ...rest] = name.split(".");
  return rest.length === 1 && schema !== undefined ? { schema, name: rest[0] ?? "" } : { schema: table.schema, name };
}
