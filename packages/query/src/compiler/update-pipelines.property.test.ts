import { isDeepStrictEqual } from "node:util";
import { isDataFlowError } from "@dataflow/core";
import { updatedDocuments } from "@dataflow/testing-base/arbitraries";
import { UpdateRefused } from "@dataflow/testing-base/reference";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyPipeline } from "../../test/apply-pipeline.ts";
import { updateOfField } from "../../test/conformance-updates.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { sampleQueryTable, sampleTable } from "../../test/sample-tables.ts";
import { propertyOptions } from "../../test/seed.ts";
import type { AssignmentNode } from "../ast/assignment-node.ts";
import { everything } from "../ast/everything-node.ts";
import { parseUpdate } from "../parser/parse-update.ts";

const schema = sampleTable({ data: { kind: "json" } });
const table = sampleQueryTable(schema);
const open: QueryRunner[] = [];

beforeAll(async () => {
  for (const runner of runners) {
    const opened = await runner.open();
    await opened.createTable(schema);
    open.push(opened);
  }
});
afterAll(() => Promise.all(open.map((runner) => runner.close())));

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

async function resultOn(runner: QueryRunner, document: unknown, set: readonly AssignmentNode[]): Promise<unknown> {
  await runner.run({ kind: "delete", table, where: everything(), returning: [] });
  await runner.run({ kind: "insert", table, fields: ["id", "data"], rows: [[1, document]], returning: [] });
  try {
    const [row] = await runner.run({ kind: "update", table, set, where: everything(), returning: ["data"] });
    return row?.data;
  } catch (error) {
    if (/update \d+: \$/.test(String(error))) return "refused";
    throw error;
  }
}

function parsed(stages: readonly Fields[]): readonly AssignmentNode[] | undefined {
  try {
    return parseUpdate(updateOfField(stages, "data"), table);
  } catch (error) {
    // Places in conflict.
    if (isDataFlowError(error)) return undefined;
    throw error;
  }
}

function reference(document: unknown, stages: readonly Fields[]): unknown {
  try {
    return applyPipeline(document, stages) ?? null;
  } catch (error) {
    if (error instanceof UpdateRefused) return "refused";
    throw error;
  }
}

it("computes the same document on every database and in the reference", async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(updatedDocuments, fc.array(stage, { minLength: 1, maxLength: 3 }), async (document, stages) => {
      const set = parsed(stages);
      fc.pre(set !== undefined);
      const wanted = reference(document, stages);
      for (const runner of open) {
        const result = await resultOn(runner, document, set ?? []);
        if (!isDeepStrictEqual(result, wanted))
          expect({ on: runner.dialect, result }).toEqual({ on: runner.dialect, result: wanted });
      }
      compared += 1;
    }),
    propertyOptions(400),
  );
  expect(compared).toBeGreaterThan(150);
}, 300_000);
