import type Database from "better-sqlite3";
import { openSqliteFile } from "../users/sqlite-users.ts";
import type { NewUser } from "../users/user-access.ts";
import type { BulkTechniques, UserChange } from "./bulk-techniques.ts";

const COLUMNS = "name, email, age, active, created_at, updated_at";
const INSERT = `INSERT INTO users (${COLUMNS})`;
const TAKE_OVER = `ON CONFLICT (email) DO UPDATE SET name = excluded.name, age = excluded.age, active = excluded.active,
  updated_at = excluded.updated_at`;
const ONE = "VALUES (?, ?, ?, ?, ?, ?)";

/** By hand with the plain driver. All parts are full: the number of rows is a multiple of their size. */
export async function sqliteTechniques({ plain }: { readonly plain: string }): Promise<BulkTechniques> {
  const database = openSqliteFile(plain);
  const insertParts = (size: number, clause = "") => ({
    label: `VALUES of ${size.toLocaleString("en-GB")}${clause === "" ? "" : `, ${clause.slice(0, clause.indexOf(" ", 3))}`}`,
    run: (users: readonly NewUser[]) =>
      eachPart(database, { rows: users, size, text: `${INSERT} ${tuples(size, 6)} ${clause}`, valuesOf }),
  });
  return {
    insert: [
      insertParts(1_000),
      insertParts(100),
      { label: "prepared, one by one", run: (users) => oneByOne(database, users, `${INSERT} ${ONE}`, valuesOf) },
    ],
    insertWithIds: [
      insertParts(100, "RETURNING id"),
      {
        label: "prepared, one by one, last id",
        run: (users) => oneByOne(database, users, `${INSERT} ${ONE}`, valuesOf),
      },
    ],
    upsert: [
      insertParts(1_000, TAKE_OVER),
      insertParts(100, TAKE_OVER),
      {
        label: "prepared, one by one",
        run: (users) => oneByOne(database, users, `${INSERT} ${ONE} ${TAKE_OVER}`, valuesOf),
      },
    ],
    updateEach: [
      { label: "UPDATE FROM VALUES of 1,000", run: (changes) => updateParts(database, changes, 1_000) },
      {
        label: "prepared, one by one",
        run: (changes) =>
          oneByOne(database, changes, "UPDATE users SET name = ?, age = ?, updated_at = ? WHERE id = ?", changedOf),
      },
    ],
    deleteByIds: [
      { label: "IN of 10,000", run: (ids) => deleteParts(database, ids, 10_000) },
      {
        label: "IN json_each",
        run: (ids) =>
          database.prepare("DELETE FROM users WHERE id IN (SELECT value FROM json_each(?))").run(JSON.stringify(ids)),
      },
    ],
    close: () => database.close(),
  };
}

/** `VALUES (?, ?), (?, ?)` */
export function tuples(rows: number, columns: number): string {
  const row = `(${Array(columns).fill("?").join(", ")})`;
  return `VALUES ${Array(rows).fill(row).join(", ")}`;
}

/** The values of a new row. */
export function valuesOf({ name, email, age, active }: NewUser): readonly unknown[] {
  const now = Date.now();
  return [name, email, age, active ? 1 : 0, now, now];
}

function changedOf({ id, name, age }: UserChange): readonly unknown[] {
  return [name, age, Date.now(), id];
}

interface Parts<Row> {
  readonly rows: readonly Row[];
  readonly size: number;
  readonly text: string;
  readonly valuesOf: (row: Row) => readonly unknown[];
}

/** Gives the ids when the statement does. */
function eachPart<Row>(database: Database.Database, { rows, size, text, valuesOf }: Parts<Row>): readonly number[] {
  const statement = database.prepare<unknown[], number>(text);
  const ids: number[] = [];
  database.transaction(() => {
    for (let start = 0; start < rows.length; start += size) {
      const values = rows.slice(start, start + size).flatMap(valuesOf);
      if (!statement.reader) statement.run(values);
      else for (const id of statement.pluck().all(values)) ids.push(id);
    }
  })();
  return ids;
}

/** Gives the id of the row that was stored last, after each. */
function oneByOne<Row>(
  database: Database.Database,
  rows: readonly Row[],
  text: string,
  valuesOf: (row: Row) => readonly unknown[],
): readonly number[] {
  const statement = database.prepare<unknown[]>(text);
  return database.transaction(() => rows.map((row) => Number(statement.run(...valuesOf(row)).lastInsertRowid)))();
}

function updateParts(database: Database.Database, changes: readonly UserChange[], size: number): void {
  const now = Date.now();
  eachPart(database, {
    rows: changes,
    size,
    text: `UPDATE users SET name = u.column2, age = u.column3, updated_at = ${now}
      FROM (${tuples(size, 3)}) AS u WHERE users.id = u.column1`,
    valuesOf: ({ id, name, age }) => [id, name, age],
  });
}

function deleteParts(database: Database.Database, ids: readonly number[], size: number): void {
  eachPart(database, {
    rows: ids,
    size,
    text: `DELETE FROM users WHERE id IN (${Array(size).fill("?").join(", ")})`,
    valuesOf: (id) => [id],
  });
}
