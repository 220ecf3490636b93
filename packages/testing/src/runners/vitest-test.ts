import type { BoundModels, DataFlow, ModelMap } from "@dataflow/model";
import { test as plainTest } from "vitest";
import type { TestContext } from "../context/test-context.ts";
import { openTestDatabase, type TestDatabase } from "../context/test-database.ts";
import type { TestDatabaseOptions } from "../context/test-database-options.ts";
import type { FixtureRows } from "../fixtures/fixture-rows.ts";
import { tddModels } from "../models/tdd-models.ts";
import { type PerformanceTest, performanceTest } from "../performance/performance-test.ts";

/** What a test may ask for. Nothing is opened that no test asks for. */
export interface TddFixtures<Models extends ModelMap> {
  /** A DataFlow on which nothing lasts. */
  readonly tddDataflow: DataFlow<Models>;
  /** The context of the test: its DataFlow, its models, the statements so far. */
  readonly tddTestContext: TestContext<Models>;
  /** The models, bound to `tddDataflow`. */
  readonly tddModels: BoundModels<Models>;
  /** The rows of the option `fixtures`, by their names. */
  readonly tddFixtures: FixtureRows;
  /** Counts what the test asks of the database, and fails when it is more than was allowed. */
  readonly tddPerformanceTest: PerformanceTest;
}

const OF_ONE_TEST = [
  "tddDataflow",
  "tddTestContext",
  "tddModels",
  "tddFixtures",
  "tddPerformanceTest",
] as const satisfies readonly (keyof TddFixtures<ModelMap>)[];

/** What the tests of a file share. */
interface SharedFixtures<Models extends ModelMap> {
  readonly tddDatabase: TestDatabase<Models>;
}

/**
 * Makes a `test` whose fixtures run on a database of your choice, with your models.
 *
 * @param options where it is, the models, how tests are isolated
 * @returns vitest's `test` with the fixtures
 * @example
 * ```ts
 * import { defineModel, field } from "@dataflow/model";
 * import { expect, tddTest } from "@dataflow/testing/vitest";
 *
 * const Note = defineModel("Note", { text: field.text() });
 * const test = tddTest({ models: { Note } });
 *
 * test("counts its own notes only", async ({ tddModels }) => {
 *   await tddModels.Note.create({ text: "passing" });
 *   expect(await tddModels.Note.count()).toEqual({ count: 1 });
 * });
 * ```
 */
export function tddTest<const Models extends ModelMap>(
  options: TestDatabaseOptions<Models> & { readonly models: Models },
) {
  return plainTest.extend<{ $test: TddFixtures<Models>; $file: SharedFixtures<Models> }>({
    tddDatabase: [
      // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern which fixtures are needed
      async ({}, use) => {
        await using database = await openTestDatabase<Models>(options);
        await use(database);
      },
      { scope: "file" },
    ],
    tddTestContext: async ({ tddDatabase, task }, use) => {
      await using context = await tddDatabase.createContext();
      await use(context);
      // The runner keeps what it gave to a test until the file ends. It asks for it anew when it tries a test again.
      for (const name of OF_ONE_TEST) Reflect.deleteProperty(task.context, name);
    },
    tddDataflow: async ({ tddTestContext }, use) => use(tddTestContext.db),
    tddModels: async ({ tddTestContext }, use) => use(tddTestContext.models),
    tddFixtures: async ({ tddTestContext }, use) => use(tddTestContext.fixtures),
    tddPerformanceTest: async ({ tddTestContext }, use) => use(performanceTest(tddTestContext)),
  });
}

/**
 * Vitest's `test` with fixtures on models that are there already: `User`, `Product` and `Order`. The database is the one
 * of `TEST_DATABASE_URL`, else one in memory.
 *
 * @example
 * ```ts
 * import { expect, test } from "@dataflow/testing/vitest";
 *
 * test("creates a user", async ({ tddModels }) => {
 *   const user = await tddModels.User.create({ name: "Ann", email: "a@example.com" });
 *   expect(user.id).toBeGreaterThan(0);
 * });
 * ```
 */
export const test = tddTest({ models: tddModels });
