import { BetterSqliteDriver, type EntityManager as FileManager } from "@mikro-orm/better-sqlite";
import { EntitySchema, MikroORM, OptionalProps } from "@mikro-orm/core";
import { PostgreSqlDriver, type EntityManager as ServerManager } from "@mikro-orm/postgresql";
import type { UserChange } from "../../src/bulk/bulk-techniques.ts";
import type { Peer, PeerDriver, PeerPlace } from "../../src/peers/peer.ts";
import { mappedRow, type NewUser, parts, serverParts } from "./support.ts";

interface User {
  [OptionalProps]?: "id";
  id: number;
  name: string;
  email: string;
  age: number;
  active: boolean;
  createdAt: Date;
  updatedAt: Date;
}

const UserSchema = new EntitySchema<User>({
  name: "User",
  tableName: "users",
  properties: {
    id: { type: "integer", primary: true, autoincrement: true },
    name: { type: "text" },
    email: { type: "text", unique: true },
    age: { type: "integer" },
    active: { type: "boolean" },
    createdAt: { type: "Date", fieldName: "created_at" },
    updatedAt: { type: "Date", fieldName: "updated_at" },
  },
});

type Manager = ServerManager | FileManager;

interface Opened {
  readonly fork: () => Manager;
  readonly close: () => Promise<void>;
}

async function openServer({ plain }: PeerPlace): Promise<Opened> {
  const { database: dbName, ...server } = serverParts(plain);
  const orm = await MikroORM.init({
    driver: PostgreSqlDriver,
    ...server,
    dbName,
    entities: [UserSchema],
    pool: { min: 0, max: 20 },
  });
  return { fork: () => orm.em.fork(), close: () => orm.close() };
}

async function openFile({ plain }: PeerPlace): Promise<Opened> {
  const orm = await MikroORM.init({ driver: BetterSqliteDriver, dbName: plain, entities: [UserSchema] });
  for (const setting of ["journal_mode = WAL", "synchronous = NORMAL"])
    await orm.em.getConnection().execute(`PRAGMA ${setting}`);
  return { fork: () => orm.em.fork(), close: () => orm.close() };
}

/** An entity manager for each operation, as for each request; a stored row is changed through the unit of work. */
function access(open: (place: PeerPlace) => Promise<Opened>) {
  return async (place: PeerPlace) => {
    const { fork, close } = await open(place);
    return {
      label: "MikroORM",
      create: async (user: NewUser) => {
        const em = fork();
        const row = em.create(UserSchema, mappedRow(user));
        await em.persistAndFlush(row);
        return row;
      },
      read: async (id: number) => fork().findOneOrFail(UserSchema, { id }),
      update: async (id: number, age: number) => {
        const em = fork();
        const row = await em.findOneOrFail(UserSchema, { id });
        em.assign(row, { age, updatedAt: new Date() });
        await em.flush();
        return row;
      },
      delete: async (id: number) => (await fork().nativeDelete(UserSchema, { id })) === 1,
      list: async (id: number) => fork().find(UserSchema, { id: { $gt: id } }, { orderBy: { id: "asc" }, limit: 10 }),
      close,
    };
  };
}

function bulk(open: (place: PeerPlace) => Promise<Opened>) {
  return async (place: PeerPlace) => {
    const { fork, close } = await open(place);
    const insert = (users: readonly NewUser[]) =>
      fork().transactional(async (em) => {
        for (const rows of parts(users.map(mappedRow), 1_000)) await em.insertMany<User>(UserSchema, rows);
      });
    const upsert = (users: readonly NewUser[]) =>
      fork().transactional(async (em) => {
        const options = {
          onConflictFields: ["email" as const],
          onConflictAction: "merge" as const,
          onConflictExcludeFields: ["createdAt" as const],
        };
        for (const rows of parts(users.map(mappedRow), 1_000)) {
          await em.upsertMany(UserSchema, rows, options);
          em.clear();
        }
      });
    const updateEach = (changes: readonly UserChange[]) =>
      fork().transactional(async (em) => {
        for (const part of parts(changes, 1_000)) {
          const byId = new Map(part.map((change) => [change.id, change]));
          for (const row of await em.find(UserSchema, { id: { $in: [...byId.keys()] } })) {
            const { name = row.name, age = row.age } = byId.get(row.id) ?? {};
            em.assign(row, { name, age, updatedAt: new Date() });
          }
          await em.flush();
          em.clear();
        }
      });
    const deleteByIds = (ids: readonly number[]) =>
      fork().transactional(async (em) => {
        for (const part of parts(ids, 10_000)) await em.nativeDelete(UserSchema, { id: { $in: part } });
      });
    return {
      insert: [{ label: "MikroORM, insertMany of 1,000", run: insert }],
      upsert: [{ label: "MikroORM, upsertMany of 1,000", run: upsert }],
      updateEach: [{ label: "MikroORM, unit of work of 1,000", rows: 5_000, run: updateEach }],
      deleteByIds: [{ label: "MikroORM, nativeDelete of 10,000", run: deleteByIds }],
      close,
    };
  };
}

const server: PeerDriver = { accesses: [access(openServer)], bulk: bulk(openServer) };
const file: PeerDriver = { accesses: [access(openFile)], bulk: bulk(openFile) };

export const mikroOrm: Peer = { name: "MikroORM", package: "@mikro-orm/core", postgres: server, sqlite: file };
