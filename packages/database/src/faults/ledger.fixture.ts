// Work that can be interrupted anywhere, and a look at what became of it.
import { isDataFlowError } from "@dataflow/core";
import { serverSessions } from "@dataflow-tooling/vitest/faults";
import { expect } from "vitest";
import type { Connection } from "../connection/connection.ts";
import { statement } from "../test-support.fixture.ts";

/** What whoever entered a number was told. */
export type Outcome = "acknowledged" | "refused" | "unknown";

/** What leaves it open whether something has happened; everything else says that nothing has. */
const UNKNOWN: ReadonlySet<string> = new Set(["DATABASE.COMMIT_UNKNOWN"]);

/** Numbers that are entered, each as two rows in one transaction. */
export class Ledger {
  readonly outcomes = new Map<number, Outcome>();
  readonly codes = new Set<string>();

  static async create(connection: Connection): Promise<Ledger> {
    // Without a key: what is entered twice is to be seen.
    await connection.run("CREATE TABLE ledger (number INTEGER NOT NULL, part TEXT NOT NULL)");
    return new Ledger();
  }

  get acknowledged(): number {
    return [...this.outcomes.values()].filter((outcome) => outcome === "acknowledged").length;
  }

  /** Enters a number; a failure is noted and not thrown. */
  async enter(connection: Connection, number: number): Promise<Outcome> {
    let outcome: Outcome = "acknowledged";
    try {
      await connection.transaction(async () => {
        await connection.execute(statement(connection, "INSERT INTO ledger VALUES (?, 'debit')", "debit"), [number]);
        await connection.execute(statement(connection, "INSERT INTO ledger VALUES (?, 'credit')", "credit"), [number]);
      });
    } catch (error) {
      if (!isDataFlowError(error)) throw error;
      this.codes.add(error.code);
      outcome = UNKNOWN.has(error.code) ? "unknown" : "refused";
    }
    this.outcomes.set(number, outcome);
    return outcome;
  }

  /** What was acknowledged is there once, what was refused is not there, and what is unknown is there as a whole or not. */
  async check(connection: Connection): Promise<void> {
    const { rows } = await connection.query("SELECT number, count(*) AS parts FROM ledger GROUP BY number");
    const parts = new Map(rows.map((row) => [Number(row.number), Number(row.parts)]));
    for (const [number, outcome] of this.outcomes) {
      const found = parts.get(number) ?? 0;
      if (outcome === "acknowledged") expect(found, `${number} was acknowledged`).toBe(2);
      if (outcome === "refused") expect(found, `${number} was refused`).toBe(0);
      if (outcome === "unknown") expect([0, 2], `${number} is unknown`).toContain(found);
    }
    expect([...parts.keys()].filter((number) => !this.outcomes.has(number))).toEqual([]);
  }
}

const PATIENCE = { timeout: 10_000 };

/** Everything that was lent is back, the pool serves as many as it ever did, and no session of it is in a transaction. */
export async function expectWhole(connection: Connection, url: string): Promise<void> {
  await expect.poll(() => connection.stats(), PATIENCE).toMatchObject({ inUse: 0, waiting: 0 });
  const { limit } = connection.stats();
  if (connection.dialect === "sqlite") {
    await connection.transaction(() => undefined);
    return;
  }
  await Promise.all(Array.from({ length: limit }, () => connection.transaction(() => connection.ping())));
  expect(connection.stats()).toMatchObject({ inUse: 0, waiting: 0 });
  expect(connection.stats().open).toBeLessThanOrEqual(limit);
  const isStuck = async () => (await serverSessions(url)).filter(({ state }) => state !== "idle");
  await expect.poll(isStuck, PATIENCE).toEqual([]);
}
