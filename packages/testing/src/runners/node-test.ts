import { after, test as plainTest, type TestContext as RunnerContext } from "node:test";
import type { BoundModels, DataFlow, ModelMap } from "@dataflow/model";
import type { TestContext } from "../context/test-context.ts";
import { openTestDatabase, type TestDatabase } from "../context/test-database.ts";
import type { TestDatabaseOptions } from "../context/test-database-options.ts";
import type { FixtureRows } from "../fixtures/fixture-rows.ts";
import { tddModels } from "../models/tdd-models.ts";
import { type PerformanceTest, performanceTest } from "../performance/performance-test.ts";

/** What the body of a test is given. */
export interface TddFixtures<Models extends ModelMap> {
  readonly tddDataflow: DataFlow<Models>;
  readonly tddTestContext: TestContext<Models>;
  readonly tddModels: BoundModels<Models>;
  /** The rows of the option `fixtures`, by their names. */
  readonly tddFixtures: FixtureRows;
  readonly tddPerformanceTest: PerformanceTest;
}

/** A test with fixtures. */
export type TddTest<Models extends ModelMap> = (
  name: string,
  body: (fixtures: TddFixtures<Models>, runner: RunnerContext) => void | Promise<void>,
) => Promise<void>;

/**
 * Makes a `test` for Node's own runner, whose fixtures run on a database of your choice, with your models.
 *
 * @param options where it is, the models, how tests are isolated
 * @returns a `test` whose body is given the fixtures
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineModel, field } from "@dataflow/model";
 * import { tddTest } from "@dataflow/testing/node";
 *
 * const Note = defineModel("Note", { text: field.text() });
 * const test = tddTest({ models: { Note } });
 *
 * test("counts its own notes only", async ({ tddModels }) => {
 *   await tddModels.Note.create({ text: "passing" });
 *   assert.deepEqual(await tddModels.Note.count(), { count: 1 });
 * });
 * ```
 */
export function tddTest<const Models extends ModelMap>(
  options: TestDatabaseOptions<Models> & { readonly models: Models },
): TddTest<Models> {
  let opening: Promise<TestDatabase<Models>> | undefined;
  after(async () => {
    const database = await opening?.catch(() => undefined);
    await database?.close();
  });
  return (name, body) =>
    plainTest(name, async (runner) => {
      opening ??= openTestDatabase<Models>(options);
      await using context = await (await opening).createContext();
      const fixtures: TddFixtures<Models> = {
        tddDataflow: context.db,
        tddTestContext: context,
        tddModels: context.models,
        tddFixtures: context.fixtures,
        tddPerformanceTest: performanceTest(context),
      };
      await body(fixtures, runner);
    });
}

/** A `test` with fixtures on models that are there already: `User`, `Product` and `Order`. */
export const test = tddTest({ models: tddModels });
