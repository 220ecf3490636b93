import { Writable } from "node:stream";
import type { NodeValues } from "@dataflow/core";
import type { DataFlow, DynamicModel, OperationEvent } from "@dataflow/model";
import { Nth } from "./random-rows.ts";
import type { OperationStep, Step, TransactionStep } from "./random-steps.ts";

/** Where automatic keys of the second model start: so every number tells which model's key it is. */
const FIRST_KEYS = [1_000, 1_000_000] as const;

/** One database under test: two models, and what is told of it. */
export interface World {
  readonly db: DataFlow;
  readonly names: readonly [string, string];
  readonly events: OperationEvent[];
  /** What automatic keys are called, in the order in which they were seen. */
  readonly seen: { readonly labels: Map<number, string>; count: number };
}

class Undone extends Error {}

/** Starts the automatic keys of both models where no other value is. */
export async function startKeys({ db, names }: World): Promise<void> {
  for (const [at, name] of names.entries()) {
    const { definition } = db.getModel(name);
    if (definition.fields.get("id")?.isAutoIncrement !== true) continue;
    const table = definition.tableName;
    const sql =
      db.connection.dialect === "sqlite"
        ? `INSERT INTO sqlite_sequence (name, seq) VALUES ('${table}', ${FIRST_KEYS[at]})`
        : `SELECT setval(pg_get_serial_sequence('${table}', 'id'), ${FIRST_KEYS[at]})`;
    await db.connection.query(sql);
  }
}

/** Does a step, and gives all that can be noticed of it: results or failures, and who was told of what. */
export async function outcomeOf(world: World, step: Step): Promise<unknown> {
  world.events.length = 0;
  const result = await attempt(world, step);
  const events = world.events
    .filter((event) => !isInVain(event))
    .map(({ durationMs: _, errorCode, ...told }) => ({
      ...told,
      // Of several constraints that rows of one statement break, either database may name another.
      errorCode: errorCode?.endsWith("_VIOLATION") ? "a violation" : errorCode,
    }));
  return { result, events };
}

/** In which order a statement changes rows, and so whether one finds its unique value taken at first, is the database's own. */
function isInVain({ operation, errorCode }: OperationEvent): boolean {
  return operation === "bulkUpdate" && errorCode === "DATABASE.UNIQUE_VIOLATION";
}

async function attempt(world: World, step: Step): Promise<unknown> {
  const outcome = "steps" in step ? await inTransaction(world, step) : await oneOperation(world, step);
  const seen = comparable(world, outcome);
  await forgetKeys(world);
  return seen;
}

