import { join } from "node:path";
import { type FaultAction, startProgram, type WireMessage } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import type { Connection } from "../connection/connection.ts";
import { isolate } from "../isolation/isolate.ts";
import { failureOf, freshUrl, open, proxied } from "../test-support.fixture.ts";
import { decisionSql, keptDecisions, writeDecision } from "./decision-log.ts";
import { distributedTransaction } from "./distributed-transaction.ts";
import { waitingTransactions } from "./prepared-transactions.ts";
import { recoverDistributedTransactions } from "./recover-distributed.ts";

type Kind = "sqlite" | "postgres";

const MIXES: readonly (readonly Kind[])[] = [
  ["postgres", "postgres"],
  ["sqlite", "postgres"],
  ["postgres", "sqlite", "postgres"],
];

async function accounts(kinds: readonly Kind[], confirmCommit = false) {
  const urls = await Promise.all(kinds.map(freshUrl));
  const connections = urls.map((url) => open(url, { poolSize: 3, confirmCommit }));
  for (const connection of connections) {
    await connection.run("CREATE TABLE accounts (amount INTEGER NOT NULL CHECK (amount < 100))");
    await connection.run("INSERT INTO accounts VALUES (0)");
  }
  return { urls, connections };
}

async function addOne(connections: readonly Connection[]): Promise<string> {
  for (const connection of connections) await connection.run("UPDATE accounts SET amount = amount + 1");
  return "done";
}

async function amounts(connections: readonly Connection[]): Promise<readonly number[]> {
  const results = await Promise.all(connections.map((one) => one.query("SELECT amount FROM accounts")));
  return results.map(({ rows }) => Number(rows[0]?.amount));
}

/** Nothing waits, nothing is kept, and nobody's rows are locked. */
async function expectNothingLeft(connections: readonly Connection[]): Promise<void> {
  for (const connection of connections) {
    expect(await waitingTransactions(connection)).toEqual([]);
    expect(await keptDecisions(connection)).toEqual([]);
    await connection.run("UPDATE accounts SET amount = amount");
  }
}

/** Recovers until nothing is found any more; sessions of the dead may take a moment to go. */
async function recovered(connections: readonly Connection[]): Promise<void> {
  await expect
    .poll(async () => recoverDistributedTransactions(connections), { timeout: 10_000, interval: 50 })
    .toEqual([]);
}

describe.each(MIXES.map((kinds) => ({ kinds })))("a distributed transaction over $kinds", ({ kinds }) => {
  it("commits everywhere and gives what its body gives", async () => {
    // Prepared transactions are committed by statements that no transaction takes.
    const { connections } = await accounts(kinds, true);
    expect(await distributedTransaction(connections, () => addOne(connections))).toBe("done");
    expect(await distributedTransaction(connections, () => addOne(connections), { isolation: "serializable" })).toBe(
      "done",
    );
    expect(await amounts(connections)).toEqual(kinds.map(() => 2));
    await expectNothingLeft(connections);
  });

  it("undoes everything when its body fails, when a statement failed, and when a commit is refused", async () => {
    const { connections } = await accounts(kinds);
    const reason = new Error("no");
    const failing = distributedTransaction(connections, async () => {
      await addOne(connections);
      throw reason;
    });
    await expect(failing).rejects.toBe(reason);
    const swallowed = await failureOf(() =>
      distributedTransaction(connections, async () => {
        await addOne(connections);
        await connections
          .at(-1)
          ?.run("UPDATE accounts SET amount = 100")
          .catch(() => undefined);
      }),
    );
    expect(swallowed.code).toBe("DATABASE.TRANSACTION_ABORTED");
    for (const connection of connections) {
      const deferred = "REFERENCES parents DEFERRABLE INITIALLY DEFERRED";
      await connection.run(
        `CREATE TABLE parents (id INTEGER PRIMARY KEY); CREATE TABLE children (parent INTEGER ${deferred})`,
      );
      const refused = await failureOf(() =>
        distributedTransaction(connections, async () => {
          await addOne(connections);
          await connection.run("INSERT INTO children VALUES (1)");
        }),
      );
      expect(refused.code).toBe("DATABASE.FOREIGN_KEY_VIOLATION");
    }
    expect(await amounts(connections)).toEqual(kinds.map(() => 0));
    await expectNothingLeft(connections);
  });

  it("is all or nothing wherever the connections are cut", { timeout: 60_000 }, async () => {
    // As many requests as there can be; what is past the end is never cut, and says so.
    const places = Array.from({ length: 18 }, (_, index) => index + 1).reverse();
    const reached: boolean[] = [];
    const lane = async (): Promise<void> => {
      const databases = await accounts(kinds);
      for (let place = places.pop(); place !== undefined; place = places.pop())
        for (const how of ["cutBefore", "loseReply"] as const)
          reached.push(await isReached(kinds, databases, { place, how }));
    };
    await Promise.all(Array.from({ length: 6 }, lane));
    expect(reached).toContain(true);
    expect(reached).toContain(false);
  });
});

