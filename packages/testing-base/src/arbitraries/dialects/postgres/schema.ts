/** Numbers that decide everything about a generated schema; a shorter list makes a smaller one. */
export type Tape = readonly number[];

interface GeneratedTable {
  readonly name: string;
  readonly columns: readonly GeneratedColumn[];
  readonly isPartitioned: boolean;
  readonly isUnlogged: boolean;
}

interface GeneratedColumn {
  readonly name: string;
  readonly type: string;
}

/** Types with values to use as defaults and in conditions, in quotes that any name can stand before. */
const TYPES: readonly (readonly [type: string, ...values: string[]])[] = [
  ["integer", "0", "-7", "2147483647", "tri(2)"],
  ["bigint", "5", "nextval('\"Counter\"')"],
  ["numeric(12,2)", "0", "1.50", "'NaN'"],
  ["text", "'it''s'", "''", "E'tab\\t'", "upper('a')"],
  ["varchar(20)", "'a'", "lower('B')"],
  ["boolean", "true", "1 > 2"],
  ["timestamptz", "now()", "'2020-01-01 00:00:00+00'"],
  ["date", "CURRENT_DATE", "'2020-02-29'"],
  ["jsonb", "'{\"a\": [1]}'", "jsonb_build_object('a', 1)"],
  ["uuid", "gen_random_uuid()"],
  ["text[]", "'{}'", "ARRAY['x', 'y']"],
  ["bytea", "'\\x00ff'"],
  ["interval", "'1 day 02:00:00'"],
  ["mood", "'sad'", "'it''s'"],
  ["mood[]", "'{sad}'", "ARRAY['ok'::mood]"],
  ["email", "'a@b'"],
  ["pair"],
  ["span"],
];

const NAMES = ["id", "a", "Mixed Case", "select", "ünï cødé", 'quo"te', "x".repeat(63), "b", "c", "user"];

const PREAMBLE = [
  "CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s')",
  "CREATE DOMAIN email AS varchar(80) COLLATE \"C\" CHECK (VALUE ~ '@' OR VALUE IN ('a', 'b'))",
  "CREATE TYPE pair AS (x integer, y mood[])",
  "CREATE TYPE span AS RANGE (SUBTYPE = numeric)",
  'CREATE SEQUENCE "Counter" INCREMENT 3 CACHE 2',
  "CREATE FUNCTION tri(i integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN i * 3; END'",
  "CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
];

/**
 * Writes the statements of a schema with tables of all kinds of columns, keys, checks, indexes, partitions, children,
 * foreign keys in any direction, views on views, triggers, policies, rules, statistics, comments and privileges.
 *
 * @param tape the numbers that decide
 * @returns statements that a server accepts in this order
 * @example
 * ```ts
 * import { postgresSchema } from "@dataflow/testing-base/arbitraries";
 *
 * postgresSchema([3, 1, 4, 1, 5, 9]).join(";\n");
 * ```
 */
export function postgresSchema(tape: Tape): readonly string[] {
  const writer = new SchemaWriter(tape);
  const tables = Array.from({ length: 2 + writer.below(4) }, (_, index) => writer.table(index));
  for (const table of tables) for (let count = writer.below(4); count > 0; count -= 1) writer.index(table);
  for (const table of tables) writer.reference(table, tables);
  for (const [index, table] of tables.entries()) writer.views(table, index);
  for (const table of tables) writer.extras(table);
  return [...PREAMBLE, ...writer.statements];
}

