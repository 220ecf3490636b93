// Plans written by hand that together hold a step of every kind, with what they start from.
import { type Connection, connect } from "@dataflow/database";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { BackfillPlan, MigrationPlan, PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import { sealMigrationPlan } from "../plan/seal-migration-plan.ts";

export interface ExamplePlan {
  readonly setUp: readonly string[];
  readonly segments: readonly PlanSegment[];
  /** Queries whose rows no interruption may change, with what they give at the end. */
  readonly checks: readonly (readonly [sql: string, rows: readonly object[]])[];
}

export function step(id: string, ...statements: readonly string[]): PlanStep {
  return { id, operation: "test", object: "table t", statements, reversal: "inverse" };
}

export function transactional(...steps: readonly PlanStep[]): PlanSegment {
  return { mode: "transactional", steps };
}

export function outside(id: string, ...statements: readonly string[]): PlanSegment {
  return { mode: "nonTransactional", steps: [step(id, ...statements)] };
}

export function filling(id: string, backfill: BackfillPlan): PlanSegment {
  return { mode: "nonTransactional", steps: [{ ...step(id), backfill }] };
}

const fillNames: BackfillPlan = {
  table: { name: "users" },
  key: ["id"],
  set: "full_name = upper(email), fills = fills + 1",
  pending: "full_name IS NULL",
};

const names = transactional(
  step("add full_name", "ALTER TABLE users ADD COLUMN full_name text"),
  step("add fills", "ALTER TABLE users ADD COLUMN fills integer DEFAULT 0 NOT NULL"),
);

const checks: ExamplePlan["checks"] = [
  [
    "SELECT count(*) AS n, sum(id) AS ids, min(fills) AS fewest, max(fills) AS most FROM users",
    [{ n: 300, ids: 45150, fewest: 1, most: 1 }],
  ],
  ["SELECT count(*) AS n FROM users WHERE full_name = upper(email)", [{ n: 300 }]],
  ["SELECT count(*) AS n, CAST(sum(total) AS integer) AS totals FROM orders", [{ n: 300, totals: 90300 }]],
  ["SELECT count(*) AS n FROM lines", [{ n: 300 }]],
];

const server: ExamplePlan = {
  setUp: [
    "CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL)",
    "INSERT INTO users SELECT n, 'user' || n FROM generate_series(1, 300) n",
    "CREATE TYPE status AS ENUM ('new')",
    "CREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users, total integer, note text, status status DEFAULT 'new')",
    "INSERT INTO orders SELECT n, n, 2 * n, 'note' FROM generate_series(1, 300) n",
    "CREATE TABLE lines (order_id integer REFERENCES orders ON DELETE CASCADE)",
    "INSERT INTO lines SELECT n FROM generate_series(1, 300) n",
    "CREATE INDEX orders_note ON orders (note)",
  ],
  segments: [
    transactional(step("create tags", "CREATE TABLE tags (id integer PRIMARY KEY)"), ...names.steps),
    outside("index total", "CREATE INDEX CONCURRENTLY orders_total ON public.orders (total)"),
    transactional(step("add paid", "ALTER TYPE public.status ADD VALUE 'paid'")),
    outside("add void", "ALTER TYPE public.status ADD VALUE 'it''s void'"),
    outside("drop index", "DROP INDEX CONCURRENTLY public.orders_note"),
    filling("fill names", fillNames),
    transactional(
      step("total bigint", "ALTER TABLE orders ALTER COLUMN total TYPE bigint"),
      step("default paid", "ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'paid'"),
      step(
        "require full_name",
        "ALTER TABLE users ADD CONSTRAINT named CHECK (full_name IS NOT NULL) NOT VALID",
        "ALTER TABLE users VALIDATE CONSTRAINT named",
      ),
    ),
  ],
  checks: [
    ...checks,
    ["SELECT count(*) AS n FROM pg_index WHERE NOT indisvalid", [{ n: 0 }]],
    [
      "SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) AS labels FROM pg_enum",
      [{ labels: "new,paid,it's void" }],
    ],
  ],
};

const numbers = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 300)";
const file: ExamplePlan = {
  setUp: [
    "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL)",
    `INSERT INTO users ${numbers} SELECT n, 'user' || n FROM s`,
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), total INTEGER, note TEXT)",
    `INSERT INTO orders ${numbers} SELECT n, n, 2 * n, 'note' FROM s`,
    "CREATE TABLE lines (order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE)",
    `INSERT INTO lines ${numbers} SELECT n FROM s`,
    "CREATE INDEX orders_note ON orders (note)",
  ],
  segments: [
    transactional(step("create tags", "CREATE TABLE tags (id INTEGER PRIMARY KEY)"), ...names.steps),
    filling("fill names", fillNames),
    transactional(
      step(
        "rebuild orders",
        "CREATE TABLE orders_new (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), total BIGINT NOT NULL)",
        "INSERT INTO orders_new SELECT id, user_id, total FROM orders",
        "DROP TABLE orders",
        "ALTER TABLE orders_new RENAME TO orders",
      ),
      step("index total", "CREATE INDEX orders_total ON orders (total)"),
    ),
    outside("analyze", "ANALYZE"),
  ],
  checks: [...checks, ["SELECT count(*) AS n FROM pragma_foreign_key_check", [{ n: 0 }]]],
};