async function oneOperation(world: World, step: OperationStep): Promise<unknown> {
  try {
    const given = await resolved(world, step.given);
    const context = { userId: "u1", ...(step.tenant === null ? {} : { tenantId: step.tenant }) };
    return await world.db.withContext(context, () => perform(world, step, given));
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

function failureOf(error: unknown): unknown {
  const { code, meta: all, message, diagnostics } = error as Record<string, unknown>; // whatever was thrown, its absence too
  const {
    schema: _s,
    table: _t,
    column: _o,
    columns: _c,
    sqlState: _q,
    ...meta
  } = (all ?? {}) as Record<string, unknown>;
  return { code, meta, message, diagnostics };
}

async function inTransaction(world: World, { steps, fails }: TransactionStep): Promise<unknown> {
  const outcomes: unknown[] = [];
  try {
    await world.db.transaction(async () => {
      for (const step of steps) outcomes.push(await attempt(world, step));
      if (fails) throw new Undone("on purpose");
    });
  } catch (error) {
    outcomes.push(error instanceof Undone ? "undone" : failureOf(error));
  }
  return outcomes;
}

async function perform(world: World, { model, method }: OperationStep, given: readonly unknown[]): Promise<unknown> {
  if (method === "audit") return auditRecords(world.db);
  const one = world.db.getModel(world.names[model]);
  if (method === "pages") return pages(one, given[0] as NodeValues, given[1] as number); // random-steps.ts pairs them so
  if (method === "stream") return collected(one.stream(inOrder(given[0] as NodeValues, one.definition.primaryKey)));
  if (method === "copy") return copy(one, given[0] as "csv" | "jsonl", given[1], given[2]);
  // A step names a method of models and what it takes; the types of either are only known when the test runs.
  const methods = one as unknown as Record<string, (...values: readonly unknown[]) => Promise<unknown>>;
  return methods[method]?.(...given);
}

/** Without an order rows come as the database has them. */
function inOrder(input: NodeValues, key: readonly string[]): NodeValues {
  const { orderBy } = input;
  const isOrdered = orderBy !== undefined && !(Array.isArray(orderBy) && orderBy.length === 0);
  return isOrdered ? input : { ...input, orderBy: key };
}

async function auditRecords(db: DataFlow): Promise<unknown> {
  const { records } = await db.auditLog.list({ orderBy: ["id"], limit: 10_000 });
  return records.map(({ id: _id, ...record }) => record);
}

async function collected<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** All pages, forward, and whether the way back gives the same. */
async function pages(model: DynamicModel, input: NodeValues, limit: number): Promise<unknown> {
  const forward: unknown[] = [];
  let page = await model.list({ ...input, limit });
  forward.push(page.records);
  for (let turn = 0; page.nextCursor !== null && turn < 20; turn += 1) {
    page = await model.list({ ...input, limit, cursor: page.nextCursor });
    forward.push(page.records);
  }
  const back = page.previousCursor === null ? null : await model.list({ ...input, limit, cursor: page.previousCursor });
  return { forward, back: back?.records ?? null };
}

/** What is exported is deleted and imported again: afterwards the same is there. */
async function copy(model: DynamicModel, format: "csv" | "jsonl", filter: unknown, fields: unknown): Promise<unknown> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const exported = await model.export(sink, { filter, format, fields, orderBy: model.definition.primaryKey });
  const imported = await model.import(chunks, {
    format,
    conflictResolution: "skip",
    onRowError: "collect",
  });
  return { exported, imported };
}

async function resolved(world: World, value: unknown): Promise<never> {
  if (value instanceof Nth) return (await nthKey(world, value)) as never;
  if (Array.isArray(value)) return Promise.all(value.map((one) => resolved(world, one))) as unknown as never;
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype)
    return value as never;
  const entries = Object.entries(value).map(async ([name, inner]) => [name, await resolved(world, inner)] as const);
  return Object.fromEntries(await Promise.all(entries)) as never;
}

async function nthKey({ db, names }: World, { model, place }: Nth): Promise<unknown> {
  const { tableName } = db.getModel(names[model]).definition;
  const { rows } = await db.connection.query(`SELECT id FROM ${tableName} ORDER BY id`);
  return rows.length === 0 ? 7 : rows[place % rows.length]?.id;
}

const CURSORS = /^(nextCursor|previousCursor)$/;
const TIMES = /^(createdAt|updatedAt|deletedAt|at)$/;

/** The same for both databases when nothing differs but instants and numbers that the database gave. */
function comparable(world: World, value: unknown, name = ""): unknown {
  if (typeof value === "number") return label(world, value);
  if (value instanceof Date) return TIMES.test(name) ? "a time" : value.toISOString();
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return value.map((inner) => comparable(world, inner));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  const code = entries.find(([key]) => key === "code")?.[1];
  // Of several constraints that a row breaks, either database may name another.
  const isAnyOfSeveral = typeof code === "string" && code.endsWith("_VIOLATION");
  const kept = isAnyOfSeveral ? entries.filter(([key]) => key === "code" || key === "row") : entries;
  return Object.fromEntries(
    kept.filter(([key]) => !CURSORS.test(key)).map(([key, inner]) => [key, comparable(world, inner, key)]),
  );
}

function label({ seen }: World, value: number): unknown {
  const [first, second] = FIRST_KEYS;
  if (!Number.isInteger(value) || value <= first || value >= second * 2) return value;
  const known = seen.labels.get(value) ?? `key ${seen.count}`;
  if (!seen.labels.has(value)) seen.count += 1;
  seen.labels.set(value, known);
  return known;
}

/** A key whose row was rolled back may be given again, on one database only. */
async function forgetKeys({ db, names, seen }: World): Promise<void> {
  const stored = new Set<unknown>();
  for (const name of names) {
    const { definition } = db.getModel(name);
    if (definition.fields.get("id")?.isAutoIncrement !== true) continue;
    const found = await db.connection.query(`SELECT id FROM ${definition.tableName}`).catch(() => undefined);
    if (found === undefined) return; // the transaction is aborted; what is around it asks again
    for (const { id } of found.rows) stored.add(id);
  }
  for (const key of seen.labels.keys()) if (!stored.has(key)) seen.labels.delete(key);
}
