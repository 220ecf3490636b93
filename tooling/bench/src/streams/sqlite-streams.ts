import type Database from "better-sqlite3";
import { tuples, valuesOf } from "../bulk/sqlite-techniques.ts";
import { openSqliteFile, type UserRow, userOf } from "../users/sqlite-users.ts";
import type { NewUser } from "../users/user-access.ts";
import { partsOf, readCsv, readJson, writeCsv, writeJson } from "./file-formats.ts";
import type { StreamTechniques } from "./stream-techniques.ts";

const PART = 1_000;

/** By hand with the plain driver: its iterator, and the fastest insert of the bulk suite. */
export async function sqliteStreams({ plain }: { readonly plain: string }): Promise<StreamTechniques> {
  const database = openSqliteFile(plain);
  const all = database.prepare<[], UserRow>("SELECT * FROM users");
  return {
    read: [{ label: "better-sqlite3, iterate", run: async () => addUpAges(usersOf(all)) }],
    exportCsv: [{ label: "iterate, csv-stringify", run: (file) => writeCsv(usersOf(all), file) }],
    exportJson: [{ label: "iterate, JSON.stringify", run: (file) => writeJson(usersOf(all), file) }],
    importCsv: [{ label: "csv-parse, VALUES of 1,000", run: (file) => insert(database, readCsv(file)) }],
    importJson: [{ label: "JSON.parse, VALUES of 1,000", run: (file) => insert(database, readJson(file)) }],
    close: () => database.close(),
  };
}

function* usersOf(all: Database.Statement<[], UserRow>) {
  for (const row of all.iterate()) yield userOf(row);
}

function addUpAges(users: Iterable<{ readonly age: number }>): number {
  let ages = 0;
  for (const { age } of users) ages += age;
  return ages;
}

/** All parts are full: the number of rows is a multiple of their size. */
async function insert(database: Database.Database, users: AsyncIterable<NewUser>): Promise<void> {
  const columns = "name, email, age, active, created_at, updated_at";
  const statement = database.prepare<unknown[]>(`INSERT INTO users (${columns}) ${tuples(PART, 6)}`);
  database.exec("BEGIN");
  for await (const part of partsOf(users, PART)) statement.run(part.flatMap(valuesOf));
  database.exec("COMMIT");
}