/** Whether one of the requests of a distributed transaction was sent, at which all connections to servers are cut for good. */
async function isReached(
  kinds: readonly Kind[],
  { urls, connections }: Awaited<ReturnType<typeof accounts>>,
  { place, how }: { readonly place: number; readonly how: "cutBefore" | "loseReply" },
): Promise<boolean> {
  for (const connection of connections) await connection.run("UPDATE accounts SET amount = 0");
  let requests = Number.NEGATIVE_INFINITY;
  const decide = ({ startsRequest }: WireMessage): FaultAction => {
    if (startsRequest) requests++;
    return startsRequest && requests === place ? how : requests > place ? "cutBefore" : "pass";
  };
  const through = await Promise.all(
    urls.map(async (url, index) => open(kinds[index] === "postgres" ? (await proxied(url, { decide })).url : url)),
  );
  await distributedTransaction(through, () => "so that all are connected and set up");
  requests = 0;
  const end = await distributedTransaction(through, () => addOne(through)).catch((error: unknown) => error);
  const wasReached = requests >= place;
  requests = Number.NEGATIVE_INFINITY;
  const code = end instanceof Error && "code" in end ? String(end.code) : undefined;
  await recovered(connections);
  const found = await amounts(connections);
  expect(new Set(found).size, `${place} ${how}: ${code} ${found}`).toBe(1);
  const isCommitted = end === "done" || code === "DATABASE.DISTRIBUTED_UNFINISHED";
  if (code !== "DATABASE.DISTRIBUTED_IN_DOUBT") expect(found[0], `${place} ${how}: ${code}`).toBe(isCommitted ? 1 : 0);
  await expectNothingLeft(connections);
  await Promise.all(through.map((connection) => connection.close()));
  return wasReached;
}

/** When a process is killed. */
interface Death {
  readonly beginning: string;
  readonly count: number;
  readonly when: "before" | "after";
}

/** Kills a process before or after the server has done what one of its requests asks for. */
async function killedAt(urls: readonly string[], { beginning, count, when }: Death): Promise<string | null> {
  let seen = 0;
  const decide = ({ from, text }: WireMessage): FaultAction => {
    // What the server has done it says by the same words.
    const says = when === "before" ? "client" : "server";
    if (from !== says || !text.startsWith(beginning) || ++seen !== count) return "pass";
    program.kill();
    return "cutBefore";
  };
  const through = await Promise.all(
    urls.map(async (url) => (url.startsWith("sqlite:") ? url : (await proxied(url, { decide })).url)),
  );
  const program = startProgram(join(import.meta.dirname, "distributed-process.fixture.ts"), {
    arguments: [JSON.stringify(through)],
    execArguments: ["--conditions=@dataflow/source", "--import", "tsx"],
  });
  return (await program.ended).signal;
}

