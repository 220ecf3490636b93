import Database from "better-sqlite3";
import type { NewUser, StoredUser } from "../../src/users/user-access.ts";

/** Opens a file with the settings that all variants have. */
export function openFile(file: string): Database.Database {
  const database = new Database(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
  return database;
}

/** The parts of a server's URL, for libraries that do not understand the folder of a socket in one. */
export function serverParts(url: string) {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: decodeURIComponent(hostname),
    port: Number(port === "" ? 5432 : port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

/** The row of a query that gives one. */
export function present<Row>(row: Row | null | undefined): Row {
  if (row === undefined || row === null) throw new Error("there is no such user");
  return row;
}

/** A list in parts, for statements that take so many values at most. */
export function* parts<Value>(values: readonly Value[], size: number): Generator<Value[]> {
  for (let index = 0; index < values.length; index += size) yield values.slice(index, index + size);
}

/** The columns of a new row, as PostgreSQL's drivers take them. */
export function serverRow({ name, email, age, active }: NewUser) {
  const now = new Date();
  return { name, email, age, active, created_at: now, updated_at: now };
}

/** The columns of a new row, as SQLite's driver takes them. */
export function fileRow({ name, email, age, active }: NewUser) {
  const now = Date.now();
  return { name, email, age, active: active ? 1 : 0, created_at: now, updated_at: now };
}

/** The same for mappers that name properties as DataFlow does. */
export function mappedRow({ name, email, age, active }: NewUser) {
  const now = new Date();
  return { name, email, age, active, createdAt: now, updatedAt: now };
}

export type { NewUser, StoredUser };
