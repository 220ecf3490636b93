import { type ApplyMigrationOptions, resolveApplyOptions } from "../apply/apply-options.ts";
import { migrationErrors } from "../errors/migration-errors.ts";

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
}

/** Checks the options. @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION */
export function checkRollbackOptions(options: RollbackOptions): {
  readonly apply: ApplyMigrationOptions;
  readonly withoutData: boolean;
  readonly allow: readonly string[] | "everything";
} {
  const { withoutData = false, allow = [], ...apply } = options;
  resolveApplyOptions(apply);
  if (typeof withoutData !== "boolean") throw invalid("withoutData", "give true or false");
  if (allow !== "everything" && !(Array.isArray(allow) && allow.every((entry) => typeof entry === "string")))
    throw invalid("allow", 'give a list of texts, or "everything"');
  return { apply, withoutData, allow };
}

function invalid(name: string, fix: string): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The option "${name}" of rollbackMigration has a value it cannot have`,
    why: "nothing sensible could be done with it",
    fix,
  });
}
