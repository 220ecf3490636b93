/** A foreign key of a generated schema. */
export interface GeneratedKey {
  readonly name: string;
  readonly child: number;
  readonly parent: number;
  readonly onDelete: "CASCADE" | "SET NULL" | "SET DEFAULT" | "RESTRICT" | "NO ACTION";
}

/** Tables `t0`, `t1` … with a number as key, a column `c0`, `c1` … for each of their foreign keys, and rows. */
export interface GeneratedKeys {
  readonly tables: number;
  readonly keys: readonly GeneratedKey[];
  /** For each table the values of its foreign keys, row by row; the place of a row is its number. */
  readonly rows: readonly (readonly (readonly (number | null)[])[])[];
}

const ACTIONS = ["CASCADE", "CASCADE", "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"] as const;

/** What is asked for. */
export interface GeneratedSize {
  readonly tables: number;
  /** Keys for each table on average. */
  readonly keys: number;
  readonly rows: number;
  readonly actions?: readonly GeneratedKey["onDelete"][];
}

/**
 * Makes tables that refer to each other in circles and to themselves.
 *
 * @param random gives a number below a limit
 * @param size how many of each
 * @returns the tables, keys and rows
 */
export function generateKeys(random: (limit: number) => number, size: GeneratedSize): GeneratedKeys {
  const { tables, actions = ACTIONS } = size;
  const keys = Array.from({ length: Math.round(tables * size.keys) }, (_, index): GeneratedKey => {
    const child = random(tables);
    // Mostly near each other, so that there are long chains and circles, and now and then far away.
    const parent = random(4) === 0 ? random(tables) : (child + tables - random(Math.min(4, tables))) % tables;
    return { name: `fk${index}`, child, parent, onDelete: actions[random(actions.length)] ?? "CASCADE" };
  });
  const rows = Array.from({ length: tables }, (_, table) =>
    Array.from({ length: size.rows }, () =>
      keysOf(keys, table).map(() => (random(3) === 0 ? null : random(size.rows))),
    ),
  );
  return { tables, keys, rows };
}

/** The keys of a table, in the order of its columns. */
export function keysOf(keys: readonly GeneratedKey[], table: number): readonly GeneratedKey[] {
  return keys.filter(({ child }) => child === table);
}

/** The statements that make the tables and their rows; the keys come last where they can, and with the tables where not. */
export function keyStatements(generated: GeneratedKeys, keysLast: boolean): readonly string[] {
  const { tables, keys, rows } = generated;
  const numbers = Array.from({ length: tables }, (_, table) => table);
  const reference = ({ name, parent, onDelete }: GeneratedKey, column: string) =>
    `CONSTRAINT ${name} FOREIGN KEY (${column}) REFERENCES t${parent} (id) ON DELETE ${onDelete}`;
  const create = numbers.map((table) => {
    const own = keysOf(keys, table);
    const columns = own.map((_, at) => `c${at} integer`);
    const inside = keysLast ? [] : own.map((key, at) => reference(key, `c${at}`));
    return `CREATE TABLE t${table} (${["id integer PRIMARY KEY", ...columns, ...inside].join(", ")})`;
  });
  const fill = numbers.flatMap((table) => {
    const values = (rows[table] ?? []).map((row, id) => `(${[id, ...row.map((value) => value ?? "NULL")].join(", ")})`);
    return values.length === 0 ? [] : [`INSERT INTO t${table} VALUES ${values.join(", ")}`];
  });
  const alter = numbers.flatMap((table) =>
    keysOf(keys, table).map((key, at) => `ALTER TABLE t${table} ADD ${reference(key, `c${at}`)}`),
  );
  return keysLast ? [...create, ...fill, ...alter] : [...create, ...fill];
}