export const examples = { postgres: server, sqlite: file };

/** Two schemas with everything in between that the planner has a way for, and rows that no way may lose. */
export const schemaPairs = {
  postgres: {
    from: [
      "CREATE TYPE mood AS ENUM ('fine')",
      "CREATE TABLE authors (id integer PRIMARY KEY, name text, age integer, mood mood)",
      "INSERT INTO authors SELECT n, 'author ' || n, n, 'fine' FROM generate_series(1, 100) n",
      "CREATE TABLE books (id integer PRIMARY KEY, author integer REFERENCES authors ON DELETE CASCADE, title text, gone text)",
      "INSERT INTO books SELECT n, n, 'title ' || n, 'x' FROM generate_series(1, 100) n",
      "CREATE INDEX books_gone ON books (gone)",
      "CREATE VIEW titles AS SELECT id, title FROM books",
    ],
    to: [
      "CREATE TYPE mood AS ENUM ('fine', 'sad')",
      "CREATE TABLE authors (id integer PRIMARY KEY, name text NOT NULL, age bigint DEFAULT 7, mood mood DEFAULT 'sad')",
      "CREATE TABLE tags (id integer PRIMARY KEY, label text UNIQUE)",
      "CREATE TABLE books (id integer PRIMARY KEY, author integer REFERENCES authors ON DELETE CASCADE, title varchar(80), tag integer REFERENCES tags, CHECK (title <> ''))",
      "CREATE INDEX books_title ON books (title)",
      "CREATE VIEW titles AS SELECT id, title FROM books",
    ],
  },
  sqlite: {
    from: [
      "CREATE TABLE authors (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, age INTEGER)",
      `INSERT INTO authors ${numbers.replace("300", "100")} SELECT n, 'author ' || n, n FROM s`,
      "CREATE TABLE books (id INTEGER PRIMARY KEY, author INTEGER REFERENCES authors (id) ON DELETE CASCADE, title TEXT, gone TEXT)",
      `INSERT INTO books ${numbers.replace("300", "100")} SELECT n, n, 'title ' || n, 'x' FROM s`,
      "CREATE INDEX books_gone ON books (gone)",
      "CREATE VIEW titles AS SELECT id, title FROM books",
    ],
    to: [
      "CREATE TABLE authors (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, age BIGINT DEFAULT 7)",
      "CREATE TABLE tags (id INTEGER PRIMARY KEY, label TEXT UNIQUE)",
      "CREATE TABLE books (id INTEGER PRIMARY KEY, author INTEGER REFERENCES authors (id) ON DELETE CASCADE, title TEXT, tag INTEGER REFERENCES tags (id), CHECK (title <> ''))",
      "CREATE INDEX books_title ON books (title)",
      "CREATE VIEW titles AS SELECT id, title FROM books",
    ],
  },
};

/** What the rows of the first schema come to in the second. */
export const PAIR_CHECKS: ExamplePlan["checks"] = [
  [
    "SELECT count(*) AS n, CAST(sum(age) AS integer) AS ages, min(name) AS name FROM authors",
    [{ n: 100, ages: 5050, name: "author 1" }],
  ],
  [
    "SELECT count(*) AS n, CAST(sum(author) AS integer) AS authors, max(title) AS title FROM books",
    [{ n: 100, authors: 5050, title: "title 99" }],
  ],
];

/** Runs what a plan starts from. */
export async function setUp(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const sql of statements) await connection.run(sql);
}

/** Makes a plan of statements, by running them on a database that is not used for anything else. */
export async function planOf(
  scratchUrl: string,
  example: Pick<ExamplePlan, "setUp" | "segments">,
): Promise<MigrationPlan> {
  const connection = connect(scratchUrl);
  try {
    // Without rows: a backfill is not run here, and what it prepares would fail on them.
    await setUp(
      connection,
      example.setUp.filter((sql) => !sql.startsWith("INSERT")),
    );
    const from = catalogFingerprint(await readCatalog(connection));
    await connection.session(async () => {
      if (connection.dialect === "sqlite") await connection.run("PRAGMA foreign_keys = OFF");
      const steps = example.segments.flatMap((segment) => segment.steps);
      for (const { statements } of steps) for (const sql of statements) await connection.run(sql);
    });
    const to = catalogFingerprint(await readCatalog(connection));
    const { segments } = example;
    const content = {
      version: 2,
      dialect: connection.dialect,
      from,
      to,
      segments,
      refused: [],
      unspelled: [],
      questions: [],
    } as const;
    return sealMigrationPlan(content);
  } finally {
    await connection.close();
  }
}
