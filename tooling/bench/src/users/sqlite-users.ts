import Database from "better-sqlite3";
import type { NewUser, StoredUser, UserAccess } from "./user-access.ts";

const COLUMNS = "name, email, age, active, created_at, updated_at";

/** Opens a file as DataFlow does: write-ahead log, a commit does not wait for the disk, references are checked. */
export function openSqliteFile(file: string): Database.Database {
  const database = new Database(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
  return database;
}

/** A row as the driver gives it: the database has neither truth values nor times. */
export interface UserRow extends StoredUser {
  readonly age: number;
  readonly active: number;
  readonly created_at: number;
  readonly updated_at: number;
}

/** The plain driver: statements prepared once, rows as objects with the values that an application works with. */
export function sqliteUsers(file: string): UserAccess {
  const database = openSqliteFile(file);
  const create = database.prepare<unknown[], UserRow>(
    `INSERT INTO users (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) RETURNING *`,
  );
  const read = database.prepare<unknown[], UserRow>("SELECT * FROM users WHERE id = ?");
  const update = database.prepare<unknown[], UserRow>(
    "UPDATE users SET age = ?, updated_at = ? WHERE id = ? RETURNING *",
  );
  const remove = database.prepare<unknown[]>("DELETE FROM users WHERE id = ?");
  const list = database.prepare<unknown[], UserRow>("SELECT * FROM users WHERE id > ? ORDER BY id LIMIT 10");
  const many = database.prepare<unknown[], UserRow>("SELECT * FROM users ORDER BY id LIMIT 1000");
  return {
    label: "better-sqlite3, prepared",
    // `get` stops at the first row, and says nothing when what it wrote cannot be committed then.
    create: (user) => present(create.all(...valuesOf(user))[0]),
    read: (id) => present(read.get(id)),
    update: (id, age) => present(update.all(age, Date.now(), id)[0]),
    delete: (id) => remove.run(id).changes === 1,
    list: (afterId) => list.all(afterId).map(userOf),
    listMany: () => many.all().map(userOf),
    close: () => {
      database.close();
    },
  };
}

/** The same behind one promise: the least that a library takes which answers with one. */
export function promisedSqliteUsers(file: string): UserAccess {
  const { create, read, update, delete: remove, list, close } = sqliteUsers(file);
  return {
    label: "better-sqlite3, prepared, behind one promise",
    create: (user) => Promise.resolve(create(user)),
    read: (id) => Promise.resolve(read(id)),
    update: (id, age) => Promise.resolve(update(id, age)),
    delete: (id) => Promise.resolve(remove(id)),
    list: (afterId) => Promise.resolve(list(afterId)),
    close,
  };
}

function valuesOf({ name, email, age, active }: NewUser): readonly unknown[] {
  const now = Date.now();
  return [name, email, age, active ? 1 : 0, now, now];
}

function present(row: UserRow | undefined): StoredUser {
  if (row === undefined) throw new Error("there is no such user");
  return userOf(row);
}

/** What pg does by itself. */
export function userOf({ id, name, email, age, active, created_at, updated_at }: UserRow) {
  return {
    id,
    name,
    email,
    age,
    active: active === 1,
    createdAt: new Date(created_at),
    updatedAt: new Date(updated_at),
  };
}