class SchemaWriter {
  readonly statements: string[] = [];
  readonly #tape: Tape;
  #at = 0;
  #names = 0;

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  below(limit: number): number {
    const value = this.#tape[this.#at % Math.max(1, this.#tape.length)] ?? 0;
    this.#at += 1;
    return (value + Math.floor(this.#at / Math.max(1, this.#tape.length))) % limit;
  }

  table(index: number): GeneratedTable {
    const name = index === 0 ? 'Order "1"' : `t${index}`;
    const columns = NAMES.slice(0, 1 + this.below(NAMES.length)).map((column) => this.#column(column));
    const isPartitioned = this.#maybe(5);
    const parts = [
      ...columns.map(({ declaration }) => declaration),
      ...this.#constraints(index, columns, isPartitioned),
    ];
    const isUnlogged = !isPartitioned && this.#maybe(6);
    const tail = isPartitioned ? " PARTITION BY HASH (id)" : this.#maybe(4) ? " WITH (fillfactor = 70)" : "";
    this.#write(`CREATE ${isUnlogged ? "UNLOGGED " : ""}TABLE ${quote(name)} (${parts.join(", ")})${tail}`);
    const table = { name, columns, isPartitioned, isUnlogged };
    if (isPartitioned) this.#partitions(table);
    else if (this.#maybe(4))
      this.#write(`CREATE TABLE ${quote(`${name} child`)} (extra integer) INHERITS (${quote(name)})`);
    return table;
  }

  index(table: GeneratedTable): void {
    const column = this.#pick(table.columns);
    const name = quote(column.name);
    const forms = [
      `(${name}${this.#pick(["", " DESC", " NULLS FIRST", " DESC NULLS LAST"])})`,
      `((coalesce(${name}::text, ''))) WHERE id > 5`,
      "(id) WHERE id IN (1, 2, 3)",
      `(id) INCLUDE (${name})`,
      `USING brin (id) WITH (pages_per_range = ${1 + this.below(9)})`,
      "((tri(id)), id DESC)",
    ];
    // A cast to text is not immutable for every type, nor has every type an order.
    const isText = ["text", "varchar(20)", "email"].includes(column.type);
    const form = isText ? this.#pick(forms) : this.#pick(forms.slice(2));
    this.#write(
      `CREATE ${this.#maybe(9) && !table.isPartitioned && !form.startsWith("USING") ? "UNIQUE " : ""}INDEX ${quote(this.#name("i"))} ON ${quote(table.name)} ${form}`,
    );
  }

  reference(table: GeneratedTable, tables: readonly GeneratedTable[]): void {
    // A table that survives a crash may not refer to one that does not.
    const target = this.#pick(tables.filter(({ isUnlogged }) => isUnlogged === table.isUnlogged));
    const actions = [
      "",
      " ON DELETE CASCADE",
      " ON UPDATE CASCADE ON DELETE SET NULL",
      " DEFERRABLE INITIALLY DEFERRED",
    ];
    const suffix = table.isPartitioned || target.isPartitioned || !this.#maybe(4) ? "" : " NOT VALID";
    this.#write(`ALTER TABLE ${quote(table.name)} ADD COLUMN ref integer`);
    this.#write(
      `ALTER TABLE ${quote(table.name)} ADD CONSTRAINT ${quote(this.#name("fk"))} FOREIGN KEY (ref) REFERENCES ${quote(target.name)} (id)${this.#pick(actions)}${suffix}`,
    );
  }

  views(table: GeneratedTable, index: number): void {
    const [column, view] = [quote(this.#pick(table.columns).name), quote(`view ${index}`)];
    this.#write(
      `CREATE VIEW ${view} AS SELECT id, ${column} AS picked, count(*) OVER () AS n FROM ${quote(table.name)} WHERE id IN (1, 2) OR ref > 4`,
    );
    if (this.#maybe(2))
      this.#write(`CREATE VIEW ${quote(`upper ${index}`)} WITH (security_barrier) AS SELECT v.id, v.n FROM ${view} v`);
    if (!this.#maybe(3)) return;
    this.#write(`CREATE MATERIALIZED VIEW ${quote(`kept ${index}`)} AS SELECT id FROM ${view}`);
    this.#write(`CREATE INDEX ON ${quote(`kept ${index}`)} (id)`);
  }

  extras(table: GeneratedTable): void {
    const [name, column] = [quote(table.name), quote(this.#pick(table.columns).name)];
    const extras = [
      `CREATE TRIGGER ${quote(this.#name("g"))} AFTER UPDATE OF ${column} ON ${name} FOR EACH ROW WHEN (new.id > 1) EXECUTE FUNCTION fire('x')`,
      `CREATE POLICY ${quote(this.#name("p"))} ON ${name} FOR UPDATE USING (id > 0) WITH CHECK (id IN (1, 2))`,
      `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`,
      `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`,
      `CREATE STATISTICS ${quote(this.#name("s"))} ON id, ref FROM ${name}`,
      `CREATE RULE ${quote(this.#name("r"))} AS ON DELETE TO ${name} WHERE old.id > 3 DO ALSO UPDATE ${name} SET ref = NULL WHERE id = old.id`,
      `COMMENT ON TABLE ${name} IS 'about "it"''s rows'`,
      `COMMENT ON COLUMN ${name}.${column} IS E'two\\nlines'`,
      `GRANT SELECT, UPDATE ON ${name} TO PUBLIC`,
      `GRANT INSERT (${column}) ON ${name} TO PUBLIC`,
      `ALTER TABLE ${name} REPLICA IDENTITY FULL`,
      `ALTER TABLE ${name} ALTER COLUMN id SET STATISTICS 50`,
      `REVOKE ALL ON FUNCTION tri(integer) FROM PUBLIC`,
    ];
    for (const extra of extras) if (this.#maybe(2)) this.#write(extra);
  }

  #column(name: string): GeneratedColumn & { readonly declaration: string } {
    if (name === "id") {
      const type = this.#pick(["integer", "serial", "integer GENERATED BY DEFAULT AS IDENTITY (START 10)"]);
      return { name, type: "integer", declaration: `id ${type} NOT NULL` };
    }
    const [type, ...values] = this.#pick(TYPES);
    const words = [quote(name), type];
    if (this.#maybe(8)) words.push("GENERATED ALWAYS AS (NULL) STORED");
    else if (values.length > 0 && this.#maybe(2)) words.push("DEFAULT", this.#pick(values));
    if (this.#maybe(3)) words.push("NOT NULL");
    return { name, type, declaration: words.join(" ") };
  }

  #constraints(index: number, columns: readonly GeneratedColumn[], isPartitioned: boolean): readonly string[] {
    const checks = columns.filter(({ type }) => ["text", "varchar(20)", "email"].includes(type));
    const constraints = [
      // The first of two unique keys, which foreign keys point at.
      this.#maybe(4) ? "UNIQUE (id)" : `CONSTRAINT ${quote(`key of ${index}`)} PRIMARY KEY (id)`,
      ...checks.map(({ name }) => `CHECK (${quote(name)} IN ('a', 'b') OR length(${quote(name)}) BETWEEN 1 AND 9)`),
      ...(this.#maybe(3) ? ["CHECK (id > 0 AND tri(id) <> ALL (ARRAY[1, 2]))"] : []),
      ...(!isPartitioned && this.#maybe(4) ? ["EXCLUDE USING btree (id WITH =) WHERE (id > 9)"] : []),
    ];
    return constraints;
  }

  #partitions({ name }: GeneratedTable): void {
    const parent = quote(name);
    this.#write(`CREATE TABLE ${quote(`${name} p0`)} PARTITION OF ${parent} FOR VALUES WITH (MODULUS 2, REMAINDER 0)`);
    this.#write(
      `CREATE TABLE ${quote(`${name} p1`)} PARTITION OF ${parent} (CHECK (id <> 13)) FOR VALUES WITH (MODULUS 2, REMAINDER 1)`,
    );
  }

  #maybe(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("there is nothing to pick from");
    return item;
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix} ${this.#names}`;
  }

  #write(statement: string): void {
    this.statements.push(statement);
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
