import { suggestion } from "@dataflow/core";
import { migrationErrors } from "./migration-errors.ts";

/**
 * Refuses options that are not known.
 *
 * @param place the function that was called, for the message
 * @param options what the caller gave
 * @param names the options there are
 * @throws MIGRATION.UNKNOWN_OPTION
 */
export function checkOptionNames(place: string, options: object, names: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    throw migrationErrors.create("UNKNOWN_OPTION", {
      message: `${place} has no option "${name}"`,
      why: "an option that is not known would be ignored without a word",
      fix: suggestion(name, names),
    });
  }
}
