import { suggestion } from "@dataflow/core";
import type { MigrationProgress } from "../apply/apply-progress.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { RISK_LEVELS, type RiskLevel } from "../report/risk-level.ts";

/** How models are applied when somebody asks for it. Every time is in milliseconds. */
export interface MigrateOptions {
  /** Whether it is only said what would be done. Nothing is written then. Default `false`. */
  readonly dryRun?: boolean;
  /** Whether nobody is asked. Default `false`: a person at a terminal is, and without one the call fails. */
  readonly autoConfirm?: boolean;
  /** The highest risk that is taken. Default `"CRITICAL"`: all that is allowed. */
  readonly maxRiskLevel?: RiskLevel;
  /** Whether data that a step destroys is put aside before, so that a rollback gives it back. Default `true`. */
  readonly backupBeforeMigration?: boolean;
  /** Whether everything is taken back when a step fails, what was committed before it too. Default `false`. */
  readonly rollbackOnError?: boolean;
  /** The changes that may lose data, in the words of their refusals: `"drop column users.note"`. */
  readonly allow?: readonly string[];
  /** New names of objects that keep their data: `{ "column users.name": "full_name" }`. */
  readonly renames?: Readonly<Record<string, string>>;
  /** Whether indexes on tables with rows are built without blocking writers. Default `false`. */
  readonly concurrently?: boolean;
  /** How long to wait for other migrations. Default 300,000. */
  readonly waitMs?: number;
  readonly onProgress?: (event: MigrationProgress) => void;
  readonly signal?: AbortSignal;
}

const SWITCHES = ["dryRun", "autoConfirm", "backupBeforeMigration", "rollbackOnError", "concurrently"] as const;
const NAMES: readonly string[] = [
  ...SWITCHES,
  "maxRiskLevel",
  "allow",
  "renames",
  "waitMs",
  "onProgress",
  "signal",
] satisfies (keyof MigrateOptions)[];

/**
 * Refuses options that do not exist, cannot be had, or have values that cannot be meant.
 *
 * @param options what was given
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export function checkMigrateOptions(options: MigrateOptions): void {
  for (const name of Object.keys(options)) if (!NAMES.includes(name)) throw unknownOption(name);
  for (const name of SWITCHES)
    if (options[name] !== undefined && typeof options[name] !== "boolean") throw invalid(name, "give true or false");
  const { maxRiskLevel, allow, renames } = options;
  if (maxRiskLevel !== undefined && !RISK_LEVELS.includes(maxRiskLevel))
    throw invalid("maxRiskLevel", suggestion(String(maxRiskLevel), RISK_LEVELS));
  if (allow !== undefined && !(Array.isArray(allow) && allow.every((entry) => typeof entry === "string")))
    throw invalid("allow", 'give a list of changes in the words of their refusals: ["drop column users.note"]');
  if (renames !== undefined && !isTexts(renames))
    throw invalid("renames", 'give new names by objects: { "column users.name": "full_name" }');
}

function isTexts(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every((name) => typeof name === "string");
}

function unknownOption(name: string): Error {
  return migrationErrors.create("UNKNOWN_OPTION", {
    message: `autoMigrate has no option "${name}"`,
    why: "an option that is not known would be ignored without a word",
    fix: suggestion(name, NAMES),
  });
}

function invalid(name: string, fix: string): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The option "${name}" of autoMigrate has a value it cannot have`,
    why: "nothing sensible could be done with it",
    fix,
  });
}
