import { suggestion } from "@dataflow/core";
import { type ApplyMigrationOptions, resolveApplyOptions } from "../apply/apply-options.ts";
import type { RestoreFill } from "../dialects/backup-dialect.ts";
import { invalidOption } from "../errors/option-names.ts";

/** How a migration is taken back. The other options are those of applying it. */
export interface RollbackOptions
  extends Omit<ApplyMigrationOptions, "name" | "rollbackOnError" | "backupBeforeMigration" | "backfill"> {
  /** Takes definitions back also where the data that was lost was not put aside. Default `false`. */
  readonly withoutData?: boolean;
  /**
   * For a snapshot: what may be lost of changes that no migration made, in the words of a plan's refusals; or
   * `"everything"`. Default: nothing.
   */
  readonly allow?: readonly string[] | "everything";
  /** Values of required columns that come back, for rows that were written since: `{ "column orders.note": "unknown" }`. */
  readonly fill?: Readonly<Record<string, RestoreFill>>;
  /**
   * Whether a required column that rows written since have no value for comes back as an optional one, and is listed as
   * `pending`. Default `false`: nothing is done then.
   */
  readonly leaveOptional?: boolean;
}

/** The options, checked and filled in. */
export interface CheckedRollbackOptions extends Required<Pick<RollbackOptions, RollbackOptionName>> {
  readonly apply: ApplyMigrationOptions;
}

type RollbackOptionName = "withoutData" | "allow" | "fill" | "leaveOptional";

/** Checks the options. @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION */
export function checkRollbackOptions(options: RollbackOptions): CheckedRollbackOptions {
  const { withoutData = false, allow = [], fill = {}, leaveOptional = false, ...apply } = options;
  resolveApplyOptions(apply);
  if (typeof withoutData !== "boolean") throw invalidOption("rollbackMigration", "withoutData", "give true or false");
  if (typeof leaveOptional !== "boolean")
    throw invalidOption("rollbackMigration", "leaveOptional", "give true or false");
  if (allow !== "everything" && !(Array.isArray(allow) && allow.every((entry) => typeof entry === "string")))
    throw invalidOption("rollbackMigration", "allow", 'give a list of texts, or "everything"');
  if (!isFill(fill))
    throw invalidOption("rollbackMigration", "fill", 'give values by columns: { "column orders.note": "unknown" }');
  return { apply, withoutData, allow, fill, leaveOptional };
}

function isFill(fill: unknown): boolean {
  if (typeof fill !== "object" || fill === null) return false;
  return Object.values(fill).every((value) => ["string", "number", "bigint", "boolean"].includes(typeof value));
}

/** A value for a column that there was not. */
export function invalidFill(name: string, known: readonly string[]): Error {
  return invalidOption("rollbackMigration", "fill", `there was no "${name}" before: ${suggestion(name, known)}`);
}
