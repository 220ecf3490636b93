import { isDeepStrictEqual } from "node:util";
import { isDataFlowError } from "@dataflow/core";
import { applyUpdate } from "@dataflow/testing-base/reference";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyPipeline } from "../../test/apply-pipeline.ts";
import { plainFilter } from "../../test/conformance-files.ts";
import {
  arrayFiltersOf,
  conformanceFile,
  declaredDivergences,
  filterOfField,
  type UpdateCase,
  updateCases,
  updateOfField,
} from "../../test/conformance-updates.ts";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { documentSchema as schema, documentTable as table } from "../../test/updated-document.ts";
import { everything } from "../ast/everything-node.ts";
import { parseUpdate } from "../parser/parse-update.ts";
import { seedFromFilter } from "../parser/seed-from-filter.ts";

const cases = updateCases();
const declared = conformanceFile === undefined ? [] : declaredDivergences();
const where = "the golden updates are not beside the repository: set DATAFLOW_CONFORMANCE_DIR to their folder";
const isUpsert = ({ doc, query }: UpdateCase) => Object.keys(doc).length === 0 && isNonEmpty(query);
const isNonEmpty = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length > 0;

/** What goes with the update of a case; a new document is one that was made of the filter. */
function besideOf(entry: UpdateCase, field?: string) {
  const arrayFilters = arrayFiltersOf(entry.number);
  const filter = field === undefined ? { ...Object(plainFilter(entry.query)) } : filterOfField(entry.query, field);
  return { filter, isNewRow: isUpsert(entry), ...(arrayFilters === undefined ? {} : { arrayFilters }) };
}

/** The document that is updated: for an upsert, the one that the filter makes. */
function documentOf(entry: UpdateCase): Readonly<Record<string, unknown>> {
  return isUpsert(entry) ? seedFromFilter(entry.query) : entry.doc;
}

/** What becomes of the document; undefined when the update is refused. */
async function resultOn(runner: QueryRunner, entry: UpdateCase): Promise<unknown> {
  const { update } = entry;
  try {
    const doc = documentOf(entry);
    await runner.run({ kind: "delete", table, where: everything(), returning: [] });
    await runner.run({ kind: "insert", table, fields: ["id", "data"], rows: [[1, doc]], returning: [] });
    const set = parseUpdate(updateOfField(update, "data"), table, besideOf(entry, "data"));
    if (set.length === 0) return doc;
    const [row] = await runner.run({ kind: "update", table, set, where: everything(), returning: ["data"] });
    return row?.data;
  } catch (error) {
    if (!isDataFlowError(error) && !/update \d+: \$|out of range/.test(String(error))) throw error;
    return undefined;
  }
}

function reference(entry: UpdateCase): unknown {
  const { update } = entry;
  if (typeof update !== "object" || update === null) return undefined;
  try {
    const document = documentOf(entry);
    if (Array.isArray(update)) {
      // What is refused before any document is looked at is refused for the reference too.
      parseUpdate(updateOfField(update, "data"), table);
      return applyPipeline(document, update);
    }
    if (!Object.keys(update).some((key) => key.startsWith("$"))) return update;
    return applyUpdate(document, updateOf(update, entry), besideOf(entry));
  } catch {
    return undefined;
  }
}

function updateOf(update: object, entry: UpdateCase): Readonly<Record<string, unknown>> {
  parseUpdate(updateOfField(update, "data"), table, besideOf(entry, "data"));
  return { ...update };
}

it.skipIf(conformanceFile !== undefined)(`says that ${where}`, () => expect(cases).toEqual([]));

describe.skipIf(conformanceFile === undefined)("golden updates of a MongoDB-compatible engine", () => {
  const wrong = async (result: (entry: UpdateCase) => Promise<unknown> | unknown) => {
    const numbers: number[] = [];
    for (const entry of cases) if (!isDeepStrictEqual(await result(entry), entry.expected)) numbers.push(entry.number);
    return numbers;
  };

  it("has a reference that gives all but the declared divergences", async () => {
    expect(await wrong((entry) => reference(entry))).toEqual(declared);
  });

  describe.each(runners)("on $name", ({ open }) => {
    let runner: QueryRunner;
    beforeAll(async () => {
      runner = await open();
      await runner.createTable(schema);
    });
    afterAll(() => runner.close());

    it("gives all but the declared divergences, and each of those still diverges", async () => {
      expect(await wrong((entry) => resultOn(runner, entry))).toEqual(declared);
    });
  });
});
