import { suggestion } from "@dataflow/core";
import type { MigrationProgress } from "../apply/apply-progress.ts";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
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
  checkOptionNames("autoMigrate", options, NAMES);
  for (const name of SWITCHES)
    if (options[name] !== undefined && typeof options[name] !== "boolean")
      throw invalidOption("autoMigrate", name, "give true or false");
  const { maxRiskLevel, allow, renames } = options;
  if (maxRiskLevel !== undefined && !RISK_LEVELS.includes(maxRiskLevel))
    throw invalidOption("autoMigrate", "maxRiskLevel", suggestion(String(maxRiskLevel), RISK_LEVELS));
  if (allow !== undefined && !(Array.isArray(allow) && allow.every((entry) => typeof entry === "string")))
    throw invalidOption(
      "autoMigrate",
      "allow",
      'give a list of changes in the words of their refusals: ["drop column users.note"]',
    );
  if (renames !== undefined && !isTexts(renames))
    throw invalidOption("autoMigrate", "renames", 'give new names by objects: { "column users.name": "full_name" }');
}

function isTexts(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every((name) => typeof name === "string");
}
