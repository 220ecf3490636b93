import type { SeededChoices } from "../../seeded-choices.ts";

interface GeneratedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** What a foreign key may refer to. */
  readonly key: string;
}

const TYPES = ["INTEGER", "TEXT", "REAL", "BLOB", "NUMERIC", "VARCHAR(20)", "DECIMAL(10, 2)", "BOOLEAN", ""];
const STRICT_TYPES = ["INTEGER", "TEXT", "REAL", "BLOB", "ANY"];
const DEFAULTS = [
  "0",
  "-1.5",
  "'it''s'",
  "NULL",
  "CURRENT_TIMESTAMP",
  "(1 + 2)",
  "(lower('A'))",
  "x'00ff'",
  "TRUE",
  "''",
];
const NAMES = ["a", "Mixed Case", "select", "größe", 'quo"te', "b", "c", "order", "it's"];
const ACTIONS = ["", " ON DELETE CASCADE", " ON UPDATE CASCADE ON DELETE SET NULL", " DEFERRABLE INITIALLY DEFERRED"];

/**
 * Writes the statements of a schema: tables of every kind, keys in any direction, indexes, views on views, triggers on
 * tables and views, a full-text table.
 *
 * @param random what decides
 * @returns statements, of which the database may refuse some
 * @example
 * ```ts
 * import { SeededChoices, sqliteSchema } from "@dataflow/testing-base/arbitraries";
 *
 * sqliteSchema(new SeededChoices(7)).join(";\n");
 * ```
 */
export function sqliteSchema(random: SeededChoices): readonly string[] {
  const count = 1 + random.below(4);
  const names = Array.from({ length: count }, (_, index) => (index === 0 ? 'Order "1"' : `t${index}`));
  const tables = names.map((name) => ({ name, columns: ["id", ...random.some(NAMES)], key: "id" }));
  const statements = tables.map((table) => tableStatement(table, tables, random));
  for (const [index, table] of tables.entries()) {
    statements.push(...indexStatements(table, index, random));
    statements.push(...viewStatements(table, index, random));
  }
  for (const [index, table] of tables.entries())
    statements.push(...triggerStatements({ table, index, tables }, random));
  if (random.maybe(4)) statements.push("CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize = 'porter')");
  return statements;
}

function tableStatement(table: GeneratedTable, tables: readonly GeneratedTable[], random: SeededChoices): string {
  const isStrict = random.maybe(4);
  const hasRowid = !random.maybe(5);
  const keys = hasRowid
    ? ["INTEGER PRIMARY KEY AUTOINCREMENT", "INTEGER PRIMARY KEY", "INTEGER NOT NULL UNIQUE", "TEXT PRIMARY KEY"]
    : ["INTEGER PRIMARY KEY", "TEXT NOT NULL PRIMARY KEY"];
  const [, ...others] = table.columns;
  const lines = [
    `id ${random.pick(keys)}`,
    ...others.map((name) => columnLine(name, isStrict, random)),
    ...constraintLines(table, tables, random),
  ];
  const options = [...(hasRowid ? [] : ["WITHOUT ROWID"]), ...(isStrict ? ["STRICT"] : [])];
  return `CREATE TABLE ${quote(table.name)} (${lines.join(", ")})${options.length === 0 ? "" : ` ${options.join(", ")}`}`;
}

function columnLine(name: string, isStrict: boolean, random: SeededChoices): string {
  const type = random.pick(isStrict ? STRICT_TYPES : TYPES);
  if (random.maybe(8)) {
    const expression = random.pick(["id + 1", "lower(id)", "'x' || id"]);
    return `${quote(name)} ${type} GENERATED ALWAYS AS (${expression}) ${random.pick(["STORED", "VIRTUAL"])}`;
  }
  const words = [quote(name), type];
  if (random.maybe(3)) words.push(`DEFAULT ${random.pick(DEFAULTS)}`);
  if (random.maybe(4)) words.push(random.pick(["NOT NULL", "NOT NULL ON CONFLICT IGNORE"]));
  if (random.maybe(6)) words.push(`COLLATE ${random.pick(["NOCASE", "RTRIM", "BINARY"])}`);
  if (random.maybe(9)) words.push("UNIQUE");
  if (random.maybe(8)) words.push(`CHECK (length(${quote(name)}) < 30)`);
  return words.join(" ");
}

function constraintLines(
  table: GeneratedTable,
  tables: readonly GeneratedTable[],
  random: SeededChoices,
): readonly string[] {
  const columns = table.columns.map(quote);
  const target = random.pick(tables);
  const column = random.pick(columns);
  const lines = [
    `CONSTRAINT "named ${random.below(3)}" CHECK (${column} IS NOT 7)`,
    `UNIQUE (${[...new Set([column, random.pick(columns)])].join(", ")})`,
    `FOREIGN KEY (${column}) REFERENCES ${quote(target.name)}${random.pick(["", " (id)"])}${random.pick(ACTIONS)}`,
    `CONSTRAINT fk FOREIGN KEY (id) REFERENCES ${quote(random.pick(tables).name)} (id)${random.pick(ACTIONS)}`,
  ];
  return random.some(lines, 3);
}

function indexStatements({ name, columns }: GeneratedTable, index: number, random: SeededChoices): readonly string[] {
  const column = quote(random.pick(columns));
  return random.some(
    [
      `CREATE INDEX ${quote(`plain ${index}`)} ON ${quote(name)} (${column} DESC, id)`,
      `CREATE INDEX ${quote(`some ${index}`)} ON ${quote(name)} (id COLLATE NOCASE) WHERE ${column} IS NOT NULL`,
      `CREATE INDEX ${quote(`computed ${index}`)} ON ${quote(name)} (lower(${column}), ${column})`,
      `CREATE UNIQUE INDEX ${quote(`only ${index}`)} ON ${quote(name)} (id, ${column})`,
    ],
    2,
  );
}

function viewStatements({ name, columns }: GeneratedTable, index: number, random: SeededChoices): readonly string[] {
  const view = quote(`view ${index}`);
  const picked = random.some(columns, 2).map((column) => `"t".${quote(column)}`);
  return [
    `CREATE VIEW ${view} AS SELECT ${["id", ...picked].join(", ")} FROM ${quote(name)} AS "t"`,
    ...random.some(
      [
        `CREATE VIEW ${quote(`upper ${index}`)} (n) AS SELECT max(id) FROM ${view}`,
        `CREATE VIEW ${quote(`all ${index}`)} AS SELECT * FROM ${quote(name)} WHERE id > 1`,
      ],
      2,
    ),
  ];
}

function triggerStatements(
  {
    table,
    index,
    tables,
  }: { readonly table: GeneratedTable; readonly index: number; readonly tables: readonly GeneratedTable[] },
  random: SeededChoices,
): readonly string[] {
  const [name, other, column] = [quote(table.name), quote(random.pick(tables).name), quote(random.pick(table.columns))];
  return random.some(
    [
      `CREATE TRIGGER ${quote(`after ${index}`)} AFTER UPDATE OF ${column} ON ${name} WHEN new.id > 1000 BEGIN UPDATE ${other} SET id = id; END`,
      `CREATE TRIGGER ${quote(`instead ${index}`)} INSTEAD OF INSERT ON ${quote(`view ${index}`)} BEGIN DELETE FROM ${other} WHERE id = new.id; END`,
      `CREATE TRIGGER ${quote(`gone ${index}`)} BEFORE DELETE ON ${name} WHEN old.${column} = 'never' BEGIN INSERT INTO ${other} (id) VALUES (old.id); END`,
    ],
    2,
  );
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