describe("a process that is killed", () => {
  it.each([
    { beginning: "PREPARE", count: 1, when: "after", amount: 0 },
    { beginning: "PREPARE", count: 2, when: "after", amount: 0 },
    { beginning: "COMMIT PREPARED", count: 1, when: "before", amount: 1 },
    { beginning: "COMMIT PREPARED", count: 1, when: "after", amount: 1 },
  ] as const)("$when $beginning number $count leaves $amount everywhere", { timeout: 30_000 }, async (death) => {
    const { urls, connections } = await accounts(["postgres", "sqlite", "postgres"]);
    expect(await killedAt(urls, death)).toBe("SIGKILL");
    await recovered(connections);
    expect(await amounts(connections)).toEqual([death.amount, death.amount, death.amount]);
    await expectNothingLeft(connections);
  });

  it("is cleaned up after by the next process without being asked", { timeout: 30_000 }, async () => {
    const { urls, connections } = await accounts(["postgres", "postgres"]);
    await killedAt(urls, { beginning: "COMMIT PREPARED", count: 1, when: "before" });
    await distributedTransaction(connections, () => addOne(connections));
    expect(await amounts(connections)).toEqual([2, 2]);
  });
});

describe("recovery", () => {
  it("leaves alone what is still going on, and what somebody else decides", async () => {
    const { connections } = await accounts(["postgres", "postgres"]);
    const [first, second] = connections;
    const stranger = open(await freshUrl("postgres"));
    if (first === undefined || second === undefined) return expect.fail();
    await distributedTransaction(connections, () => "so that everything is set up");
    const transaction = "a".repeat(32);
    const { identityTable } = decisionSql(first);
    const coordinator = String((await first.query(`SELECT id FROM ${identityTable}`)).rows[0]?.id);
    const name = `dataflow:${coordinator}:${transaction}:0`;
    await first.transaction(async () => {
      await writeDecision(first, transaction, []);
      await second.session(async () => {
        await second.run(`BEGIN; UPDATE accounts SET amount = 7; PREPARE TRANSACTION '${name}'`);
      });
      const others = [open(first.target), second];
      expect(await recoverDistributedTransactions(others)).toMatchObject([{ id: transaction, outcome: "open" }]);
    });
    expect(await recoverDistributedTransactions([stranger, second])).toMatchObject([{ outcome: "unknown" }]);
    expect(await recoverDistributedTransactions([second, first])).toMatchObject([{ outcome: "committed" }]);
    expect(await amounts([second])).toEqual([7]);
  });
});

describe("what cannot take part is refused before anything is done", () => {
  it("two files, one database, an isolated connection, an outer transaction, a wrong option", async () => {
    const { connections } = await accounts(["postgres", "sqlite"]);
    const [server, file] = connections;
    const otherFile = open(await freshUrl("sqlite"));
    if (server === undefined || file === undefined) return expect.fail();
    let runs = 0;
    const body = () => runs++;
    const refused = async (call: () => unknown) => (await failureOf(call)).code;
    expect(await refused(() => distributedTransaction([file, otherFile, server], body))).toBe(
      "DATABASE.DISTRIBUTED_REFUSED",
    );
    expect(await refused(() => distributedTransaction([server], body))).toBe("DATABASE.DISTRIBUTED_REFUSED");
    expect(await refused(() => distributedTransaction([server, server], body))).toBe("DATABASE.DISTRIBUTED_REFUSED");
    expect(await refused(() => distributedTransaction([isolate(server), file], body))).toBe(
      "DATABASE.DISTRIBUTED_REFUSED",
    );
    expect(await refused(() => server.transaction(() => distributedTransaction(connections, body)))).toBe(
      "DATABASE.DISTRIBUTED_REFUSED",
    );
    const unknown: object = { isolatoin: "serializable" };
    expect(await refused(() => distributedTransaction(connections, body, unknown))).toBe("DATABASE.INVALID_OPTION");
    for (const ofOneDatabase of [{ retry: { attempts: 3 } }, { readOnly: true }, { confirmCommit: true }] as object[])
      expect(await refused(() => distributedTransaction(connections, body, ofOneDatabase))).toBe(
        "DATABASE.INVALID_OPTION",
      );
    expect(runs).toBe(0);
  });
});
