import assert from "node:assert/strict";
import { defineModel, field } from "@dataflow/model";
import { documentFilters, nestedDocuments } from "@dataflow/testing-base/arbitraries";
import { matchesDocument } from "@dataflow/testing-base/reference";
import fc from "fast-check";
import {
  type SuiteOptions,
  type SuiteRunner,
  type SuiteTarget,
  suiteParameters,
  withDataFlow,
} from "./suite-target.ts";

const Sheet = defineModel("Sheet", { data: field.json() }, { timestamps: false });
const DOCUMENTS = 40;

/**
 * Filters mean what the reference says: random ones over random documents.
 *
 * @param runner where the tests are declared
 * @param target what is tested
 * @param options the seed, and how many filters
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { querySuite } from "@dataflow/testing/suites";
 * import { describe, it } from "vitest";
 *
 * querySuite({ describe, it }, { name: "my driver", open: async () => connect("sqlite::memory:") });
 * ```
 */
export function querySuite(runner: SuiteRunner, target: SuiteTarget, options: SuiteOptions = {}): void {
  runner.describe(`queries on ${target.name}`, () => {
    runner.it("match the documents that the reference matches", () =>
      withDataFlow(target, { Sheet }, async ({ models }) => {
        const parameters = suiteParameters(options);
        const seed = parameters.seed ?? Math.floor(Math.random() * 2 ** 31);
        const documents = fc.sample(nestedDocuments, { seed, numRuns: DOCUMENTS }).filter((data) => data !== null);
        // JSON documents of any form are what the field takes.
        await models.Sheet.bulkCreate(
          documents.map((data) => ({ data })) as Parameters<typeof models.Sheet.bulkCreate>[0],
        );
        const property = fc.asyncProperty(documentFilters, async (filter) => {
          const about = filter as object; // every filter that is drawn is about the field
          const { records } = await models.Sheet.list({ filter: about, orderBy: ["id"], limit: DOCUMENTS });
          const found = new Set(records.map(({ id }) => id));
          const wrong = documents.filter((data, at) => matchesDocument(filter, { data }) !== found.has(at + 1));
          assert.deepEqual(wrong, []);
        });
        await fc.assert(property, { ...parameters, seed });
      }),
    );
  });
}
