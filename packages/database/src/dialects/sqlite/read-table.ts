import {
  type Column,
  type ColumnType,
  type ForeignKey,
  fitIdentifier,
  type PrimaryKey,
  type ReferentialAction,
  type Table,
  type TableIndex,
  type UniqueConstraint,
} from "@dataflow/core";
import {
  type CatalogRow,
  flagOf,
  groupRows,
  numberOf,
  optionalTextOf,
  textOf,
} from "../../introspection/catalog-row.ts";
import { readSqliteType } from "./column-type-sql.ts";
import { type DeclaredConstraint, type DeclaredTable, parseCreateTable } from "./parse-create-table.ts";
import { readSqliteDefault } from "./read-default.ts";
import { isKeyword, isSymbol } from "./tokenize-sql.ts";

/** What the catalog says of one table. */
export interface CatalogTable {
  readonly name: string;
  /** The text of CREATE TABLE. */
  readonly sql: string;
  readonly columns: readonly CatalogRow[];
  readonly foreignKeys: readonly CatalogRow[];
  readonly indexes: readonly CatalogRow[];
  /** The rows of the columns of every table's primary key: a reference may leave out what it refers to. */
  readonly primaryKeys: ReadonlyMap<string, readonly CatalogRow[]>;
}

const ACTIONS: ReadonlyMap<string, ReferentialAction> = new Map([
  ["NO ACTION", "no action"],
  ["RESTRICT", "restrict"],
  ["CASCADE", "cascade"],
  ["SET NULL", "set null"],
  ["SET DEFAULT", "set default"],
]);

export function readTable(table: CatalogTable): Table {
  const declared = parseCreateTable(table.sql);
  const primaryKey = primaryKeyOf(table, declared);
  const counting = countingColumn(table, declared);
  const enums = enumValues(declared);
  const uniques = constraintIndexes(table).map((columns) => uniqueOf(table, declared, columns));
  return {
    name: table.name,
    columns: table.columns.filter((row) => numberOf(row, "hidden") !== 1).map((row) => columnOf(row, enums, counting)),
    ...(primaryKey === undefined ? {} : { primaryKey }),
    uniques: uniques.sort((left, right) => (left.name < right.name ? -1 : 1)),
    foreignKeys: foreignKeysOf(table, declared),
    indexes: indexesOf(table),
  };
}

function columnOf(
  row: CatalogRow,
  enums: ReadonlyMap<string, readonly string[]>,
  counting: string | undefined,
): Column {
  const name = textOf(row, "name");
  const read = readSqliteType(textOf(row, "type"));
  const values = enums.get(name.toLowerCase());
  const type: ColumnType =
    values !== undefined && read.kind === "text" && read.length === undefined ? { kind: "enum", values } : read;
  const column = { name, type, nullable: !flagOf(row, "notnull") && numberOf(row, "pk") === 0 };
  if (name === counting) return { ...column, default: { kind: "autoIncrement" } };
  const sql = optionalTextOf(row, "default");
  const fill = sql === undefined ? undefined : readSqliteDefault(sql, type);
  return fill === undefined ? column : { ...column, default: fill };
}

function keyColumns(rows: readonly CatalogRow[]): readonly string[] {
  return rows
    .filter((row) => numberOf(row, "pk") > 0)
    .toSorted((left, right) => numberOf(left, "pk") - numberOf(right, "pk"))
    .map((row) => textOf(row, "name"));
}

function primaryKeyOf(table: CatalogTable, declared: DeclaredTable): PrimaryKey | undefined {
  const columns = keyColumns(table.columns);
  if (columns.length === 0) return undefined;
  const name = declared.constraints.find((constraint) => constraint.kind === "primary key")?.name;
  return name === undefined ? { columns } : { name, columns };
}

/**
 * The column that numbers rows by itself: with AUTOINCREMENT, or an INTEGER PRIMARY KEY behind its column, as it is
 * usually asked for. A key in a line of its own is one that its owner fills.
 */
