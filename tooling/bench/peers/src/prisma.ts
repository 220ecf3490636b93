import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaPg } from "@prisma/adapter-pg";
import type { UserChange } from "../../src/bulk/bulk-techniques.ts";
import type { Peer, PeerDriver, PeerPlace } from "../../src/peers/peer.ts";
import { PrismaClient as ServerClient } from "../generated/postgres/client.ts";
import { PrismaClient as FileClient } from "../generated/sqlite/client.ts";
import { mappedRow, type NewUser, parts } from "./support.ts";

/** Both generated clients have the same methods for this model. */
type Client = ServerClient;

/** Its five seconds are not always enough on a machine that has other things to do. */
const transactionOptions = { timeout: 60_000 };

function openServer({ plain }: PeerPlace): Client {
  return new ServerClient({ adapter: new PrismaPg({ connectionString: plain, max: 20 }), transactionOptions });
}

async function openFile({ plain }: PeerPlace): Promise<Client> {
  const client = new FileClient({
    adapter: new PrismaBetterSqlite3({ url: `file:${plain}` }, { timestampFormat: "unixepoch-ms" }),
    transactionOptions,
  });
  await client.$queryRawUnsafe("PRAGMA journal_mode = WAL");
  await client.$executeRawUnsafe("PRAGMA synchronous = NORMAL");
  return client as unknown as Client; // see the type
}

function access(open: (place: PeerPlace) => Client | Promise<Client>) {
  return async (place: PeerPlace) => {
    const client = await open(place);
    return {
      label: "Prisma",
      create: async (user: NewUser) => client.user.create({ data: mappedRow(user) }),
      read: async (id: number) => client.user.findUniqueOrThrow({ where: { id } }),
      update: async (id: number, age: number) =>
        client.user.update({ where: { id }, data: { age, updatedAt: new Date() } }),
      delete: async (id: number) =>
        client.user.delete({ where: { id } }).then(
          () => true,
          () => false,
        ),
      list: async (id: number) => client.user.findMany({ where: { id: { gt: id } }, orderBy: { id: "asc" }, take: 10 }),
      close: () => client.$disconnect(),
    };
  };
}

function bulk(open: (place: PeerPlace) => Client | Promise<Client>, size: number) {
  return async (place: PeerPlace) => {
    const client = await open(place);
    const insert = (users: readonly NewUser[]) => client.user.createMany({ data: users.map(mappedRow) });
    const upsert = (users: readonly NewUser[]) =>
      client.$transaction(
        users.map(mappedRow).map(({ createdAt, ...row }) => {
          const { email, ...update } = row;
          return client.user.upsert({ where: { email }, create: { ...row, createdAt }, update });
        }),
      );
    const updateEach = (changes: readonly UserChange[]) =>
      client.$transaction(
        changes.map(({ id, name, age }) =>
          client.user.update({ where: { id }, data: { name, age, updatedAt: new Date() } }),
        ),
      );
    const deleteByIds = (ids: readonly number[]) =>
      client.$transaction([...parts(ids, size)].map((part) => client.user.deleteMany({ where: { id: { in: part } } })));
    return {
      insert: [{ label: "Prisma, createMany", run: insert }],
      upsert: [{ label: "Prisma, $transaction of upserts", rows: 500, run: upsert }],
      updateEach: [{ label: "Prisma, $transaction of updates", rows: 500, run: updateEach }],
      deleteByIds: [{ label: `Prisma, deleteMany of ${size.toLocaleString("en-GB")}`, run: deleteByIds }],
      close: () => client.$disconnect(),
    };
  };
}

const server: PeerDriver = { accesses: [access(openServer)], bulk: bulk(openServer, 10_000) };
const file: PeerDriver = { accesses: [access(openFile)], bulk: bulk(openFile, 500) };

export const prisma: Peer = { name: "Prisma", package: "@prisma/client", postgres: server, sqlite: file };
