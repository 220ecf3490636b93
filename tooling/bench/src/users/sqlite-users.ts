import Database from "better-sqlite3";
import type { NewUser, StoredUser, UserAccess } from "./user-access.ts";

const COLUMNS = "name, email, age, active, created_at, updated_at";

/** Opens a file as DataFlow does: write-ahead log, a commit does not wait for the disk, references are checked. */
export function openSqliteFile(file: string): Database.Database {
  const database = new Database(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
  return database;
}

/** The plain driver: statements prepared once, rows as objects. */
export function sqliteUsers(file: string): UserAccess {
  const database = openSqliteFile(file);
  const create = database.prepare<unknown[], StoredUser>(
    `INSERT INTO users (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) RETURNING *`,
  );
  const read = database.prepare<unknown[], StoredUser>("SELECT * FROM users WHERE id = ?");
  const update = database.prepare<unknown[], StoredUser>(
    "UPDATE users SET age = ?, updated_at = ? WHERE id = ? RETURNING *",
  );
  const remove = database.prepare<unknown[]>("DELETE FROM users WHERE id = ?");
  const list = database.prepare<unknown[], StoredUser>("SELECT * FROM users WHERE id > ? ORDER BY id LIMIT 10");
  const many = database.prepare<unknown[], StoredUser>("SELECT * FROM users ORDER BY id LIMIT 1000");
  return {
    label: "better-sqlite3, prepared",
    create: (user) => present(create.get(...valuesOf(user))),
    read: (id) => present(read.get(id)),
    update: (id, age) => present(update.get(age, Date.now(), id)),
    delete: (id) => remove.run(id).changes === 1,
    list: (afterId) => list.all(afterId),
    listMany: () => many.all(),
    close: () => {
      database.close();
    },
  };
}

function valuesOf({ name, email, age, active }: NewUser): readonly unknown[] {
  const now = Date.now();
  return [name, email, age, active ? 1 : 0, now, now];
}

function present(row: StoredUser | undefined): StoredUser {
  if (row === undefined) throw new Error("there is no such user");
  return row;
}
