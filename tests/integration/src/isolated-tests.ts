import type { ModelMap } from "@dataflow/model";
import type { TestDatabaseOptions } from "@dataflow/testing";
import { tddTest } from "@dataflow/testing/vitest";
import { databases } from "@dataflow-tooling/vitest";

/**
 * For each kind of database an `it` whose fixtures run on one database of that kind, prepared once:
 * `describe.each(await isolatedTests({ models }))("… on $name", ({ it }) => …)`, at the top of a file.
 *
 * @param options the models, what every test starts with, how tests are isolated
 * @returns the kinds
 */
export function isolatedTests<const Models extends ModelMap>(
  options: Omit<TestDatabaseOptions<Models>, "url"> & { readonly models: Models },
) {
  return Promise.all(
    databases.map(async ({ name, freshUrl }) => ({ name, it: tddTest<Models>({ ...options, url: await freshUrl() }) })),
  );
}
