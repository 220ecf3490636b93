/**
 * Many transactions at once, while the server is killed, its sessions are ended and the connections are broken at places that
 * a seed chooses. DATAFLOW_TEST_RUNS is how often everything is broken.
 */
import {
  type FaultAction,
  type KillableServer,
  type SeededChoice,
  startKillableServer,
  terminateSessions,
  withSeed,
} from "@dataflow-tooling/vitest/faults";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../connection/connection.ts";
import { freshUrl, open, proxied } from "../test-support.fixture.ts";
import { expectWhole, Ledger } from "./ledger.fixture.ts";

const RUNS = Number(process.env.DATAFLOW_TEST_RUNS ?? 3);
const WORKERS = 6;

/** Enters numbers with several workers until it is told to stop. */
function workers(connection: Connection, ledger: Ledger): { stop(): Promise<void> } {
  let isOver = false;
  let number = 0;
  const work = async (): Promise<void> => {
    while (!isOver) {
      const outcome = await ledger.enter(connection, ++number);
      // A server that is down refuses at once: to ask it again at once would be all that happens.
      if (outcome !== "acknowledged") await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const all = Promise.all(Array.from({ length: WORKERS }, work));
  const stop = async (): Promise<void> => {
    isOver = true;
    await all;
  };
  return { stop };
}

/** Waits until so many more numbers are acknowledged. */
async function untilAcknowledged(ledger: Ledger, more: number): Promise<void> {
  const wanted = ledger.acknowledged + more;
  await expect.poll(() => ledger.acknowledged, { timeout: 20_000, interval: 1 }).toBeGreaterThanOrEqual(wanted);
}

/** Breaks something again and again while everybody works, and looks at what is left. */
async function storm(
  url: string,
  through: string,
  breakIt: (choice: SeededChoice) => Promise<void>,
): Promise<ReadonlySet<string>> {
  return withSeed(async (choice) => {
    const direct = open(url);
    const connection = open(through, { poolSize: 4, acquireTimeoutMs: 20_000 });
    const ledger = await Ledger.create(direct);
    const work = workers(connection, ledger);
    for (let run = 0; run < RUNS; run++) {
      await untilAcknowledged(ledger, choice.whole(1, 60));
      await breakIt(choice);
    }
    await untilAcknowledged(ledger, 20);
    await work.stop();
    await ledger.check(direct);
    await direct.close();
    await expectWhole(connection, url);
    return ledger.codes;
  });
}

describe("under transactions", () => {
  let server: KillableServer;
  beforeAll(async () => {
    server = await startKillableServer();
  });
  afterAll(() => server.stop());

  it("a server that is killed and comes back has all that it acknowledged, and nothing half", async () => {
    const url = await server.createDatabase();
    const codes = await storm(url, url, async (choice) => {
      await server.kill();
      await new Promise((resolve) => setTimeout(resolve, choice.whole(0, 100)));
      await server.start();
    });
    expect([...codes].filter((code) => !code.startsWith("DATABASE."))).toEqual([]);
  });

  it("sessions that are ended fail what they did, and nothing else", async () => {
    const url = await freshUrl("postgres");
    const codes = await storm(url, url, async () => {
      await terminateSessions(url);
    });
    expect([...codes].sort()).toContain("DATABASE.CONNECTION_LOST");
  });

  const actions: readonly FaultAction[] = ["cutBefore", "cutAfter", "loseReply", "halfClose", { delayMs: 20 }];

  it.each(["tcp", "unix"] as const)("connections over %s that break at any message", async (transport) => {
    const url = await freshUrl("postgres");
    const proxy = await proxied(url, { transport });
    await storm(url, proxy.url, async (choice) => {
      const places = Array.from({ length: 4 }, () =>
        proxy.at(
          { from: choice.oneOf(["client", "client", "server"]), nth: choice.whole(1, 40) },
          choice.oneOf(actions),
        ),
      );
      await Promise.all(places);
    });
  });

  it("commits whose answers are lost are unknown, and each of them is there as a whole or not", async () => {
    const url = await freshUrl("postgres");
    const proxy = await proxied(url);
    const codes = await storm(url, proxy.url, async (choice) => {
      const action = choice.oneOf<FaultAction>(["cutBefore", "cutAfter", "loseReply"]);
      await proxy.at({ kind: "Query", text: "COMMIT", nth: choice.whole(1, 10) }, action);
    });
    expect([...codes]).toContain("DATABASE.COMMIT_UNKNOWN");
  });
});
