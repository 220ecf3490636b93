import { suggestion } from "@dataflow/core";
import { migrationErrors } from "../../errors/migration-errors.ts";
import { invalidOption } from "../../errors/option-names.ts";
import { FK_OPERATIONS, type FkImpactRequest, type FkOperation } from "./fk-impact.ts";

const NAMES: readonly string[] = [
  "operation",
  "table",
  "column",
  "schema",
  "where",
  "includeCascadeAnalysis",
  "timeoutMs",
] satisfies (keyof FkImpactRequest)[];

/** The operations on a column. */
const OF_COLUMNS: ReadonlySet<FkOperation> = new Set(["DROP_COLUMN", "RENAME_COLUMN", "CHANGE_TYPE"]);

/**
 * Checks what somebody asks about foreign keys.
 *
 * @param request what a caller gave
 * @returns the same
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export function checkFkRequest(request: FkImpactRequest): FkImpactRequest {
  for (const name of Object.keys(request)) {
    if (NAMES.includes(name)) continue;
    throw migrationErrors.create("UNKNOWN_OPTION", {
      message: `analyzeFkImpact has no option "${name}"`,
      why: "an option that is not known would be ignored without a word",
      fix: suggestion(name, NAMES),
    });
  }
  const { operation, column, where, timeoutMs = 1 } = request;
  // A program without types may pass anything.
  if (!FK_OPERATIONS.includes(operation))
    throw invalidOption("analyzeFkImpact", "operation", suggestion(String(operation), FK_OPERATIONS));
  if (OF_COLUMNS.has(operation) && column === undefined)
    throw invalidOption("analyzeFkImpact", "column", `name the column of ${operation}`);
  if (!OF_COLUMNS.has(operation) && column !== undefined)
    throw invalidOption("analyzeFkImpact", "column", `leave it out for ${operation}`);
  if (where !== undefined && operation !== "DELETE_ROWS")
    throw invalidOption("analyzeFkImpact", "where", "use it with DELETE_ROWS only");
  if (!(Number.isInteger(timeoutMs) && timeoutMs > 0))
    throw invalidOption("analyzeFkImpact", "timeoutMs", "give milliseconds, 1 or more");
  return request;
}
