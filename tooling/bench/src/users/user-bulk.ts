import pg from "pg";
import { insertColumns } from "./postgres-users.ts";
import { insertInBatches, insertOneByOne, openSqliteFile } from "./sqlite-users.ts";
import type { NewUser } from "./user-access.ts";
import { openUserModel } from "./user-model.ts";

/** One way to store many users. */
export interface UserBulk {
  readonly label: string;
  create(users: readonly NewUser[]): unknown;
  /** Removes all rows. */
  empty(): unknown;
  count(): Promise<number>;
  close(): unknown;
}

/** By hand with the plain driver, all on one file. */
export async function sqliteBulk(file: string, emptyTable: string): Promise<readonly UserBulk[]> {
  const database = openSqliteFile(file);
  const shared = {
    empty: () => database.exec(emptyTable),
    count: async () => Number(database.prepare("SELECT count(*) FROM users").pluck().get()),
    close: () => database.close(),
  };
  return [
    { ...shared, label: "better-sqlite3, VALUES of 500", create: (users) => insertInBatches(database, users, 500) },
    {
      ...shared,
      label: "better-sqlite3, prepared, one by one",
      create: (users) => insertOneByOne(database, users),
    },
  ];
}

/** By hand with the plain driver. */
export async function postgresBulk(url: string, emptyTable: string): Promise<readonly UserBulk[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return [
    {
      label: "pg, unnest of 5,000",
      create: (users) => insertColumns(client, users, 5_000),
      empty: () => client.query(emptyTable),
      count: async () => Number((await client.query("SELECT count(*) FROM users")).rows[0]?.count),
      close: () => client.end(),
    },
  ];
}

/** DataFlow's bulk method. `emptyTable` is the statement that removes all rows. */
export async function methodBulk(url: string, emptyTable: string): Promise<UserBulk> {
  const { db, users } = await openUserModel(url);
  return {
    label: "DataFlow, bulkCreate",
    create: (rows) => users.bulkCreate(rows),
    empty: () => db.connection.run(emptyTable),
    count: async () => (await users.count()).count,
    close: () => db.close(),
  };
}
