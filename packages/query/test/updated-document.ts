import { isDeepStrictEqual } from "node:util";
import { UpdateRefused } from "@dataflow/testing-base/reference";
import { expect } from "vitest";
import type { AssignmentNode } from "../src/ast/assignment-node.ts";
import { everything } from "../src/ast/everything-node.ts";
import type { QueryRunner } from "./query-runner.ts";
import { sampleQueryTable, sampleTable } from "./sample-tables.ts";

/** A table for one document, in its field `data`. */
export const documentSchema = sampleTable({ data: { kind: "json" } });
export const documentTable = sampleQueryTable(documentSchema);

const REFUSED = "refused";

/** The document that the reference makes, or that it makes none. */
export function referenceDocument(update: () => unknown): unknown {
  try {
    return update();
  } catch (error) {
    if (error instanceof UpdateRefused) return REFUSED;
    throw error;
  }
}

/** Whether there is a new document of the reference, and it is another one. */
export function isChanged(document: unknown, wanted: unknown): boolean {
  return wanted !== REFUSED && !isDeepStrictEqual(wanted, document);
}

/** Every database makes the same document of an update, or refuses it as well. */
export async function expectDocument(
  open: readonly QueryRunner[],
  document: unknown,
  { set, wanted }: { readonly set: readonly AssignmentNode[]; readonly wanted: unknown },
): Promise<void> {
  for (const runner of open) {
    const result = await documentOn(runner, document, set);
    // An assertion that holds costs more than the comparison.
    if (!isDeepStrictEqual(result, wanted))
      expect({ on: runner.dialect, result }).toEqual({ on: runner.dialect, result: wanted });
  }
}

async function documentOn(runner: QueryRunner, document: unknown, set: readonly AssignmentNode[]): Promise<unknown> {
  const table = documentTable;
  await runner.run({ kind: "delete", table, where: everything(), returning: [] });
  await runner.run({ kind: "insert", table, fields: ["id", "data"], rows: [[1, document]], returning: [] });
  try {
    const [row] = await runner.run({ kind: "update", table, set, where: everything(), returning: ["data"] });
    return row?.data;
  } catch (error) {
    if (/update \d+: \$|out of range/.test(String(error))) return REFUSED;
    throw error;
  }
}
