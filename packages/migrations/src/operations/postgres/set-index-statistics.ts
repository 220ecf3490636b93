import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { quotePath } from "./names.ts";

/** Changes how closely the planner looks at the expressions of an index. */
export const setIndexStatistics: OperationType<"index"> = {
  name: "setIndexStatistics",
  kind: "index",
  change: "alter",
  inverse: "setIndexStatistics",
  covers: ["statistics"],
  plan: ({ before, after }) => (after === undefined ? [] : indexStatistics(before, after).map(inside)),
};

/**
 * The statements that set what the planner looks at.
 *
 * @param before the index as it is; absent when it is new
 * @param after the index as it will be
 * @returns one statement for each key that differs; -1 means the server's own choice, on every version
 */
export function indexStatistics(
  before: CatalogObject<"index"> | undefined,
  after: CatalogObject<"index">,
): readonly string[] {
  const [had, has] = [before?.definition.statistics ?? {}, after.definition.statistics ?? {}];
  return [...new Set([...Object.keys(had), ...Object.keys(has)])]
    .filter((key) => had[key] !== has[key])
    .map((key) => `ALTER INDEX ${quotePath(after.path)} ALTER COLUMN ${key} SET STATISTICS ${has[key] ?? -1}`);
}
