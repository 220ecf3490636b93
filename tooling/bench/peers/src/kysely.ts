import { type Dialect, type Generated, Kysely, PostgresDialect, SqliteDialect, sql } from "kysely";
import pg from "pg";
import type { UserChange } from "../../src/bulk/bulk-techniques.ts";
import type { Peer, PeerDriver, PeerPlace } from "../../src/peers/peer.ts";
import { fileRow, type NewUser, openFile, parts, present, serverRow } from "./support.ts";

interface UserTable {
  id: Generated<number>;
  name: string;
  email: string;
  age: number;
  active: boolean | number;
  created_at: Date | number;
  updated_at: Date | number;
}

interface Tables {
  users: UserTable;
}

/** What differs between the two databases. */
interface Kind {
  readonly dialect: (place: string) => Dialect;
  readonly rowOf: (user: NewUser) => Omit<UserTable, "id">;
  readonly now: () => Date | number;
  /** Rows of one statement. */
  readonly size: number;
}

const SERVER: Kind = {
  dialect: (url) => new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 20 }) }),
  rowOf: serverRow,
  now: () => new Date(),
  size: 1_000,
};

const FILE: Kind = {
  dialect: (path) => new SqliteDialect({ database: openFile(path) }),
  rowOf: fileRow,
  now: () => Date.now(),
  size: 1_000,
};

function access({ dialect, rowOf, now }: Kind) {
  return async ({ plain }: PeerPlace) => {
    const db = new Kysely<Tables>({ dialect: dialect(plain) });
    return {
      label: "kysely",
      create: (user: NewUser) => db.insertInto("users").values(rowOf(user)).returningAll().executeTakeFirstOrThrow(),
      read: (id: number) => db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirstOrThrow(),
      update: (id: number, age: number) =>
        db
          .updateTable("users")
          .set({ age, updated_at: now() })
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirstOrThrow(),
      delete: async (id: number) =>
        present((await db.deleteFrom("users").where("id", "=", id).execute())[0]).numDeletedRows === 1n,
      list: (id: number) => db.selectFrom("users").selectAll().where("id", ">", id).orderBy("id").limit(10).execute(),
      close: () => db.destroy(),
    };
  };
}

function bulk({ dialect, rowOf, now, size }: Kind, updateEach: UpdateEach) {
  return async ({ plain }: PeerPlace) => {
    const db = new Kysely<Tables>({ dialect: dialect(plain) });
    const insert = (users: readonly NewUser[]) =>
      db.transaction().execute(async (tx) => {
        for (const rows of parts(users.map(rowOf), size)) await tx.insertInto("users").values(rows).execute();
      });
    const upsert = (users: readonly NewUser[]) =>
      db.transaction().execute(async (tx) => {
        for (const rows of parts(users.map(rowOf), size)) {
          await tx
            .insertInto("users")
            .values(rows)
            .onConflict((conflict) =>
              conflict.column("email").doUpdateSet((eb) => ({
                name: eb.ref("excluded.name"),
                age: eb.ref("excluded.age"),
                active: eb.ref("excluded.active"),
                updated_at: eb.ref("excluded.updated_at"),
              })),
            )
            .execute();
        }
      });
    const deleteByIds = (ids: readonly number[]) =>
      db.transaction().execute(async (tx) => {
        for (const part of parts(ids, 10_000)) await tx.deleteFrom("users").where("id", "in", part).execute();
      });
    return {
      insert: [{ label: "kysely, values of 1,000", run: insert }],
      upsert: [{ label: "kysely, onConflict of 1,000", run: upsert }],
      updateEach: [
        {
          label: updateEach.label,
          ...(updateEach.rows === undefined ? {} : { rows: updateEach.rows }),
          run: (changes: readonly UserChange[]) => updateEach.run(db, changes, now()),
        },
      ],
      deleteByIds: [{ label: "kysely, in of 10,000", run: deleteByIds }],
      close: () => db.destroy(),
    };
  };
}

interface UpdateEach {
  readonly label: string;
  readonly rows?: number;
  readonly run: (db: Kysely<Tables>, changes: readonly UserChange[], now: Date | number) => Promise<unknown>;
}

/** With the `values` recipe of its documentation. */
const updateFromValues: UpdateEach = {
  label: "kysely, update from values of 5,000",
  run: (db, changes, now) =>
    db.transaction().execute(async (tx) => {
      for (const part of parts(changes, 5_000)) {
        const rows = sql.join(part.map(({ id, name, age }) => sql`(${sql.join([id, name, age])})`));
        const given = sql<{ id: string; name: string; age: string }>`(values ${rows})`.as<"given">(
          sql`given(id, name, age)`,
        );
        await tx
          .updateTable("users")
          .from(given)
          .set({ name: sql<string>`given.name`, age: sql<number>`given.age::integer`, updated_at: now })
          .where(sql<boolean>`users.id = given.id::integer`)
          .execute();
      }
    }),
};

const updateOneByOne: UpdateEach = {
  label: "kysely, one by one in a transaction",
  rows: 5_000,
  run: (db, changes, now) =>
    db.transaction().execute(async (tx) => {
      for (const { id, name, age } of changes) {
        await tx.updateTable("users").set({ name, age, updated_at: now }).where("id", "=", id).execute();
      }
    }),
};

const server: PeerDriver = { accesses: [access(SERVER)], bulk: bulk(SERVER, updateFromValues) };
const file: PeerDriver = { accesses: [access(FILE)], bulk: bulk(FILE, updateOneByOne) };

export const kysely: Peer = { name: "kysely", package: "kysely", postgres: server, sqlite: file };
