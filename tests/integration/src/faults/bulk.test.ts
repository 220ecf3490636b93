/**
 * Bulk operations while their server is killed, their session is ended, their connection breaks, their disk fills up or they are
 * told to stop, at a row that a seed chooses.
 */
import {
  type FaultAction,
  type FaultProxy,
  type KillableServer,
  limitFile,
  type SeededChoice,
  startFaultProxy,
  startKillableServer,
  terminateSessions,
  withSeed,
} from "@dataflow-tooling/vitest/faults";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databases } from "../open-database.ts";
import { codeOf, expectWhole, numbersIn, type Shop, shopAt, upTo } from "./faults.fixture.ts";

const ROWS = 2_000;
const BATCH = 100;

/** Rows that are asked for one after the other, with something that happens at one of them. */
async function* rows(at: number, happen: () => Promise<unknown> | undefined) {
  for (const number of upTo(ROWS)) {
    if (number === at) await happen();
    yield { number, filler: "x".repeat(50) };
  }
}

/** What a bulk operation left behind, and what it had said. */
interface Ending {
  readonly atomic: boolean;
  /** How many rows it had reported as stored. */
  readonly reported: number;
  readonly code: string;
  readonly stored: readonly number[];
}

/** What happens, at which row. */
interface Happening {
  readonly at: number;
  readonly happen: () => Promise<unknown> | undefined;
  readonly signal?: AbortSignal;
}

/** Stores rows until something happens; the end is looked at from a connection of its own. */
async function interrupted(
  db: Shop,
  direct: Shop,
  atomic: boolean,
  { at, happen, signal }: Happening,
): Promise<Ending> {
  let reported = 0;
  let code = "none";
  let happening: Promise<unknown> | undefined;
  const begin = (): Promise<unknown> | undefined => {
    happening = happen();
    return happening;
  };
  try {
    await db.models.Line.bulkCreate(rows(at, begin), {
      batchSize: BATCH,
      atomic,
      onProgress: ({ inserted }) => {
        reported = inserted;
      },
      ...(signal !== undefined && { signal }),
    });
    reported = ROWS;
  } catch (error) {
    code = codeOf(error);
  }
  // The operation may end before its source does.
  await happening?.catch(() => undefined);
  return { atomic, reported, code, stored: await numbersIn(direct) };
}

/** All or nothing; or else what was reported and at most the batch that was under way, in order and each once. */
function expectNothingLost({ atomic, reported, code, stored }: Ending): void {
  expect(stored).toEqual(upTo(stored.length));
  if (code === "none") expect(stored.length).toBe(ROWS);
  else if (!atomic) {
    expect(stored.length).toBeGreaterThanOrEqual(reported);
    expect(stored.length - reported).toBeLessThanOrEqual(code === "DATABASE.COMMIT_UNKNOWN" ? BATCH : 0);
  } else if (code === "DATABASE.COMMIT_UNKNOWN") expect([0, ROWS]).toContain(stored.length);
  else expect(stored.length).toBe(0);
}

describe.each([true, false])("rows that are stored (atomic: %s)", (atomic) => {
  let server: KillableServer;
  beforeAll(async () => {
    server = await startKillableServer();
  });
  afterAll(() => server.stop());

  /** Interrupts bulk operations of new databases, and looks at each. */
  async function tryOut(
    happenings: readonly ((url: string, proxy: FaultProxy, choice: SeededChoice) => Promise<unknown> | undefined)[],
  ): Promise<void> {
    await withSeed(async (choice) => {
      for (const happening of happenings) {
        const url = await server.createDatabase();
        await using proxy = await startFaultProxy(url);
        const [db, direct] = [await shopAt(proxy.url), await shopAt(url)];
        const happen = () => happening(url, proxy, choice);
        expectNothingLost(await interrupted(db, direct, atomic, { at: choice.whole(0, ROWS - 1), happen }));
        await direct.close();
        await expectWhole(db, url);
        await db.close();
      }
    });
  }

  it("until the server is killed and restarted", async () => {
    await tryOut([() => server.kill().then(server.start)]);
  });

  it("until the session is ended", async () => {
    await tryOut([(url) => terminateSessions(url)]);
  });

  it("until the connection breaks at any message, also that of the commit", async () => {
    const broken = (_: string, proxy: FaultProxy, choice: SeededChoice): undefined => {
      const action = choice.oneOf<FaultAction>(["cutBefore", "cutAfter", "loseReply"]);
      void proxy.at({ from: choice.oneOf(["client", "server"]), nth: choice.whole(1, 20) }, action);
      return undefined;
    };
    const commit = (_: string, proxy: FaultProxy, choice: SeededChoice): undefined => {
      void proxy.at(
        { text: "COMMIT", from: "client" },
        choice.oneOf<FaultAction>(["cutBefore", "cutAfter", "loseReply"]),
      );
      return undefined;
    };
    await tryOut([broken, broken, commit]);
  });
});

