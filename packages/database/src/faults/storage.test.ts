/** Files that others lock, and disks that are full. */
import { databases } from "@dataflow-tooling/vitest";
import {
  holdFileLock,
  limitFile,
  makeSmallDisk,
  type SmallDisk,
  startKillableServer,
  withSeed,
} from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import type { Connection } from "../connection/connection.ts";
import { codeOf, failureOf, freshUrl, open } from "../test-support.fixture.ts";
import { expectWhole, Ledger } from "./ledger.fixture.ts";

const count = async (connection: Connection) =>
  Number((await connection.query("SELECT count(*) AS n FROM lines")).rows[0]?.n);

describe("a file that another process writes to", () => {
  it("again and again, and is killed: everything that was acknowledged is there", async () => {
    await withSeed(async (choice) => {
      const url = await freshUrl("sqlite");
      const connection = open(url, { busyTimeoutMs: 100 });
      const ledger = await Ledger.create(connection);
      let number = 0;
      for (let round = 0; round < 2; round++) {
        await using lock = await holdFileLock(url);
        const attempts = Array.from({ length: choice.whole(1, 5) }, () => ledger.enter(connection, ++number));
        // Either they get their turn in time, or they are told that they did not.
        if (choice.oneOf([true, false])) await Promise.all(attempts);
        await (choice.oneOf([true, false]) ? lock.kill() : lock.release());
        await Promise.all(attempts);
        await ledger.enter(connection, ++number);
      }
      expect([...ledger.codes].filter((code) => code !== "DATABASE.BUSY" && code !== "DATABASE.POOL_TIMEOUT")).toEqual(
        [],
      );
      await ledger.check(connection);
      await expectWhole(connection, url);
    });
  });
});

describe.each(databases)("a full disk under $name", ({ name, freshUrl }) => {
  it("undoes the transaction, leaves everything readable, and accepts more when there is room", {
    timeout: 60_000,
  }, async (test) => {
    const full = name === "sqlite" ? await fileThatFillsUp(await freshUrl()) : await serverThatFillsUp();
    if (full === undefined) return test.skip("only the superuser can make a small disk here");
    const { url, connection, line } = full;
    try {
      await connection.run(line);
      await full.fill();
      const write = async () => {
        await connection.run("UPDATE lines SET text = text");
        for (let row = 0; row < 400; row++) await connection.run(line);
      };
      expect(await failureOf(() => connection.transaction(write))).toMatchObject({ code: "DATABASE.DISK_FULL" });
      expect(await count(connection)).toBe(1);
      // Outside of transactions what was acknowledged stays.
      let stored = 1;
      const one = async () => {
        for (;;) {
          await connection.run(line);
          stored++;
        }
      };
      expect(await codeOf(one)).toBe("DATABASE.DISK_FULL");
      expect(await count(connection)).toBe(stored);
      await expectWhole(connection, url);
      await full.free();
      await connection.transaction(write);
      expect(await count(connection)).toBe(stored + 400);
      await expectWhole(connection, url);
    } finally {
      await connection.close();
      await full.remove();
    }
  });
});

/** A database that can be out of room. */
interface FullDatabase {
  readonly url: string;
  readonly connection: Connection;
  /** Stores one line. */
  readonly line: string;
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
}

async function fileThatFillsUp(url: string): Promise<FullDatabase> {
  const connection = open(url);
  await connection.run("CREATE TABLE lines (text TEXT)");
  let lift = async (): Promise<void> => undefined;
  return {
    url,
    connection,
    line: "INSERT INTO lines VALUES (hex(randomblob(1000)))",
    fill: async () => {
      lift = await limitFile(connection, 20);
    },
    free: () => lift(),
    remove: async () => undefined,
  };
}

/** The table has a small disk of its own: with the whole server on it, the server would end as soon as its log has no room. */
async function serverThatFillsUp(): Promise<FullDatabase | undefined> {
  const server = await startKillableServer();
  let disk: SmallDisk | undefined;
  const remove = async (): Promise<void> => {
    await server.stop();
    await disk?.remove();
  };
  try {
    disk = await makeSmallDisk({ megabytes: 16, sameOwnerAs: server.dataDirectory });
    if (disk !== undefined) return { ...(await tableOn(disk, await server.createDatabase())), remove };
    await remove();
    return undefined;
  } catch (error) {
    await remove();
    throw error;
  }
}

async function tableOn({ folder, fill, free }: SmallDisk, url: string): Promise<Omit<FullDatabase, "remove">> {
  const connection = open(url, { poolSize: 2 });
  await connection.run(`CREATE TABLESPACE small LOCATION '${folder}'`);
  await connection.run("CREATE TABLE lines (text TEXT) TABLESPACE small");
  await connection.run("ALTER TABLE lines ALTER COLUMN text SET STORAGE PLAIN");
  return { url, connection, line: "INSERT INTO lines SELECT repeat(md5(random()::text), 200)", fill, free };
}
