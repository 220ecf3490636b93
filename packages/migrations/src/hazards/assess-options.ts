import type { DialectName } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { isHazardDialect as isDialect } from "../dialects/hazard-dialect-names.ts";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";

/** What is known of a script beside its text. */
export interface AssessSqlOptions {
  /** The database that it will run on: tables are looked at, rows counted. Without it every table counts as large and old. */
  readonly connection?: Connection;
  /** That of the connection; without one PostgreSQL. */
  readonly dialect?: DialectName;
  /** The version that it will run on, as people write it (17) or as the server does (170002). That of the connection; without one the oldest that is kept up. */
  readonly serverVersion?: number;
  /** Whether the tool that runs it puts it in one transaction. Absent: by the markers of its tool, or BEGIN. */
  readonly wrapsInTransaction?: boolean;
  /** Whether matters of taste are looked for as well. Default false. */
  readonly style?: boolean;
  /** The day that suppressions are compared with. Default today. */
  readonly today?: Date;
}

const NAMES = [
  "connection",
  "dialect",
  "serverVersion",
  "wrapsInTransaction",
  "style",
  "today",
] satisfies (keyof AssessSqlOptions)[];

/**
 * Checks the options.
 *
 * @param options what the caller gave
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export function checkAssessOptions(options: AssessSqlOptions): void {
  checkOptionNames("assessSql", options, NAMES);
  const { connection, dialect, serverVersion, wrapsInTransaction, style, today } = options;
  const isFlag = (value: unknown): boolean => value === undefined || typeof value === "boolean";
  const isNumber = typeof serverVersion === "number" && Number.isFinite(serverVersion) && serverVersion > 0;
  if (serverVersion !== undefined && !isNumber)
    throw invalidOption("assessSql", "serverVersion", "use the version as a number: 17, or 170002");
  if (dialect !== undefined && !isDialect(dialect))
    throw invalidOption("assessSql", "dialect", "leave it out, or use that of a connection");
  if (dialect !== undefined && connection !== undefined && connection.dialect !== dialect) {
    throw invalidOption("assessSql", "dialect", "leave it out: the connection has one");
  }
  if (!isFlag(wrapsInTransaction)) throw invalidOption("assessSql", "wrapsInTransaction", "use true or false");
  if (!isFlag(style)) throw invalidOption("assessSql", "style", "use true or false");
  // A program without types may pass anything.
  const isDay = today === undefined || (today instanceof Date && !Number.isNaN(today.getTime()));
  if (!isDay) throw invalidOption("assessSql", "today", "use a date: new Date()");
}
