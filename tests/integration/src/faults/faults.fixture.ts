// What the tests of faults share: a table that shows duplicates, and a look at what is left.
import { isDataFlowError } from "@dataflow/core";
import { type Connection, connect } from "@dataflow/database";
import { DataFlow, type DataFlowOptions, defineModel, field } from "@dataflow/model";
import { serverSessions } from "@dataflow-tooling/vitest/faults";
import { afterEach, expect } from "vitest";

/** Without a unique field beside its key: what is stored twice is to be seen. */
export const Line = defineModel("Line", {
  number: field.integer(),
  amount: field.integer().default(0),
  filler: field.text().optional(),
});
export const models = { Line };
export type Shop = DataFlow<typeof models>;

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

/** A DataFlow with its tables, closed after the test. */
export async function shopAt(url: string, options: DataFlowOptions<typeof models> = {}): Promise<Shop> {
  const db: Shop = new DataFlow<typeof models>(url, { models, ...options });
  opened.push(db);
  await db.initialize();
  return db;
}

/** A DataFlow over a connection that does not wait for long. */
export async function impatientShopAt(url: string, poolSize: number): Promise<Shop> {
  const connection: Connection = connect(url, { poolSize, acquireTimeoutMs: 250, busyTimeoutMs: 250 });
  const db: Shop = new DataFlow<typeof models>(undefined, { models, connection });
  opened.push(db);
  await db.initialize();
  return db;
}

/** The numbers that are stored, sorted. */
export async function numbersIn(db: Shop): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const { number } of db.models.Line.stream({ orderBy: ["number"] })) numbers.push(number);
  return numbers;
}

export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** The code that says what went wrong first, below the errors that say where. */
export function codeOf(error: unknown): string {
  let code = "none";
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (isDataFlowError(cause)) code = cause.code;
  return code;
}

/** Everything that was lent is back, everything can be lent again, and no session idles in a transaction. */
export async function expectWhole(db: Shop, url: string): Promise<void> {
  const { connection } = db;
  await expect.poll(() => connection.stats(), { timeout: 10_000 }).toMatchObject({ inUse: 0, waiting: 0 });
  await db.transaction(() => db.models.Line.count());
  if (connection.dialect === "sqlite") return;
  const busy = async () => (await serverSessions(url)).filter(({ state }) => state !== "idle");
  await expect.poll(busy, { timeout: 10_000 }).toEqual([]);
}
