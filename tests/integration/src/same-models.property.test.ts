/**
 * Law: two random models, and any sequence of operations on them, give the same results, failures, events and audit
 * records on PostgreSQL and on SQLite, and leave the same rows.
 */
import { connect } from "@dataflow/database";
import { DataFlow } from "@dataflow/model";
import type { TestDatabase } from "@dataflow-tooling/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { databases } from "./open-database.ts";
import { propertyOptions } from "./property-options.ts";
import { definitionsOf, type WorldPlan, worldPlan } from "./random/random-models.ts";
import { type Step, stepsOf } from "./random/random-steps.ts";
import { outcomeOf, startKeys, type World } from "./random/run-steps.ts";

let serverUrl: string | undefined;

const example = worldPlan.chain((world) => fc.tuple(fc.constant(world), stepsOf(world)));

describe("random models on both databases", () => {
  async function open(plan: WorldPlan, database: TestDatabase): Promise<World> {
    const url = await emptyUrl(database);
    const models = definitionsOf(plan);
    const [parent, child] = models;
    const events: World["events"] = [];
    const db = new DataFlow(url, { poolSize: 2, onOperation: (event) => events.push(event) });
    for (const model of models) db.model(model);
    await db.initialize();
    const names = [parent.name, child.name] as const;
    const world = { db, names, events, seen: { labels: new Map<number, string>(), count: 0 } };
    await startKeys(world);
    return world;
  }

  it("give the same answers, failures, events and records", async () => {
    await fc.assert(
      fc.asyncProperty(example, async ([plan, steps]) => {
        const worlds = await Promise.all(databases.map((database) => open(plan, database)));
        try {
          for (const step of steps) await expectSame(worlds, step);
          for (const step of rest()) await expectSame(worlds, step);
        } finally {
          await Promise.all(worlds.map(({ db }) => db.close()));
        }
      }),
      propertyOptions({ runs: 8 }),
    );
  }, 3_600_000);
});

/** A server's database serves all examples: making one for each takes longer than the example. */
async function emptyUrl(database: TestDatabase): Promise<string> {
  if (database.name === "sqlite") return database.freshUrl();
  serverUrl ??= await database.freshUrl();
  const connection = connect(serverUrl, { poolSize: 1 });
  await connection.run("DROP SCHEMA public CASCADE; DROP SCHEMA IF EXISTS _dataflow CASCADE; CREATE SCHEMA public");
  await connection.close();
  return serverUrl;
}

async function expectSame(worlds: readonly World[], step: Step): Promise<void> {
  const [first, second] = await Promise.all(worlds.map((world) => outcomeOf(world, step)));
  expect(second, fc.stringify(step)).toEqual(first);
}

/** All that is left of both models, and what the audit log says of them. */
function rest(): Step[] {
  const rows = ([0, 1] as const).flatMap((model) =>
    ["t1", "t2"].map((tenant) => ({ model, method: "list", given: [{ includeDeleted: true }], tenant })),
  );
  return [...rows, { model: 0, method: "audit", given: [], tenant: null }];
}
