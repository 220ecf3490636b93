/** A program that is started in a process of its own. */
export interface Program {
  readonly label: string;
  readonly type: "module" | "commonjs";
  readonly source: string;
  /** The most milliseconds that it may take beyond an empty process; or the program that it must not be slower than. */
  readonly goal?: number | string;
}

const DRIZZLE_ON_SQLITE = "drizzle and better-sqlite3: open a file, read a row";
const DRIZZLE_ON_POSTGRES = "drizzle and pg: connect, read a row";

/** Opens the database of an environment variable, whose table is there, and asks for a row. */
function ourRead(variable: string): string {
  return `
      import { DataFlow, field } from "@dataflow/all";
      const db = new DataFlow(process.env.${variable});
      const User = db.model("User", {
        name: field.text(), email: field.text().unique(), age: field.integer(), active: field.boolean().default(true),
      });
      if ((await User.read(1, { raiseOnNotFound: false })) !== null) process.exit(1);
      await db.close();`;
}

/** The first is what the others are compared with. */
export const PROGRAMS: readonly Program[] = [
  { label: "node, nothing", type: "module", source: "" },
  { label: 'import "@dataflow/all"', type: "module", source: 'import "@dataflow/all";', goal: 150 },
  { label: 'require("@dataflow/all")', type: "commonjs", source: 'require("@dataflow/all");', goal: 150 },
  { label: 'import "pg"', type: "module", source: 'import "pg";' },
  { label: 'import "better-sqlite3"', type: "module", source: 'import "better-sqlite3";' },
  {
    label: "better-sqlite3: create a table, a row, read it",
    type: "module",
    source: `
      import Database from "better-sqlite3";
      const database = new Database(":memory:");
      database.exec("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
      const { id } = database.prepare("INSERT INTO users (name) VALUES (?) RETURNING *").get("Alice");
      if (database.prepare("SELECT * FROM users WHERE id = ?").get(id).name !== "Alice") process.exit(1);
      database.close();`,
  },
  {
    label: "DataFlow: the same",
    type: "module",
    source: `
      import { DataFlow, field } from "@dataflow/all";
      const db = new DataFlow("sqlite::memory:");
      const User = db.model("User", { name: field.text() });
      const { id } = await User.create({ name: "Alice" });
      if ((await User.read(id)).name !== "Alice") process.exit(1);
      await db.close();`,
  },
  {
    label: DRIZZLE_ON_SQLITE,
    type: "module",
    source: `
      import { drizzle } from "drizzle-orm/better-sqlite3";
      import { eq } from "drizzle-orm";
      import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
      const users = sqliteTable("users", { id: integer().primaryKey(), name: text().notNull() });
      const db = drizzle(process.env.BENCH_FILE);
      if (db.select().from(users).where(eq(users.id, 1)).all().length !== 0) process.exit(1);
      db.$client.close();`,
  },
  {
    label: "DataFlow: open a file, read a row",
    type: "module",
    source: ourRead("BENCH_SQLITE_URL"),
    goal: DRIZZLE_ON_SQLITE,
  },
  {
    label: DRIZZLE_ON_POSTGRES,
    type: "module",
    source: `
      import { drizzle } from "drizzle-orm/node-postgres";
      import { eq } from "drizzle-orm";
      import { integer, pgTable, text } from "drizzle-orm/pg-core";
      const users = pgTable("users", { id: integer().primaryKey(), name: text().notNull() });
      const db = drizzle(process.env.BENCH_POSTGRES_URL);
      if ((await db.select().from(users).where(eq(users.id, 1))).length !== 0) process.exit(1);
      await db.$client.end();`,
  },
  {
    label: "DataFlow: connect to PostgreSQL, read a row",
    type: "module",
    source: ourRead("BENCH_POSTGRES_URL"),
    goal: DRIZZLE_ON_POSTGRES,
  },
];
