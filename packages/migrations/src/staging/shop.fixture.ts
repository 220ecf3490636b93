import type { Connection } from "@dataflow/database";

/** Tables in circles, with references to themselves and over two columns, and values that only their own type keeps. */
const TABLES = [
  `CREATE TABLE departments (id INTEGER PRIMARY KEY, name TEXT NOT NULL, head INTEGER)`,
  `CREATE TABLE employees (id INTEGER PRIMARY KEY, email VARCHAR(60) NOT NULL UNIQUE, boss INTEGER REFERENCES employees (id),
     department INTEGER NOT NULL REFERENCES departments (id), status TEXT NOT NULL, note TEXT)`,
  `CREATE TABLE lines (shop INTEGER NOT NULL, number BIGINT NOT NULL, price NUMERIC(12,2), PRIMARY KEY (shop, number))`,
  `CREATE TABLE parcels (id INTEGER PRIMARY KEY, shop INTEGER, number BIGINT, carrier VARCHAR(60),
     FOREIGN KEY (shop, number) REFERENCES lines (shop, number), FOREIGN KEY (carrier) REFERENCES employees (email))`,
];

const AFTER: Readonly<Record<Connection["dialect"], readonly string[]>> = {
  postgres: [
    "ALTER TABLE departments ADD FOREIGN KEY (head) REFERENCES employees (id) DEFERRABLE INITIALLY DEFERRED",
    "CREATE INDEX parcels_by_shop ON parcels (shop) WHERE number IS NOT NULL",
  ],
  sqlite: ["CREATE INDEX parcels_by_shop ON parcels (shop) WHERE number IS NOT NULL"],
};

/** The words of a circle: one of the two has to be declared with its table on SQLite. */
function tablesOf(dialect: Connection["dialect"]): readonly string[] {
  if (dialect === "postgres") return TABLES;
  return TABLES.map((sql) => sql.replace("head INTEGER)", "head INTEGER REFERENCES employees (id))"));
}

/** Makes the tables with `size` employees; whoever asks for the same size gets the same rows. */
export async function openShop(connection: Connection, size: number): Promise<void> {
  const series = (count: number): string =>
    connection.dialect === "postgres"
      ? `generate_series(1, ${count}) AS s (i)`
      : `(WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${count}) SELECT i FROM s) AS s`;
  for (const sql of tablesOf(connection.dialect)) await connection.run(sql);
  const fill = [
    `INSERT INTO departments SELECT i, 'department ' || i, NULL FROM ${series(10)}`,
    `INSERT INTO employees SELECT i, 'person' || i || '@shop.example', CASE WHEN i > 1 THEN i / 2 END, 1 + i % 10,
       CASE WHEN i = 7 THEN 'rare' WHEN i % 3 = 0 THEN 'active' ELSE 'gone' END,
       CASE WHEN i = 11 THEN 'the longest note of them all' WHEN i % 5 > 0 THEN 'note ' || i END FROM ${series(size)}`,
    "UPDATE departments SET head = id",
    `INSERT INTO lines SELECT i % 7, 9007199254740993 + i, i * 1.25 FROM ${series(size)}`,
    `INSERT INTO parcels SELECT i, CASE WHEN i % 4 > 0 THEN i % 7 END, CASE WHEN i % 5 > 0 THEN 9007199254740993 + i END,
       CASE WHEN i % 2 = 0 THEN 'person' || i || '@shop.example' END FROM ${series(size)}`,
  ];
  for (const sql of [...fill, ...AFTER[connection.dialect]]) await connection.run(sql);
}
