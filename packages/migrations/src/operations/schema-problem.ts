import { type Diagnostic, identifierProblem } from "@dataflow/core";
import { type TableName, tableLabel } from "../diff/table-name.ts";

/**
 * A finding about a table that is asked for.
 *
 * @param table the table
 * @param path the part of it: `"columns.age.type"`
 * @param said what is wrong there, and what to do
 * @returns the finding
 */
export function schemaProblem(
  table: TableName,
  path: string,
  said: { readonly problem: string; readonly fix: string },
): Diagnostic {
  const place = `${tableLabel(table)}.${path}`;
  const message = `${place}: ${said.problem}`;
  return Object.freeze({ code: "MIGRATION.INVALID_SCHEMA", severity: "error", message, path: place, fix: said.fix });
}

/**
 * What keeps names from being used as identifiers.
 *
 * @param table the table they belong to
 * @param path the part of it they name
 * @param names the names
 * @returns a finding for each bad name
 */
export function nameProblems(table: TableName, path: string, names: readonly string[]): Diagnostic[] {
  return names.flatMap((name) => {
    const problem = identifierProblem(name);
    if (problem === undefined) return [];
    return [schemaProblem(table, path, { problem: `its name cannot be used: ${problem}`, fix: "choose another name" })];
  });
}
