import { type DataFlowError, suggestion } from "@dataflow/core";
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

/**
 * The error for an option whose value is none that it can have.
 *
 * @param place the function that was called, for the message
 * @param name the option
 * @param fix what to give instead
 * @returns MIGRATION.INVALID_OPTION
 */
export function invalidOption(place: string, name: string, fix: string): DataFlowError {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The option "${name}" of ${place} has a value it cannot have`,
    why: "nothing sensible could be done with it",
    fix,
  });
}
