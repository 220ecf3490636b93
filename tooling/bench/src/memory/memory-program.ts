// Runs every bulk operation on so many rows and prints, for each, how long it took and how much memory there was in use
// at most. It is a process of its own, whose heap is limited: holding the rows would end it.
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { newUser } from "../users/user-access.ts";
import { openUserModel } from "../users/user-model.ts";

/** What one operation took. */
export interface MemoryUse {
  readonly operation: string;
  readonly rows: number;
  readonly seconds: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
}

const LOOK_MS = 20;

/** Watches the memory while something runs. */
async function watched(operation: string, run: () => Promise<number>): Promise<MemoryUse> {
  let [heapBytes, residentBytes] = [0, 0];
  const look = () => {
    const { heapUsed, rss } = process.memoryUsage();
    heapBytes = Math.max(heapBytes, heapUsed);
    residentBytes = Math.max(residentBytes, rss);
  };
  const timer = setInterval(look, LOOK_MS);
  const before = performance.now();
  const rows = await run();
  clearInterval(timer);
  look();
  return { operation, rows, seconds: (performance.now() - before) / 1_000, heapBytes, residentBytes };
}

function* users(count: number, change: number, padding: string) {
  for (let index = 0; index < count; index++) {
    const user = newUser(index);
    yield { ...user, name: `${user.name} ${padding}`, age: user.age + change };
  }
}

function* changes(ids: Iterable<number>) {
  for (const id of ids) yield { id, age: id % 90 };
}

function* range(from: number, to: number): Generator<number> {
  for (let id = from; id <= to; id++) yield id;
}

async function main(): Promise<void> {
  const [url = "", rowCount = "", folder = ".", paddingLength = "0"] = process.argv.slice(2);
  const count = Number(rowCount);
  const padding = "x".repeat(Number(paddingLength));
  const { db, users: model } = await openUserModel(url);
  const file = `${folder}/users.csv`;
  const tell = async (operation: string, run: () => Promise<number>): Promise<void> => {
    const line = `${JSON.stringify(await watched(operation, run))}\n`;
    if (!process.stdout.write(line)) await once(process.stdout, "drain");
  };
  const expectAll = (operation: string, rows: number): number => {
    if (rows !== count) throw new Error(`${operation}: ${rows} rows of ${count}`);
    return rows;
  };
  const firstId = async () => Number((await model.list({ orderBy: ["id"], limit: 1 })).records[0]?.id);
  await tell("create", async () => expectAll("create", (await model.bulkCreate(users(count, 0, padding))).inserted));
  await tell("upsert", async () =>
    expectAll("upsert", (await model.bulkUpsert(users(count, 1, padding), { keyFields: ["email"] })).updated),
  );
  const first = await firstId();
  await tell("update", async () =>
    expectAll("update", (await model.bulkUpdate({ data: changes(range(first, first + count - 1)) })).updated),
  );
  await tell("stream out", async () => {
    let rows = 0;
    for await (const _user of model.stream()) rows++;
    return expectAll("stream out", rows);
  });
  await tell("export", async () => expectAll("export", (await model.export(file)).exported));
  await tell("delete", async () =>
    expectAll("delete", (await model.bulkDelete({ ids: range(first, first + count - 1) })).deleted),
  );
  await tell("import", async () => expectAll("import", (await model.import(file)).inserted));
  await rm(file);
  await setImmediate();
  await db.close();
}

await main();
