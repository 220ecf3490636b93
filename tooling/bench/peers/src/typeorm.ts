import { DataSource, EntitySchema, In, MoreThan } from "typeorm";
import type { UserChange } from "../../src/bulk/bulk-techniques.ts";
import type { Peer, PeerDriver, PeerPlace } from "../../src/peers/peer.ts";
import { fileRow, mappedRow, type NewUser, parts, serverParts } from "./support.ts";

interface User {
  id: number;
  name: string;
  email: string;
  age: number;
  active: boolean;
  createdAt: Date | number;
  updatedAt: Date | number;
}

type Kind = "postgres" | "better-sqlite3";

function userOf(kind: Kind): EntitySchema<User> {
  // On SQLite TypeORM keeps instants as texts; the column holds milliseconds.
  const instant = kind === "postgres" ? ("timestamptz" as const) : ("integer" as const);
  return new EntitySchema<User>({
    name: "User",
    tableName: "users",
    columns: {
      id: { type: "integer", primary: true, generated: "increment" },
      name: { type: "text" },
      email: { type: "text", unique: true },
      age: { type: "integer" },
      active: { type: "boolean" },
      createdAt: { type: instant, name: "created_at" },
      updatedAt: { type: instant, name: "updated_at" },
    },
  });
}

function rowOf(kind: Kind, user: NewUser): Omit<User, "id"> {
  if (kind === "postgres") return mappedRow(user);
  const { created_at: createdAt, updated_at: updatedAt } = fileRow(user);
  return { ...user, createdAt, updatedAt };
}

function openServer(url: string, entity: EntitySchema<User>): DataSource {
  const { user: username, ...server } = serverParts(url);
  return new DataSource({ type: "postgres", ...server, username, entities: [entity], poolSize: 20 });
}

async function open(kind: Kind, { plain }: PeerPlace) {
  const entity = userOf(kind);
  const source =
    kind === "postgres"
      ? openServer(plain, entity)
      : new DataSource({
          type: kind,
          database: plain,
          entities: [entity],
          enableWAL: true,
          prepareDatabase: (database) => void database.pragma("synchronous = NORMAL"),
        });
  await source.initialize();
  const now = () => (kind === "postgres" ? new Date() : Date.now());
  return { source, users: source.getRepository(entity), entity, now };
}

function access(kind: Kind) {
  return async (place: PeerPlace) => {
    const { source, users, now } = await open(kind, place);
    return {
      label: "TypeORM",
      create: async (user: NewUser) => {
        const row = rowOf(kind, user);
        await users.insert(row);
        return row as User; // insert has put the id into it
      },
      read: async (id: number) => users.findOneByOrFail({ id }),
      update: async (id: number, age: number) => {
        await users.update({ id }, { age, updatedAt: now() });
        return users.findOneByOrFail({ id });
      },
      // The driver of SQLite does not tell how many rows a delete has hit.
      delete: async (id: number) => {
        const { affected } = await users.delete({ id });
        return affected === 1;
      },
      list: async (id: number) => users.find({ where: { id: MoreThan(id) }, order: { id: "ASC" }, take: 10 }),
      close: () => source.destroy(),
    };
  };
}

function bulk(kind: Kind) {
  return async (place: PeerPlace) => {
    const { source, entity, now } = await open(kind, place);
    const insert = (users: readonly NewUser[]) =>
      source.transaction(async (manager) => {
        for (const rows of parts(
          users.map((user) => rowOf(kind, user)),
          1_000,
        ))
          await manager.insert(entity, rows);
      });
    const upsert = (users: readonly NewUser[]) =>
      source.transaction(async (manager) => {
        for (const rows of parts(
          users.map((user) => rowOf(kind, user)),
          1_000,
        )) {
          await manager.upsert(entity, rows, ["email"]);
        }
      });
    const updateEach = (changes: readonly UserChange[]) =>
      source.transaction(async (manager) => {
        for (const { id, name, age } of changes) await manager.update(entity, { id }, { name, age, updatedAt: now() });
      });
    const deleteByIds = (ids: readonly number[]) =>
      source.transaction(async (manager) => {
        for (const part of parts(ids, 10_000)) await manager.delete(entity, { id: In(part) });
      });
    return {
      insert: [{ label: "TypeORM, insert of 1,000", run: insert }],
      upsert: [{ label: "TypeORM, upsert of 1,000", run: upsert }],
      updateEach: [{ label: "TypeORM, one by one in a transaction", rows: 2_000, run: updateEach }],
      deleteByIds: [{ label: "TypeORM, delete of 10,000", run: deleteByIds }],
      close: () => source.destroy(),
    };
  };
}

const server: PeerDriver = { accesses: [access("postgres")], bulk: bulk("postgres") };
const file: PeerDriver = { accesses: [access("better-sqlite3")], bulk: bulk("better-sqlite3") };

export const typeorm: Peer = { name: "TypeORM", package: "typeorm", postgres: server, sqlite: file };
