import type { AssessSqlOptions } from "../hazards/assess-options.ts";
import type { SqlAssessment } from "../hazards/sql-assessment.ts";

/**
 * Says what can go wrong with SQL that somebody wrote: which locks keep others waiting, what fails, what loses data, and
 * for each the safe sequence. With a connection facts decide: a table that is empty, small, or made by the script itself
 * is no reason for an alarm, and the fact is told.
 *
 * Of a file with the markers of a tool, such as `-- +goose Down`, what undoes the migration is left out, and told.
 *
 * A comment before a statement takes the responsibility for a finding for a time:
 * `-- dataflow:allow index-blocks-writes until 2027-01-31: the table is read-only during the release`.
 *
 * @param sql a script, such as a migration of any tool
 * @param options what else is known
 * @returns the findings of each statement, those that were suppressed, and the risk of the whole
 * @throws MIGRATION.UNKNOWN_OPTION when a name is not an option
 * @throws MIGRATION.INVALID_OPTION when a value is none that the option can have
 * @throws MIGRATION.SQL_NOT_PARSED when the SQL cannot be parsed
 * @example
 * ```ts
 * import { assessSql } from "@dataflow/migrations";
 *
 * const { statements, riskLevel } = await assessSql("CREATE INDEX orders_day ON orders (day);");
 * console.log(riskLevel); // "HIGH"
 * for (const { line, findings } of statements)
 *   for (const { rule, message, fix } of findings) console.log(line, rule, message, fix);
 * ```
 */
export async function assessSql(sql: string, options?: AssessSqlOptions): Promise<SqlAssessment> {
  const work = await import("../on-demand.ts");
  return work.assessSql(sql, options);
}
