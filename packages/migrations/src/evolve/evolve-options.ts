import { suggestion } from "@dataflow/core";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { RenameHint } from "./rename-hint.ts";

/** How models are applied at a start. Every time is in milliseconds. */
export interface EvolveOptions {
  /** What models say about former names. */
  readonly hints?: readonly RenameHint[];
  /** How long to wait for other processes that change the schema, or hold a table that a change needs. Default 30,000. */
  readonly waitMs?: number;
  /** How long one statement may wait for a table that others use, before it is tried again. Default 2,000. */
  readonly lockTimeoutMs?: number;
}

const NAMES: readonly string[] = ["hints", "waitMs", "lockTimeoutMs"] satisfies (keyof EvolveOptions)[];
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Checks the options and fills in the defaults.
 *
 * @param options what the caller gave
 * @returns all options
 * @throws MIGRATION.UNKNOWN_OPTION when a name is not an option
 * @throws MIGRATION.INVALID_OPTION when a value is none that the option can have
 */
export function resolveEvolveOptions(options: EvolveOptions): Required<EvolveOptions> {
  for (const name of Object.keys(options)) {
    if (NAMES.includes(name)) continue;
    throw migrationErrors.create("UNKNOWN_OPTION", {
      message: `evolveSchema has no option "${name}"`,
      why: "an option that is not known would be ignored without a word",
      fix: suggestion(name, NAMES),
    });
  }
  const { hints = [], waitMs = 30_000, lockTimeoutMs = 2_000 } = options;
  if (!Array.isArray(hints)) throw invalidOption("hints", "use a list of former names");
  if (!isDuration(waitMs, 0)) throw invalidOption("waitMs", "use a whole number of milliseconds, 0 or more");
  // Zero would mean "for ever" to a server, which is what this option is there to prevent.
  if (!isDuration(lockTimeoutMs, 1))
    throw invalidOption("lockTimeoutMs", "use a whole number of milliseconds, 1 or more");
  return { hints, waitMs, lockTimeoutMs };
}

function isDuration(value: unknown, least: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= LONGEST_MS;
}

function invalidOption(name: string, fix: string): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The option "${name}" of evolveSchema has a value it cannot have`,
    why: "nothing sensible could be done with it",
    fix,
  });
}
