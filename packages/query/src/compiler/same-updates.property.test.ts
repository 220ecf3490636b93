import { documentUpdates, updatedDocuments } from "@dataflow/testing-base/arbitraries";
import { applyUpdate } from "@dataflow/testing-base/reference";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
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

function parsed(update: object): readonly AssignmentNode[] | undefined {
  try {
    return parseUpdate(updateOfField(update, "data"), documentTable);
  } catch {
    return undefined; // paths in conflict, and conditions that are not taken
  }
}

it("gives the same document on every database and in the reference", async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(updatedDocuments, documentUpdates, async (document, update) => {
      const set = parsed(update);
      fc.pre(set !== undefined && set.length > 0);
      // JSON has one zero, JavaScript's arithmetic two.
      const wanted = referenceDocument(() => JSON.parse(JSON.stringify(applyUpdate(document, update))));
      await expectDocument(open, document, { set: set ?? [], wanted });
      compared += 1;
    }),
    propertyOptions(600),
  );
  expect(compared).toBeGreaterThan(300);
}, 300_000);
