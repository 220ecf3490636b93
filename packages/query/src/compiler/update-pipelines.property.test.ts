import { isDataFlowError } from "@dataflow/core";
import { updatedDocuments } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyPipeline } from "../../test/apply-pipeline.ts";
import { updateOfField } from "../../test/conformance-updates.ts";
import { closeRunners, openRunners, type QueryRunner } from "../../test/query-runner.ts";
import { propertyOptions } from "../../test/seed.ts";
import { documentSchema, documentTable, expectDocument, referenceDocument } from "../../test/updated-document.ts";
import type { AssignmentNode } from "../ast/assignment-node.ts";
import { parseUpdate } from "../parser/parse-update.ts";

let open: readonly QueryRunner[];

beforeAll(async () => {
  open = await openRunners(documentSchema);
});
afterAll(() => closeRunners(open));

type Fields = Readonly<Record<string, unknown>>;

const key = fc.constantFrom("a", "b", "c", "_id", "é'");
const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => keys.join("."));
const { expression } = fc.letrec<{ expression: unknown }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthIdentifier: "expression" },
    { weight: 4, arbitrary: path.map((at) => `$${at}`) },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(1, 0.5, "text", true, null, {}, "$$REMOVE") },
    fc.dictionary(key, tie("expression"), { maxKeys: 2, noNullPrototype: true }),
    fc.array(tie("expression"), { maxLength: 2 }),
    fc.constantFrom<unknown>("$a", [1], { a: "$b" }, 5).map((value) => ({ $literal: value })),
  ),
}));
const places = fc.dictionary(path, expression, { minKeys: 1, maxKeys: 2, noNullPrototype: true });
const stage: fc.Arbitrary<Fields> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom("$set", "$addFields"), places).map(([name, given]) => ({ [name]: given })),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(path, fc.array(path, { minLength: 1, maxLength: 2 })).map((given) => ({ $unset: given })),
  },
  expression.map((given) => ({ $replaceWith: given })),
  expression.map((given) => ({ $replaceRoot: { newRoot: given } })),
  fc
    .dictionary(key, fc.constant(0), { minKeys: 1, maxKeys: 2, noNullPrototype: true })
    .map((given) => ({ $project: given })),
  fc
    .dictionary(
      key,
      fc.oneof(
        fc.constant(1),
        expression.filter((given) => given !== 0),
      ),
      { minKeys: 1, maxKeys: 2, noNullPrototype: true },
    )
    .map((given) => ({ $project: given })),
);

function parsed(stages: readonly Fields[]): readonly AssignmentNode[] | undefined {
  try {
    return parseUpdate(updateOfField(stages, "data"), documentTable);
  } catch (error) {
    // Places in conflict.
    if (isDataFlowError(error)) return undefined;
    throw error;
  }
}

it("computes the same document on every database and in the reference", async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(updatedDocuments, fc.array(stage, { minLength: 1, maxLength: 3 }), async (document, stages) => {
      const set = parsed(stages);
      fc.pre(set !== undefined);
      const wanted = referenceDocument(() => applyPipeline(document, stages) ?? null);
      await expectDocument(open, document, { set: set ?? [], wanted });
      compared += 1;
    }),
    {
      ...propertyOptions(400),
      examples: [
        [{}, [{ $replaceWith: [[]] }, { $project: { _id: 0 } }]],
        [{ _id: 1, a: { _id: 2 } }, [{ $unset: ["_id", "a._id"] }]],
      ],
    },
  );
  expect(compared).toBeGreaterThan(150);
}, 300_000);
