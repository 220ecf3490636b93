import { asc, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import { drizzle as drizzleFile } from "drizzle-orm/better-sqlite3";
import { drizzle as drizzleServer } from "drizzle-orm/node-postgres";
import * as pgCore from "drizzle-orm/pg-core";
import * as sqliteCore from "drizzle-orm/sqlite-core";
import pg from "pg";
import type { UserChange } from "../../src/bulk/bulk-techniques.ts";
import type { Peer, PeerDriver } from "../../src/peers/peer.ts";
import { mappedRow, type NewUser, openFile, parts, present } from "./support.ts";

const serverUsers = pgCore.pgTable("users", {
  id: pgCore.serial("id").primaryKey(),
  name: pgCore.text("name").notNull(),
  email: pgCore.text("email").notNull().unique(),
  age: pgCore.integer("age").notNull(),
  active: pgCore.boolean("active").notNull(),
  createdAt: pgCore.timestamp("created_at", { withTimezone: true }).notNull(),
  updatedAt: pgCore.timestamp("updated_at", { withTimezone: true }).notNull(),
});

const fileUsers = sqliteCore.sqliteTable("users", {
  id: sqliteCore.integer("id").primaryKey({ autoIncrement: true }),
  name: sqliteCore.text("name").notNull(),
  email: sqliteCore.text("email").notNull().unique(),
  age: sqliteCore.integer("age").notNull(),
  active: sqliteCore.integer("active", { mode: "boolean" }).notNull(),
  createdAt: sqliteCore.integer("created_at", { mode: "timestamp_ms" }).notNull(),
  updatedAt: sqliteCore.integer("updated_at", { mode: "timestamp_ms" }).notNull(),
});

function openServer(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  return { db: drizzleServer(pool), close: () => pool.end() };
}

const value = sql.placeholder;
const NEW_ROW = {
  name: value("name"),
  email: value("email"),
  age: value("age"),
  active: value("active"),
  createdAt: value("createdAt"),
  updatedAt: value("updatedAt"),
};
const EXCLUDED = {
  name: sql`excluded.name`,
  age: sql`excluded.age`,
  active: sql`excluded.active`,
  updatedAt: sql`excluded.updated_at`,
};

/** `case` expressions, as the guide "Update many with different values for each row" writes them. */
function caseOf(id: unknown, changes: readonly UserChange[], of: (change: UserChange) => SQL): SQL {
  const branches = changes.map((change) => sql`when ${id} = ${change.id} then ${of(change)}`);
  return sql`(case ${sql.join(branches, sql.raw(" "))} end)`;
}

const changedName = ({ name }: UserChange) => sql`${name}`;
const changedAge = ({ age }: UserChange) => sql`cast(${age} as integer)`;

const server: PeerDriver = {
  accesses: [
    async ({ plain }) => {
      const { db, close } = openServer(plain);
      const byId = eq(serverUsers.id, value("id"));
      const create = db.insert(serverUsers).values(NEW_ROW).returning().prepare("create");
      const read = db.select().from(serverUsers).where(byId).prepare("read");
      const changes = { age: sql`${value("age")}`, updatedAt: sql`${value("now")}` };
      const update = db.update(serverUsers).set(changes).where(byId).returning().prepare("update");
      const remove = db.delete(serverUsers).where(byId).prepare("delete");
      const list = db
        .select()
        .from(serverUsers)
        .where(gt(serverUsers.id, value("id")))
        .orderBy(asc(serverUsers.id))
        .limit(10)
        .prepare("list");
      return {
        label: "drizzle, prepared",
        create: async (user) => present((await create.execute(mappedRow(user)))[0]),
        read: async (id) => present((await read.execute({ id }))[0]),
        update: async (id, age) => present((await update.execute({ id, age, now: new Date() }))[0]),
        delete: async (id) => (await remove.execute({ id })).rowCount === 1,
        list: (id) => list.execute({ id }),
        close,
      };
    },
    async ({ plain }) => {
      const { db, close } = openServer(plain);
      const byId = (id: number) => eq(serverUsers.id, id);
      return {
        label: "drizzle",
        create: async (user) => present((await db.insert(serverUsers).values(mappedRow(user)).returning())[0]),
        read: async (id) => present((await db.select().from(serverUsers).where(byId(id)))[0]),
        update: async (id, age) =>
          present((await db.update(serverUsers).set({ age, updatedAt: new Date() }).where(byId(id)).returning())[0]),
        delete: async (id) => (await db.delete(serverUsers).where(byId(id))).rowCount === 1,
        // A promise of its own: what the builder gives is none before it is awaited.
        list: async (id) =>
          db.select().from(serverUsers).where(gt(serverUsers.id, id)).orderBy(asc(serverUsers.id)).limit(10),
        close,
      };
    },
  ],
  bulk: async ({ plain }) => {
    const { db, close } = openServer(plain);
    const rowsOf = (users: readonly NewUser[]) => parts(users.map(mappedRow), 1_000);
    const insert = async (users: readonly NewUser[]) => {
      await db.transaction(async (tx) => {
        for (const rows of rowsOf(users)) await tx.insert(serverUsers).values(rows);
      });
    };
    const upsert = async (users: readonly NewUser[]) => {
      await db.transaction(async (tx) => {
        for (const rows of rowsOf(users)) {
          await tx.insert(serverUsers).values(rows).onConflictDoUpdate({ target: serverUsers.email, set: EXCLUDED });
        }
      });
    };
    const updateEach = async (changes: readonly UserChange[]) => {
      await db.transaction(async (tx) => {
        for (const part of parts(changes, 500)) {
          const ids = part.map(({ id }) => id);
          const set = {
            name: caseOf(serverUsers.id, part, changedName),
            age: caseOf(serverUsers.id, part, changedAge),
            updatedAt: new Date(),
          };
          await tx.update(serverUsers).set(set).where(inArray(serverUsers.id, ids));
        }
      });
    };
    const deleteByIds = async (ids: readonly number[]) => {
      await db.transaction(async (tx) => {
        for (const part of parts(ids, 10_000)) await tx.delete(serverUsers).where(inArray(serverUsers.id, part));
      });
    };
    return {
      insert: [{ label: "drizzle, values of 1,000", run: insert }],
      upsert: [{ label: "drizzle, onConflictDoUpdate of 1,000", run: upsert }],
      updateEach: [{ label: "drizzle, case of 500", run: updateEach }],
      deleteByIds: [{ label: "drizzle, inArray of 10,000", run: deleteByIds }],
      close,
    };
  },
};

const file: PeerDriver = {
  accesses: [
    async ({ plain }) => {
      const database = openFile(plain);
      const db = drizzleFile(database);
      const byId = eq(fileUsers.id, value("id"));
      const create = db.insert(fileUsers).values(NEW_ROW).returning().prepare();
      const read = db.select().from(fileUsers).where(byId).prepare();
      const changes = { age: sql`${value("age")}`, updatedAt: sql`${value("now")}` };
      const update = db.update(fileUsers).set(changes).where(byId).returning().prepare();
      const remove = db.delete(fileUsers).where(byId).prepare();
      const list = db
        .select()
        .from(fileUsers)
        .where(gt(fileUsers.id, value("id")))
        .orderBy(asc(fileUsers.id))
        .limit(10)
        .prepare();
      return {
        label: "drizzle, prepared",
        // As the plain driver: `get` says nothing when what it wrote cannot be committed.
        create: (user) => present(create.all(mappedRow(user))[0]),
        read: (id) => present(read.get({ id })),
        update: (id, age) => present(update.all({ id, age, now: Date.now() })[0]),
        delete: (id) => remove.run({ id }).changes === 1,
        list: (id) => list.all({ id }),
        close: () => void database.close(),
      };
    },
    async ({ plain }) => {
      const database = openFile(plain);
      const db = drizzleFile(database);
      const byId = (id: number) => eq(fileUsers.id, id);
      return {
        label: "drizzle",
        create: (user) => present(db.insert(fileUsers).values(mappedRow(user)).returning().all()[0]),
        read: (id) => present(db.select().from(fileUsers).where(byId(id)).get()),
        update: (id, age) =>
          present(db.update(fileUsers).set({ age, updatedAt: new Date() }).where(byId(id)).returning().all()[0]),
        delete: (id) => db.delete(fileUsers).where(byId(id)).run().changes === 1,
        list: (id) =>
          db.select().from(fileUsers).where(gt(fileUsers.id, id)).orderBy(asc(fileUsers.id)).limit(10).all(),
        close: () => void database.close(),
      };
    },
  ],
  bulk: async ({ plain }) => {
    const database = openFile(plain);
    const db = drizzleFile(database);
    const rowsOf = (users: readonly NewUser[]) => parts(users.map(mappedRow), 1_000);
    return {
      insert: [
        {
          label: "drizzle, values of 1,000",
          run: (users) =>
            db.transaction((tx) => {
              for (const rows of rowsOf(users)) tx.insert(fileUsers).values(rows).run();
            }),
        },
      ],
      upsert: [
        {
          label: "drizzle, onConflictDoUpdate of 1,000",
          run: (users) =>
            db.transaction((tx) => {
              for (const rows of rowsOf(users)) {
                tx.insert(fileUsers).values(rows).onConflictDoUpdate({ target: fileUsers.email, set: EXCLUDED }).run();
              }
            }),
        },
      ],
      updateEach: [
        {
          label: "drizzle, case of 100",
          run: (changes) =>
            db.transaction((tx) => {
              for (const part of parts(changes, 100)) {
                const ids = part.map(({ id }) => id);
                const name = caseOf(fileUsers.id, part, changedName);
                const age = caseOf(fileUsers.id, part, changedAge);
                tx.update(fileUsers).set({ name, age, updatedAt: new Date() }).where(inArray(fileUsers.id, ids)).run();
              }
            }),
        },
      ],
      deleteByIds: [
        {
          label: "drizzle, inArray of 10,000",
          run: (ids) =>
            db.transaction((tx) => {
              for (const part of parts(ids, 10_000)) tx.delete(fileUsers).where(inArray(fileUsers.id, part)).run();
            }),
        },
      ],
      close: () => database.close(),
    };
  },
};

export const drizzle: Peer = { name: "drizzle", package: "drizzle-orm", postgres: server, sqlite: file };
