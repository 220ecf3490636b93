import type { DataFlow, ModelMap } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filters, models, rows, updates } from "../arbitraries.ts";
import { openTestDatabase } from "../context/test-database.ts";

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`DATAFLOW_TEST_SEED=${seed}`);

interface Stored {
  readonly id: number;
}

/** A model of any fields. */
interface OpenModel {
  create(row: object): Promise<Stored>;
  update(id: number, changes: object, options?: { readonly version: number }): Promise<Stored>;
  count(input: { readonly filter: object }): Promise<{ readonly count: number }>;
}

describe.each(databases)("arbitraries on $name", ({ freshUrl, name }) => {
  it("make models, rows, updates and filters that are valid", async () => {
    const url = name === "sqlite" ? "sqlite::memory:" : undefined;
    await fc.assert(
      fc.asyncProperty(models, fc.infiniteStream(fc.nat()), async (some, seeds) => {
        await using database = await openTestDatabase({ url: url ?? (await freshUrl()), models: some });
        await using context = await database.createContext();
        for (const [label, definition] of Object.entries(some)) {
          const draw = <Value>(arbitrary: fc.Arbitrary<Value>): Value => {
            const [value] = fc.sample(arbitrary, { seed: seeds.next().value, numRuns: 1 });
            if (value === undefined) throw new Error("nothing was drawn");
            return value;
          };
          const model = modelOf(context.db, label);
          const { parentId: _parent, ...row } = draw(rows(definition));
          const required = definition.fields.get("parentId")?.nullable === false ? { parentId: 1 } : {};
          const stored = await model.create({ ...row, ...required });
          const before = await model.count({ filter: draw(filters(definition)) });
          expect(before.count).toBeLessThanOrEqual(1);
          await model.update(stored.id, draw(updates(definition)));
        }
      }),
      { seed, numRuns: name === "sqlite" ? 40 : 8, endOnFailure: true },
    );
  });
});

function modelOf(db: DataFlow<ModelMap>, name: string): OpenModel {
  return (db.models as unknown as Readonly<Record<string, OpenModel>>)[name] as OpenModel; // the models were drawn
}
