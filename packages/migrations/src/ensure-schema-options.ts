import { suggestion } from "@dataflow/core";
import { migrationErrors } from "./errors/migration-errors.ts";

/** What `ensureSchema` does about missing tables. */
export interface EnsureSchemaOptions {
  /** `"create"` creates missing tables; `"verify"` never writes anything. */
  readonly mode: "create" | "verify";
  /** How long to wait for other processes that change the schema, in milliseconds. Default 30000. */
  readonly waitMs?: number;
  /** How long one statement may wait for a table that others use, before all is tried again. Default 2000. */
  readonly lockTimeoutMs?: number;
}

const NAMES: readonly string[] = ["mode", "waitMs", "lockTimeoutMs"] satisfies (keyof EnsureSchemaOptions)[];
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Checks the options and fills in the defaults.
 *
 * @param options what the caller gave
 * @returns all options
 * @throws MIGRATION.UNKNOWN_OPTION when a name is not an option
 * @throws MIGRATION.INVALID_OPTION when a value is none that the option can have
 */
export function readOptions(options: EnsureSchemaOptions): Required<EnsureSchemaOptions> {
  for (const name of Object.keys(options)) {
    if (NAMES.includes(name)) continue;
    throw migrationErrors.create("UNKNOWN_OPTION", {
      message: `ensureSchema has no option "${name}"`,
      why: "an option that is not known would be ignored without a word",
      fix: suggestion(name, NAMES),
    });
  }
  const { mode, waitMs = 30_000, lockTimeoutMs = 2000 } = options;
  if (mode !== "create" && mode !== "verify") throw invalidOption("mode", 'use "create" or "verify"');
  if (!isDuration(waitMs, 0)) throw invalidOption("waitMs", "use a number of milliseconds, 0 or more");
  // Zero would mean "for ever" to a server, which is what this option is there to prevent.
  if (!isDuration(lockTimeoutMs, 1)) throw invalidOption("lockTimeoutMs", "use a number of milliseconds, 1 or more");
  return { mode, waitMs, lockTimeoutMs };
}

function isDuration(value: unknown, least: number): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= least && value <= LONGEST_MS;
}

function invalidOption(name: string, fix: string): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The option "${name}" of ensureSchema has a value it cannot have`,
    why: "nothing sensible could be done with it",
    fix,
  });
}
