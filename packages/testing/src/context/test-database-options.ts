import { type MaybePromise, suggestion } from "@dataflow/core";
import type { DataFlow, DataFlowOptions, ModelMap } from "@dataflow/model";
import { fixtureErrors } from "../errors/fixture-errors.ts";
import type { FixtureFiles } from "../fixtures/load-fixtures.ts";

/** How tests are kept from seeing each other. */
export type TestIsolation = "savepoint" | "database";

/** What a test database is made of. */
export interface TestDatabaseOptions<Models extends ModelMap = ModelMap> {
  /**
   * Where the tests run. By default the environment variable `TEST_DATABASE_URL`, and else a database in memory. A file
   * is never written: the tests run on copies of it in memory.
   */
  readonly url?: string;
  /** The models of the tests. Their tables are created once, and stay. */
  readonly models?: Models;
  /**
   * `"savepoint"`, the default: each test runs in one transaction that is rolled back. `"database"`: each test has a
   * copy of the database, for what cannot be rolled back or needs several connections.
   */
  readonly isolation?: TestIsolation;
  /**
   * JSON or YAML files with rows that all tests start with, stored once, before the first test: paths from the working
   * directory, or URLs such as `new URL("./shop.yaml", import.meta.url)`.
   */
  readonly fixtures?: FixtureFiles;
  /** Done once, before the first test and after the fixtures: further rows, and a schema that no model knows. */
  readonly prepare?: (db: DataFlow<Models>) => MaybePromise<unknown>;
  /** What else the DataFlow of a test is told: `cursorSecret`, `autoMigrate`, `fileFolder`, `onOperation`. */
  readonly dataflow?: Pick<
    DataFlowOptions,
    "autoMigrate" | "existingSchemaMode" | "cursorSecret" | "fileFolder" | "onOperation"
  >;
}

const OPTIONS = [
  "url",
  "models",
  "isolation",
  "fixtures",
  "prepare",
  "dataflow",
] as const satisfies readonly (keyof TestDatabaseOptions)[];
const ISOLATIONS: readonly string[] = ["savepoint", "database"] satisfies readonly TestIsolation[];

/**
 * Refuses options that do not exist or cannot be meant.
 *
 * @param options what was given
 * @throws FIXTURE.UNKNOWN_OPTION, FIXTURE.INVALID_OPTION
 */
export function checkTestDatabaseOptions<Models extends ModelMap>(options: TestDatabaseOptions<Models>): void {
  refuseUnknownOptions(options, OPTIONS, "a test database");
  const { isolation, url } = options;
  if (isolation !== undefined && !ISOLATIONS.includes(isolation)) {
    throw invalidFixtureOption("isolation", `"savepoint" or "database"`);
  }
  if (url !== undefined && typeof url !== "string") throw invalidFixtureOption("url", "a URL");
}

/**
 * Refuses keys that are not among the valid ones.
 *
 * @param options what was given
 * @param valid the keys there are
 * @param place what was given them, for the message
 * @throws FIXTURE.UNKNOWN_OPTION
 */
export function refuseUnknownOptions(options: object, valid: readonly string[], place: string): void {
  for (const name of Object.keys(options)) {
    if (valid.includes(name)) continue;
    throw fixtureErrors.create("UNKNOWN_OPTION", {
      message: `${place} has no option "${name}"`,
      why: "an option that is not known would have no effect",
      fix: suggestion(name, valid),
    });
  }
}

/**
 * The error for a value that an option does not take.
 *
 * @param name the option
 * @param wanted what it takes
 * @returns the error
 */
export function invalidFixtureOption(name: string, wanted: string): Error {
  return fixtureErrors.create("INVALID_OPTION", {
    message: `The option "${name}" has a value that it does not take`,
    why: `it takes ${wanted}`,
    fix: `give ${wanted}, or leave "${name}" out`,
  });
}
