import postgres from "postgres";
import type { UserChange } from "../../src/bulk/bulk-techniques.ts";
import type { Peer, PeerDriver } from "../../src/peers/peer.ts";
import { type NewUser, parts, present, type StoredUser, serverParts, serverRow } from "./support.ts";

const server: PeerDriver = {
  accesses: [
    async ({ plain }) => {
      const sql = postgres({ ...serverParts(plain), max: 20, onnotice: () => undefined });
      return {
        label: "postgres.js",
        create: async (user) => {
          const [row] = await sql<StoredUser[]>`insert into users ${sql(serverRow(user))} returning *`;
          return present(row);
        },
        read: async (id) => present((await sql<StoredUser[]>`select * from users where id = ${id}`)[0]),
        update: async (id, age) => {
          const [row] = await sql<StoredUser[]>`
            update users set age = ${age}, updated_at = ${new Date()} where id = ${id} returning *`;
          return present(row);
        },
        delete: async (id) => (await sql`delete from users where id = ${id}`).count === 1,
        list: (id) => sql<StoredUser[]>`select * from users where id > ${id} order by id limit 10`,
        close: () => sql.end(),
      };
    },
  ],
  bulk: async ({ plain }) => {
    const sql = postgres({ ...serverParts(plain), max: 20, onnotice: () => undefined });
    const insert = (users: readonly NewUser[]) =>
      sql.begin(async (tx) => {
        for (const rows of parts(users.map(serverRow), 5_000)) await tx`insert into users ${tx(rows)}`;
      });
    const upsert = (users: readonly NewUser[]) =>
      sql.begin(async (tx) => {
        for (const rows of parts(users.map(serverRow), 5_000)) {
          await tx`insert into users ${tx(rows)} on conflict (email) do update set
            name = excluded.name, age = excluded.age, active = excluded.active, updated_at = excluded.updated_at`;
        }
      });
    const updateEach = (changes: readonly UserChange[]) =>
      sql.begin(async (tx) => {
        for (const part of parts(changes, 5_000)) {
          const rows = part.map(({ id, name, age }) => [id, name, age]);
          await tx`update users set name = given.name, age = given.age::int, updated_at = ${new Date()}
            from (values ${tx(rows)}) as given (id, name, age) where users.id = given.id::int`;
        }
      });
    const deleteByIds = (ids: readonly number[]) =>
      sql.begin(async (tx) => {
        for (const part of parts(ids, 10_000)) await tx`delete from users where id in ${tx(part)}`;
      });
    return {
      insert: [{ label: "postgres.js, sql(rows) of 5,000", run: insert }],
      upsert: [{ label: "postgres.js, on conflict of 5,000", run: upsert }],
      updateEach: [{ label: "postgres.js, update from values of 5,000", run: updateEach }],
      deleteByIds: [{ label: "postgres.js, in of 10,000", run: deleteByIds }],
      close: () => sql.end(),
    };
  },
};

export const postgresJs: Peer = {
  name: "postgres.js",
  package: "postgres",
  postgres: server,
  sqlite: "it is a driver of PostgreSQL",
};
