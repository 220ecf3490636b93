import { isDeepStrictEqual } from "node:util";
import { documentUpdates, updatedDocuments } from "@dataflow/testing-base/arbitraries";
import { applyUpdate, UpdateRefused } from "@dataflow/testing-base/reference";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { updateOfField } from "../../test/conformance-updates.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { propertyOptions } from "../../test/seed.ts";
import type { AssignmentNode } from "../ast/assignment-node.ts";
import { everything } from "../ast/everything-node.ts";
import { parseUpdate } from "../parser/parse-update.ts";
import { queryTable } from "../table/query-table-from-schema.ts";

const schema = {
  name: "documents",
  columns: [
    { name: "id", type: { kind: "integer" }, nullable: false },
    { name: "data", type: { kind: "json" }, nullable: true },
  ],
  primaryKey: { columns: ["id"] },
  uniques: [],
  foreignKeys: [],
  indexes: [],
} as const;
const table = queryTable(schema);
const open: QueryRunner[] = [];

beforeAll(async () => {
  for (const runner of runners) {
    const opened = await runner.open();
    await opened.createTable(schema);
    open.push(opened);
  }
});
afterAll(() => Promise.all(open.map((runner) => runner.close())));

/** The new document, or why there is none. */
async function resultOn(runner: QueryRunner, document: unknown, set: readonly AssignmentNode[]): Promise<unknown> {
  await runner.run({ kind: "delete", table, where: everything(), returning: [] });
  await runner.run({ kind: "insert", table, fields: ["id", "data"], rows: [[1, document]], returning: [] });
  try {
    const [row] = await runner.run({ kind: "update", table, set, where: everything(), returning: ["data"] });
    return row?.data;
  } catch (error) {
    if (/update \d+: \$|out of range/.test(String(error))) return "refused";
    throw error;
  }
}

function parsed(update: object): readonly AssignmentNode[] | undefined {
  try {
    return parseUpdate(updateOfField(update, "data"), table);
  } catch {
    return undefined; // paths in conflict, and conditions that are not taken
  }
}

function reference(document: Record<string, unknown>, update: Record<string, unknown>): unknown {
  try {
    // JSON has one zero, JavaScript's arithmetic two.
    return JSON.parse(JSON.stringify(applyUpdate(document, update)));
  } catch (error) {
    if (error instanceof UpdateRefused) return "refused";
    throw error;
  }
}

it("gives the same document on every database and in the reference", async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(updatedDocuments, documentUpdates, async (document, update) => {
      const set = parsed(update);
      fc.pre(set !== undefined && set.length > 0);
      const wanted = reference(document, update);
      for (const runner of open) {
        const result = await resultOn(runner, document, set ?? []);
        if (!isDeepStrictEqual(result, wanted))
          expect({ on: runner.dialect, result }).toEqual({ on: runner.dialect, result: wanted });
      }
      compared += 1;
    }),
    propertyOptions(600),
  );
  expect(compared).toBeGreaterThan(300);
}, 300_000);