describe.each(databases)("on $name", ({ name, freshUrl }) => {
  it.each([true, false])("rows are stored until the operation is told to stop (atomic: %s)", async (atomic) => {
    await withSeed(async (choice) => {
      const url = await freshUrl();
      const db = await shopAt(url);
      const abort = new AbortController();
      const happen = async () => abort.abort(new Error("enough"));
      const happening = { at: choice.whole(BATCH, ROWS - 1), happen, signal: abort.signal };
      const ending = await interrupted(db, db, atomic, happening);
      expect(ending.code).not.toBe("DATABASE.COMMIT_UNKNOWN");
      expect(ending.stored.length).toBeLessThan(ROWS);
      expect(ending.stored).toEqual(upTo(atomic ? 0 : ending.reported));
      await expectWhole(db, url);
    });
  });

  it.each([true, false])("rows are stored until their source fails (atomic: %s)", async (atomic) => {
    const url = await freshUrl();
    const db = await shopAt(url);
    const ending = await interrupted(db, db, atomic, {
      at: 750,
      happen: async () => {
        throw new Error("the source is gone");
      },
    });
    expect(ending.stored).toEqual(upTo(atomic ? 0 : 700));
    await expectWhole(db, url);
  });

  it("many rows are changed, replaced and deleted as a whole or not at all", async () => {
    const url = await freshUrl();
    const db = await shopAt(url);
    const data = upTo(ROWS).map((number) => ({ number }));
    const { ids = [] } = await db.models.Line.bulkCreate(data, { returnIds: true });
    async function* failing<Item>(items: readonly Item[]) {
      yield* items.slice(0, 900);
      if (name === "postgres") await terminateSessions(url);
      else throw new Error("the source is gone");
      yield* items.slice(900);
    }
    const changed = ids.map((id) => ({ id: Number(id), amount: 7 }));
    await expect(
      db.models.Line.bulkUpdate({ data: failing(changed), keyFields: ["id"], batchSize: BATCH }),
    ).rejects.toThrow();
    await expectWhole(db, url);
    const replaced = ids.map((id, number) => ({ id: Number(id), number, amount: 8 }));
    await expect(
      db.models.Line.bulkUpsert(failing(replaced), { keyFields: ["id"], batchSize: BATCH }),
    ).rejects.toThrow();
    await expect(db.models.Line.bulkDelete({ ids: failing(ids.map(Number)), batchSize: BATCH })).rejects.toThrow();
    expect(await db.models.Line.count({ filter: { amount: 0 } })).toEqual({ count: ROWS });
    await expectWhole(db, url);
  });
});

describe("a file", () => {
  it.each([true, false])("that is full keeps what was reported (atomic: %s)", async (atomic) => {
    const url = (await databases.find(({ name }) => name === "sqlite")?.freshUrl()) ?? expect.fail("there is no file");
    const db = await shopAt(url);
    const lift = await limitFile(db.connection, 12);
    const ending = await interrupted(db, db, atomic, { at: -1, happen: () => undefined });
    expect(ending.code).toBe("DATABASE.DISK_FULL");
    expectNothingLost(ending);
    expect(ending.stored.length > 0).toBe(!atomic);
    await lift();
    await db.models.Line.bulkDelete({ all: true });
    expect((await db.models.Line.bulkCreate(rows(-1, () => undefined))).inserted).toBe(ROWS);
    await expectWhole(db, url);
  });
});
