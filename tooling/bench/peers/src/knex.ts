import createKnex, { type Knex } from "knex";
import type { UserChange } from "../../src/bulk/bulk-techniques.ts";
import type { Peer, PeerDriver, PeerPlace } from "../../src/peers/peer.ts";
import { fileRow, type NewUser, parts, present, type StoredUser, serverRow } from "./support.ts";

/** What differs between the two databases. */
interface Kind {
  readonly open: (place: string) => Promise<Knex>;
  readonly rowOf: (user: NewUser) => object;
  readonly now: () => Date | number;
  /** Rows of one insert: on SQLite knex writes a compound SELECT, which has a limit of terms. */
  readonly size: number;
}

const SERVER: Kind = {
  open: async (url) => createKnex({ client: "pg", connection: url, pool: { min: 0, max: 20 } }),
  rowOf: serverRow,
  now: () => new Date(),
  size: 1_000,
};

const FILE: Kind = {
  open: async (path) => {
    const knex = createKnex({ client: "better-sqlite3", connection: { filename: path }, useNullAsDefault: true });
    await knex.raw("PRAGMA journal_mode = WAL");
    await knex.raw("PRAGMA synchronous = NORMAL");
    await knex.raw("PRAGMA foreign_keys = ON");
    return knex;
  },
  rowOf: fileRow,
  now: () => Date.now(),
  size: 100,
};

function access({ open, rowOf, now }: Kind) {
  return async ({ plain }: PeerPlace) => {
    const knex = await open(plain);
    const users = () => knex<StoredUser>("users");
    return {
      label: "knex",
      create: async (user: NewUser) => present((await users().insert(rowOf(user)).returning("*"))[0]) as StoredUser, // all columns
      read: async (id: number) => present(await users().where({ id }).first()) as StoredUser, // all columns
      update: async (id: number, age: number) => {
        const [row] = await knex("users").where({ id }).update({ age, updated_at: now() }).returning("*");
        return present<StoredUser>(row);
      },
      delete: async (id: number) => (await knex("users").where({ id }).del()) === 1,
      list: async (id: number) =>
        (await knex("users").where("id", ">", id).orderBy("id").limit(10)) as readonly StoredUser[], // all columns
      close: () => knex.destroy(),
    };
  };
}

function bulk({ open, rowOf, now, size }: Kind) {
  return async ({ plain }: PeerPlace) => {
    const knex = await open(plain);
    const insert = (users: readonly NewUser[]) => knex.batchInsert("users", users.map(rowOf), size);
    const upsert = (users: readonly NewUser[]) =>
      knex.transaction(async (tx) => {
        for (const rows of parts(users.map(rowOf), size)) {
          await tx("users").insert(rows).onConflict("email").merge(["name", "age", "active", "updated_at"]);
        }
      });
    const updateEach = (changes: readonly UserChange[]) =>
      knex.transaction(async (tx) => {
        for (const { id, name, age } of changes)
          await tx("users").where({ id }).update({ name, age, updated_at: now() });
      });
    const deleteByIds = (ids: readonly number[]) =>
      knex.transaction(async (tx) => {
        for (const part of parts(ids, 10_000)) await tx("users").whereIn("id", part).del();
      });
    return {
      insert: [{ label: `knex, batchInsert of ${size.toLocaleString("en-GB")}`, run: insert }],
      upsert: [{ label: `knex, onConflict of ${size.toLocaleString("en-GB")}`, run: upsert }],
      updateEach: [{ label: "knex, one by one in a transaction", rows: 5_000, run: updateEach }],
      deleteByIds: [{ label: "knex, whereIn of 10,000", run: deleteByIds }],
      close: () => knex.destroy(),
    };
  };
}

const server: PeerDriver = { accesses: [access(SERVER)], bulk: bulk(SERVER) };
const file: PeerDriver = { accesses: [access(FILE)], bulk: bulk(FILE) };

export const knex: Peer = { name: "knex", package: "knex", postgres: server, sqlite: file };
