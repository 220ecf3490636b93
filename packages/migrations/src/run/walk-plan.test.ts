import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { stepEffects } from "../risk/step-effects.ts";
import { makeCopies } from "./rehearsal-copies.ts";
import { walkPlan } from "./walk-plan.ts";

const USERS = "CREATE TABLE users (id integer PRIMARY KEY, email text, nickname text)";
const ORDERS = "CREATE TABLE orders (id integer PRIMARY KEY, buyer integer REFERENCES users (id))";

describe.each(databases)("walkPlan on $name", ({ name, freshUrl }) => {
  let connection: Connection;
  let wanted: Connection;
  beforeEach(async () => {
    [connection, wanted] = [connect(await freshUrl()), connect(await freshUrl())];
    for (const sql of [USERS, ORDERS]) await connection.run(sql);
    for (let id = 1; id <= 20; id += 1) {
      await connection.run(`INSERT INTO users VALUES (${id}, 'u${id}@x', 'n')`);
      await connection.run(`INSERT INTO orders VALUES (${id}, ${id})`);
    }
  });
  afterEach(() => Promise.all([connection.close(), wanted.close()]));

  it("traces and measures every step on what the ones before it left, also on copies made anew", async () => {
    await wanted.run("CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL, age integer)");
    await wanted.run(`${ORDERS.slice(0, -1)}, note text)`);
    await wanted.run("CREATE UNIQUE INDEX by_email ON users (email)");
    const desired = await readCatalog(wanted);
    const options = { allow: "everything", concurrently: name === "postgres" } as const;
    const plan = planMigration(await readCatalog(connection), desired, options);
    await using copies = await makeCopies(connection, 2);
    const stage = await copies.renew();
    for (const { connection: used } of copies.environments)
      await expect(used.query("SELECT 1 AS one")).rejects.toThrow();
    const { bounds, effects } = await walkPlan(stage, plan, stepEffects);
    const steps = plan.segments.flatMap((segment) => segment.steps);
    expect([...bounds.keys()]).toEqual(steps.map(({ id }) => id));
    const outside = plan.segments.filter(({ mode }) => mode === "nonTransactional").flatMap((segment) => segment.steps);
    expect(outside.length > 0).toBe(name === "postgres");
    // Outside of a transaction a statement has some locks for moments between two looks; all else is seen.
    expect(effects.unknown).toEqual(
      outside.map(({ id }) => expect.stringContaining(`${id} is not compared in full: locks that it has only for`)),
    );
    expect(effects.statements - effects.compared).toBe(outside.length);
    expect(effects.disagreements.filter(({ isUnderstated }) => isUnderstated)).toEqual([]);
    for (const { connection: copy } of stage.environments)
      expect(catalogFingerprint(await readCatalog(copy))).toBe(catalogFingerprint(desired));
  });

  it.runIf(name === "postgres")(
    "sees that a statement outside of transactions does more than was foretold",
    async () => {
      for (const sql of [USERS, ORDERS, "CREATE INDEX by_nickname ON users (nickname)"]) await wanted.run(sql);
      const plan = planMigration(await readCatalog(connection), await readCatalog(wanted), { concurrently: true });
      await using copies = await makeCopies(connection, 1);
      const nothing: typeof stepEffects = async (copy, steps) =>
        (await stepEffects(copy, steps)).map((effects) => effects.map((effect) => ({ ...effect, relations: [] })));
      const { effects } = await walkPlan(copies, plan, nothing);
      const understated = effects.disagreements.filter(({ isUnderstated }) => isUnderstated);
      expect(understated.map(({ step, about }) => [step, about])).toContainEqual(["createIndex by_nickname", "lock"]);
    },
  );

  it("says what it could not see when a step cannot be repeated", async () => {
    await wanted.run(`${USERS.slice(0, -1)}, age integer)`);
    await wanted.run(ORDERS);
    const plan = planMigration(await readCatalog(connection), await readCatalog(wanted));
    await using copies = await makeCopies(connection, 1);
    await copies.environments[0]?.connection.run("ALTER TABLE users ADD COLUMN age integer");
    const { bounds, effects } = await walkPlan(copies, plan, stepEffects);
    expect(bounds.size).toBe(0);
    expect(effects.compared).toBe(0);
    expect(effects.unknown.join()).toMatch(/is not traced: its segment could not be run to be looked at \(DATABASE\./);
  });
});
