import { identifierProblem } from "@dataflow/core";
import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames } from "../errors/option-names.ts";

/** Which table gets which name. */
export interface TableRenameRequest {
  readonly currentName: string;
  readonly newName: string;
  /** The database schema of the table. Default: the first of the connection's search path, where there are schemas. */
  readonly schema?: string;
}

/** Which column gets which name. */
export interface ColumnRenameRequest extends TableRenameRequest {
  /** The table that the column is in. */
  readonly table: string;
}

/**
 * Checks a request.
 *
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export function checkRenameRequest(place: string, request: TableRenameRequest, names: readonly string[]): void {
  checkOptionNames(place, request, [...names, "schema"]);
  for (const [name, value] of Object.entries(request)) {
    const problem = typeof value === "string" ? identifierProblem(value) : "it is no text";
    if (name === "schema" && value === undefined) continue;
    if (problem !== undefined) throw invalidRename(place, name, problem);
  }
  for (const name of names) {
    if (!Object.hasOwn(request, name)) throw invalidRename(place, name, "it is missing");
  }
}

/** An option of a rename that cannot be used. */
export function invalidRename(place: string, name: string, why: string): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The option "${name}" of ${place} has a value it cannot have`,
    why,
    fix: "give names of tables and columns as they are in the catalog, without quotes",
  });
}
