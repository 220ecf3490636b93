import assert from "node:assert/strict";
import { isDataFlowError } from "@dataflow/core";
import { type BoundModels, defineModel, field } from "@dataflow/model";
import { documentUpdates, updatedDocuments } from "@dataflow/testing-base/arbitraries";
import { applyUpdate, UpdateRefused } from "@dataflow/testing-base/reference";
import fc from "fast-check";
import {
  type SuiteOptions,
  type SuiteRunner,
  type SuiteTarget,
  suiteParameters,
  withDataFlow,
} from "./suite-target.ts";

const Sheet = defineModel("Sheet", { data: field.json() }, { timestamps: false });

type Input = Parameters<BoundModels<{ readonly Sheet: typeof Sheet }>["Sheet"]["bulkUpdate"]>[0];

/** What stands for an update that cannot be applied. */
const REFUSED = "refused";

/**
 * Updates make of a document what the reference makes of it, and refuse what it refuses.
 *
 * @param runner where the tests are declared
 * @param target what is tested
 * @param options the seed, and how many updates
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { updateSuite } from "@dataflow/testing/suites";
 * import { describe, it } from "vitest";
 *
 * updateSuite({ describe, it }, { name: "my driver", open: async () => connect("sqlite::memory:") });
 * ```
 */
export function updateSuite(runner: SuiteRunner, target: SuiteTarget, options: SuiteOptions = {}): void {
  runner.describe(`updates on ${target.name}`, () => {
    runner.it("make the documents that the reference makes", () =>
      withDataFlow(target, { Sheet }, async ({ models }) => {
        const property = fc.asyncProperty(updatedDocuments, documentUpdates, async (data, update) => {
          // A dictionary of JSON values is what the field takes.
          const { id } = await models.Sheet.create({ data } as Parameters<typeof models.Sheet.create>[0]);
          const result = await outcomeOf(async () => {
            // What is refused by its type is refused by name when it runs, which is compared below.
            await models.Sheet.bulkUpdate({ filter: { id }, update: belowData(update) } as Input);
            return (await models.Sheet.read(id)).data;
          });
          // Paths in conflict, and conditions that are not taken, are refused before the database is asked.
          fc.pre(result !== undefined);
          assert.deepEqual(result, referenceOf(data, update));
        });
        await fc.assert(property, suiteParameters(options));
      }),
    );
  });
}

async function outcomeOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (!isDataFlowError(error)) throw error;
    return error.code.startsWith("DATABASE.") ? REFUSED : undefined;
  }
}

function referenceOf(document: Record<string, unknown>, update: Record<string, unknown>): unknown {
  try {
    // JSON has one zero, JavaScript's arithmetic two.
    return JSON.parse(JSON.stringify(applyUpdate(document, update)));
  } catch (error) {
    if (error instanceof UpdateRefused) return REFUSED;
    throw error;
  }
}

/** The update of a document as one of the document in the field. */
function belowData(update: Readonly<Record<string, Readonly<Record<string, unknown>>>>): object {
  const operators = Object.entries(update).map(([operator, operands]) => {
    const places = Object.entries(operands).map(([path, operand]) => [
      `data.${path}`,
      operator === "$rename" ? `data.${String(operand)}` : operand,
    ]);
    return [operator, Object.fromEntries(places)];
  });
  return Object.fromEntries(operators);
}
