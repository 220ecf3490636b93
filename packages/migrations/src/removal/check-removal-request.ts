import { suggestion } from "@dataflow/core";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
import { BACKUP_STRATEGIES, type ColumnRemovalRequest, DEPENDENCY_STRATEGIES, type SoftDrop } from "./removal-plan.ts";

const NAMES: readonly string[] = [
  "table",
  "column",
  "backupStrategy",
  "dependencyResolutionStrategy",
  "includeImpactAnalysis",
  "replacements",
  "softDrop",
  "copyInPartsFrom",
] satisfies (keyof ColumnRemovalRequest)[];

/**
 * Checks a request: programs without types may pass anything.
 *
 * @param request what the caller gave
 * @returns the same with its defaults
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export function checkRemovalRequest(request: ColumnRemovalRequest) {
  checkOptionNames("planColumnRemoval", request, NAMES);
  const { column, includeImpactAnalysis = true, replacements = {}, softDrop, copyInPartsFrom = 50_000 } = request;
  const { backupStrategy = "COLUMN_ONLY", dependencyResolutionStrategy = "automatic" } = request;
  if (typeof column !== "string" || column === "")
    throw invalidOption("a column removal", "column", "give the name of a column");
  oneOf("backupStrategy", backupStrategy, BACKUP_STRATEGIES);
  oneOf("dependencyResolutionStrategy", dependencyResolutionStrategy, DEPENDENCY_STRATEGIES);
  if (typeof includeImpactAnalysis !== "boolean")
    throw invalidOption("a column removal", "includeImpactAnalysis", "give true or false");
  if (!Number.isInteger(copyInPartsFrom) || copyInPartsFrom < 0)
    throw invalidOption("a column removal", "copyInPartsFrom", "give a whole number of rows, 0 or more");
  if (typeof replacements !== "object" || replacements === null || Object.values(replacements).some(isNoQuery))
    throw invalidOption(
      "a column removal",
      "replacements",
      'give the queries of views by their names: { active_users: "SELECT id FROM users" }',
    );
  if (softDrop !== undefined) checkSoftDrop(softDrop);
  return {
    backupStrategy,
    dependencyResolutionStrategy,
    includeImpactAnalysis,
    replacements,
    softDrop,
    copyInPartsFrom,
  };
}

/** Checks how long a column is to be hidden. */
export function checkSoftDrop(softDrop: SoftDrop): void {
  checkOptionNames("softDrop", softDrop, ["retentionMs"]);
  const { retentionMs } = softDrop;
  if (!Number.isSafeInteger(retentionMs) || retentionMs < 0)
    throw invalidOption("a column removal", "softDrop.retentionMs", "give a whole number of milliseconds, 0 or more");
}

function isNoQuery(query: unknown): boolean {
  return typeof query !== "string" || query.trim() === "";
}

function oneOf(name: string, value: string, values: readonly string[]): void {
  if (!values.includes(value)) throw invalidOption("a column removal", name, suggestion(String(value), values));
}
