import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type BetterSqlite from "better-sqlite3";
import { afterEach, describe, expect, it, vi } from "vitest";
import { withClient } from "../postgres/scratch-database.ts";
import { holdFileLock } from "./file-lock.ts";
import { limitFile, makeSmallDisk } from "./full-disk.ts";
import { startKillableServer } from "./killable-server.ts";
import { startProgram } from "./program-run.ts";
import { withSeed } from "./seeded-choice.ts";
import { differentPlaces, type Place, watchPlaces } from "./watch-places.ts";

const Database = createRequire(import.meta.url)("better-sqlite3") as typeof BetterSqlite; // a module of the old kind

/** What starts a program that is not built. */
const PROGRAM = ["--conditions=@dataflow/source", "--import", "tsx"];

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function makeFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dataflow-faults-"));
  folders.push(folder);
  const file = join(folder, "app data.db");
  new Database(file).exec("CREATE TABLE t (n INTEGER, filler BLOB); INSERT INTO t (n) VALUES (1)").close();
  return file;
}

describe("a server that is killed", () => {
  it("is gone, comes back with what it had acknowledged, and leaves nothing at the end", {
    timeout: 60_000,
  }, async () => {
    const server = await startKillableServer();
    const url = await server.createDatabase();
    const ask = (text: string) => withClient(url, async (client) => (await client.query(text)).rows);
    await ask("CREATE TABLE t (id integer)");
    for (const round of [1, 2]) {
      await ask(`INSERT INTO t VALUES (${round})`);
      await server.kill();
      await expect(ask("SELECT 1")).rejects.toThrow();
      await server.start();
    }
    expect(await ask("SELECT id FROM t ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
    await server.kill();
    await server.stop();
    expect(existsSync(dirname(server.dataDirectory))).toBe(false);
  });
});

describe("a file that somebody else has locked", () => {
  it("accepts no writes until the lock is let go, or its holder is killed", async () => {
    const file = await makeFile();
    const own = new Database(file, { timeout: 0 });
    const write = () => own.exec("UPDATE t SET n = n + 1");
    for (const end of ["release", "kill"] as const) {
      const lock = await holdFileLock(`sqlite://${"/"}${file}`);
      expect(write).toThrow(/locked/);
      expect(own.prepare("SELECT n FROM t").all()).toHaveLength(1);
      await lock[end]();
      write();
    }
    await using lock = await holdFileLock(`sqlite:${file}?mode=rw`, { prevents: "everything" });
    expect(() => own.prepare("SELECT n FROM t").all()).toThrow(/locked/);
    await Promise.all([lock.release(), lock.release(), lock.release()]);
    own.close();
  });
});

describe("a disk that is full", () => {
  it("refuses writes until there is room again", async (test) => {
    await using disk = await makeSmallDisk({ megabytes: 1 });
    if (disk === undefined) return test.skip("only the superuser can make a small disk here");
    const file = join(disk.folder, "file");
    await disk.fill();
    await expect(writeFile(file, Buffer.alloc(5_000))).rejects.toThrow(/ENOSPC/);
    await disk.free();
    await writeFile(file, Buffer.alloc(5_000));
  });

  it("goes with a process that is killed", async (test) => {
    const { signal, places } = await startProgram(join(import.meta.dirname, "small-disk.fixture.ts"), {
      execArguments: PROGRAM,
    }).ended;
    expect(signal).toBe("SIGKILL");
    const [folder = "none"] = places;
    if (folder === "none") return test.skip("only the superuser can make a small disk here");
    await vi.waitUntil(() => !existsSync(dirname(folder)), { timeout: 10_000 });
    expect(await readFile("/proc/mounts", "utf8")).not.toContain(dirname(folder));
  });

  it("is what a limited file is like", async () => {
    const database = new Database(await makeFile());
    const query = async (text: string) => ({ rows: database.prepare<[], Record<string, unknown>>(text).all() });
    const lift = await limitFile({ query }, 2);
    const fill = () => database.exec("INSERT INTO t VALUES (2, randomblob(50000))");
    expect(fill).toThrow(/database or disk is full/);
    await lift();
    fill();
    database.close();
  });
});

describe("a program", () => {
  const file = join(import.meta.dirname, "program.fixture.ts");
  const run = async (killAt?: { readonly place: string; readonly nth?: number }) =>
    startProgram(file, {
      execArguments: PROGRAM,
      ...(killAt !== undefined && { killAt }),
    }).ended;

  it("tells its places, and is killed at the one that is named", async () => {
    const [whole, killed] = await Promise.all([run(), run({ place: "step", nth: 2 })]);
    expect(whole).toEqual({ code: 0, signal: null, places: ["begin", "step", "step", "step"] });
    expect(killed).toMatchObject({ code: null, signal: "SIGKILL" });
    expect(killed.places.length).toBeLessThan(3);
  });
});

describe("choices", () => {
  it("are the same for the same seed, which a failure says", async () => {
    const seen: (readonly number[])[] = [];
    const failing = withSeed(async (choice) => {
      seen.push([choice.whole(1, 1_000_000), choice.oneOf([1, 2, 3]), ...choice.someOf([1, 2, 3, 4], 3)]);
      throw new Error("no");
    });
    const message = await failing.catch((problem: Error) => problem.message);
    const seed = /^no\nDATAFLOW_TEST_SEED=(\d+) repeats it$/.exec(String(message))?.[1] ?? expect.fail(String(message));
    const before = process.env.DATAFLOW_TEST_SEED;
    process.env.DATAFLOW_TEST_SEED = seed;
    try {
      await withSeed(async (choice) => {
        seen.push([choice.whole(1, 1_000_000), choice.oneOf([1, 2, 3]), ...choice.someOf([1, 2, 3, 4], 3)]);
      });
    } finally {
      if (before === undefined) delete process.env.DATAFLOW_TEST_SEED;
      else process.env.DATAFLOW_TEST_SEED = before;
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(new Set(seen[0]?.slice(2)).size).toBe(3);
  });
});

describe("places", () => {
  it("are those before and after what changes something; of one transaction the last counts", async () => {
    let inTransaction = false;
    const connection = {
      get inTransaction() {
        return inTransaction;
      },
      run: async (_text: string) => undefined,
      transaction: async (body: () => Promise<void>) => {
        inTransaction = true;
        await body();
        inTransaction = false;
      },
    };
    const places: Place[] = [];
    const watched = watchPlaces(connection, (place) => void places.push(place));
    await watched.run("SELECT 1");
    await watched.transaction(async () => {
      await watched.run("INSERT a");
      await watched.run("INSERT b");
    });
    expect(places.map(({ text }) => text)).toEqual([
      "the beginning",
      "after INSERT a",
      "after INSERT b",
      "after a transaction",
    ]);
    expect(differentPlaces(places)).toEqual([1, 3, 4]);
  });
});