function countingColumn(table: CatalogTable, declared: DeclaredTable): string | undefined {
  const [key, ...others] = table.columns.filter((row) => numberOf(row, "pk") > 0);
  if (key === undefined || others.length > 0 || textOf(key, "type").toUpperCase() !== "INTEGER") return undefined;
  const isBehindColumn = declared.constraints.some(({ kind, isOfColumn }) => kind === "primary key" && isOfColumn);
  const hasRowid = !/\bWITHOUT\s+ROWID\b[^)]*$/i.test(table.sql);
  return declared.hasAutoIncrement || (isBehindColumn && hasRowid) ? textOf(key, "name") : undefined;
}

/** Columns whose check is a list of texts: `CHECK ("status" IN ('a', 'b'))`. */
function enumValues(declared: DeclaredTable): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { kind, tokens } of declared.constraints) {
    const [column, word, open, ...rest] = tokens;
    if (kind !== "check" || column === undefined || !isKeyword(word, "IN") || !isSymbol(open, "(")) continue;
    const items = rest.slice(0, -1);
    const isList =
      isSymbol(rest.at(-1), ")") &&
      items.every((token, at) => (at % 2 === 0 ? token.kind === "text" : isSymbol(token, ",")));
    if (isList)
      found.set(
        column.value.toLowerCase(),
        items.filter((_, at) => at % 2 === 0).map((token) => token.value),
      );
  }
  return found;
}

/** The columns of each unique constraint: its index has no name that anybody gave. */
function constraintIndexes(table: CatalogTable): readonly (readonly string[])[] {
  const rows = table.indexes.filter((row) => textOf(row, "origin") === "u");
  return [...groupRows(rows, "name").values()].map((group) => group.map((row) => textOf(row, "column")));
}

function uniqueOf(table: CatalogTable, declared: DeclaredTable, columns: readonly string[]): UniqueConstraint {
  return {
    name: declaredName(declared, "unique", columns) ?? fitIdentifier(`${table.name}_${columns.join("_")}_key`),
    columns,
  };
}

function foreignKeysOf(table: CatalogTable, declared: DeclaredTable): readonly ForeignKey[] {
  const groups = new Map<number, CatalogRow[]>();
  for (const row of table.foreignKeys)
    groups.set(numberOf(row, "id"), [...(groups.get(numberOf(row, "id")) ?? []), row]);
  const found = [...groups.values()].map((rows) => foreignKeyOf(table, declared, rows));
  return found.sort((left, right) => (left.name < right.name ? -1 : 1));
}

function foreignKeyOf(table: CatalogTable, declared: DeclaredTable, rows: readonly CatalogRow[]): ForeignKey {
  const first = rows[0] ?? {};
  const target = textOf(first, "references");
  const columns = rows.map((row) => textOf(row, "from"));
  const named = rows.flatMap((row) => optionalTextOf(row, "to") ?? []);
  return {
    name: declaredName(declared, "foreign key", columns) ?? fitIdentifier(`${table.name}_${columns.join("_")}_fkey`),
    columns,
    references: {
      table: target,
      columns: named.length > 0 ? named : keyColumns(table.primaryKeys.get(target.toLowerCase()) ?? []),
    },
    onDelete: ACTIONS.get(textOf(first, "onDelete")) ?? "no action",
    onUpdate: ACTIONS.get(textOf(first, "onUpdate")) ?? "no action",
  };
}

function declaredName(
  declared: DeclaredTable,
  kind: DeclaredConstraint["kind"],
  columns: readonly string[],
): string | undefined {
  const wanted = columns.join("\0").toLowerCase();
  return declared.constraints.find(
    (constraint) => constraint.kind === kind && constraint.columns.join("\0").toLowerCase() === wanted,
  )?.name;
}

function indexesOf(table: CatalogTable): readonly TableIndex[] {
  const rows = table.indexes.filter((row) => textOf(row, "origin") === "c");
  return [...groupRows(rows, "name")].map(([name, group]) => ({
    name,
    columns: group.map((row) => ({
      name: textOf(row, "column"),
      direction: flagOf(row, "descending") ? "desc" : "asc",
    })),
    unique: group.some((row) => flagOf(row, "unique")),
  }));
}
