import type { DialectName } from "@dataflow/core";
import { parseDatabaseUrl } from "@dataflow/database";
import type { ModelMap } from "@dataflow/model";
import { DEFAULT_TEST_URL, databaseSources } from "../dialects/database-sources.ts";
import { fixtureErrors } from "../errors/fixture-errors.ts";
import { fixtureRows } from "../fixtures/fixture-rows.ts";
import { loadFixtures } from "../fixtures/load-fixtures.ts";
import { openTestContext, type TestContext } from "./test-context.ts";
import { checkTestDatabaseOptions, type TestDatabaseOptions } from "./test-database-options.ts";

/** A database that tests run on without seeing each other. */
export interface TestDatabase<Models extends ModelMap = ModelMap> extends AsyncDisposable {
  readonly dialect: DialectName;
  /**
   * What one test needs. Any number can be open at the same time.
   *
   * @throws FIXTURE.CLOSED
   */
  createContext(): Promise<TestContext<Models>>;
  /** Ends the contexts that are still open, and removes everything that was made for them. */
  close(): Promise<void>;
}

/**
 * Opens a database for tests: creates the tables of the models, and what `prepare` says, once.
 *
 * @param options where it is, the models, how tests are isolated
 * @returns the database; close it after the tests
 * @throws FIXTURE.UNKNOWN_OPTION, FIXTURE.INVALID_OPTION, FIXTURE.TEMPLATE_IN_USE
 * @throws DATABASE.*, MIGRATION.* as the first operation of a DataFlow
 * @example
 * ```ts
 * import { defineModel, field } from "@dataflow/model";
 * import { openTestDatabase } from "@dataflow/testing";
 *
 * const User = defineModel("User", { name: field.text() });
 * await using database = await openTestDatabase({ url: "sqlite::memory:", models: { User } });
 * for (const name of ["Ann", "Bob"]) {
 *   await using context = await database.createContext();
 *   await context.models.User.create({ name });
 *   console.log(await context.models.User.count()); // { count: 1 }, each time
 * }
 * ```
 */
export async function openTestDatabase<const Models extends ModelMap = Readonly<Record<never, never>>>(
  options: TestDatabaseOptions<Models> = {},
): Promise<TestDatabase<Models>> {
  checkTestDatabaseOptions(options);
  const { isolation = "savepoint", url = process.env.TEST_DATABASE_URL ?? DEFAULT_TEST_URL } = options;
  const { dialect } = parseDatabaseUrl(url);
  const { prepared, fixtures } = withFixtures(options);
  const source = await databaseSources[dialect][isolation](url, prepared);
  const contexts = new Set<TestContext<Models>>();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([...contexts].map((context) => context.close()));
    await source.close();
  };
  return Object.freeze({
    dialect,
    createContext: async () => {
      if (closing !== undefined) throw databaseClosed();
      const context = await openTestContext(source, { isolation, fixtures: fixtures() }, () =>
        contexts.delete(context),
      );
      contexts.add(context);
      return context;
    },
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  });
}

/** Loads the fixtures before anything else is prepared; they are known once that has happened. */
function withFixtures<Models extends ModelMap>({ fixtures, prepare, ...options }: TestDatabaseOptions<Models>) {
  let rows = fixtureRows([]);
  const prepared: TestDatabaseOptions<Models> = {
    ...options,
    prepare: async (db) => {
      if (fixtures !== undefined) rows = await loadFixtures(db, fixtures);
      await prepare?.(db);
    },
  };
  return { prepared, fixtures: () => rows };
}

function databaseClosed() {
  return fixtureErrors.create("CLOSED", {
    message: "A context was asked of a test database that is closed",
    why: "what its tests ran on is removed",
    fix: "close the database after the last test",
  });
}
