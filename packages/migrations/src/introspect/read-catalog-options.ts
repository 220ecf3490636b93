import { suggestion } from "@dataflow/core";
import { migrationErrors } from "../errors/migration-errors.ts";

/** What of a database `readCatalog` reads. */
export interface ReadCatalogOptions {
  /**
   * The database schemas whose content is read; absent means all but the server's own. What belongs to no schema, such as
   * extensions, publications and event triggers, is only read when this is absent.
   */
  readonly schemas?: readonly string[];
}

const NAMES: readonly string[] = ["schemas"] satisfies (keyof ReadCatalogOptions)[];

/**
 * Checks the options.
 *
 * @param options what the caller gave
 * @returns the same options
 * @throws MIGRATION.UNKNOWN_OPTION when a name is not an option
 * @throws MIGRATION.INVALID_OPTION when a value is none that the option can have
 */
export function checkReadCatalogOptions(options: ReadCatalogOptions): ReadCatalogOptions {
  for (const name of Object.keys(options)) {
    if (NAMES.includes(name)) continue;
    throw migrationErrors.create("UNKNOWN_OPTION", {
      message: `readCatalog has no option "${name}"`,
      why: "an option that is not known would be ignored without a word",
      fix: suggestion(name, NAMES),
    });
  }
  const { schemas } = options;
  // A program without types may pass anything.
  const isList = schemas === undefined || (Array.isArray(schemas) && schemas.every((name) => typeof name === "string"));
  if (isList && schemas?.length !== 0) return options;
  throw migrationErrors.create("INVALID_OPTION", {
    message: 'The option "schemas" of readCatalog has a value it cannot have',
    why: "nothing sensible could be done with it",
    fix: 'use a list of schema names: ["public"], or leave it out to read all',
  });
}
