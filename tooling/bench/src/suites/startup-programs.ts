/** A program that is started in a process of its own. */
export interface Program {
  readonly label: string;
  readonly type: "module" | "commonjs";
  readonly source: string;
  /** The most milliseconds that it may take beyond an empty process. */
  readonly goal?: number;
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
];
