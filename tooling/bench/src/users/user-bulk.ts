import pg from "pg";
import { copyText, copyWithIds } from "./postgres-copy.ts";
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
  const shared = {
    empty: () => client.query(emptyTable),
    count: async () => Number((await client.query("SELECT count(*) FROM users")).rows[0]?.count),
  };
  return [
    {
      ...shared,
      label: "pg, unnest of 5,000",
      create: (users) => insertColumns(client, users, 5_000),
      close: () => undefined,
    },
    { ...shared, label: "pg, COPY as text", create: (users) => copyText(client, users), close: () => undefined },
    {
      ...shared,
      label: "pg, COPY as text, ids taken before",
      create: (users) => copyWithIds(client, users),
      close: () => client.end(),
    },
  ];
}

/** DataFlow's bulk method, with and without ids. `emptyTable` is the statement that removes all rows. */
export async function methodBulk(url: string, emptyTable: string): Promise<readonly UserBulk[]> {
  const { db, users } = await openUserModel(url);
  const shared = {
    empty: () => db.connection.run(emptyTable),
    count: async () => (await users.count()).count,
  };
  return [
    { ...shared, label: "DataFlow, bulkCreate", create: (rows) => users.bulkCreate(rows), close: () => undefined },
    {
      ...shared,
      label: "DataFlow, bulkCreate with ids",
      create: (rows) => users.bulkCreate(rows, { returnIds: true }),
      close: () => db.close(),
    },
  ];
}
