import { databaseErrors } from "./database-errors.ts";
import { textField } from "./error-fields.ts";

/**
 * Loads a driver package when it is first needed: a program needs only the driver of its own database.
 *
 * @param name the package
 * @param load the import, written out so that bundlers see it
 * @throws DATABASE.DRIVER_MISSING when it is not installed, or was built for another version of Node
 */
export async function loadDriver<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    throw driverMissing(name, error);
  }
}

/** The error for a package that cannot be loaded. */
export function driverMissing(name: string, error: unknown): Error {
  const code = textField(error, "code");
  const isAbsent = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  return databaseErrors.create("DRIVER_MISSING", {
    message: isAbsent ? `The package "${name}" is not installed` : `The package "${name}" cannot be loaded`,
    why: isAbsent
      ? "it is the driver of this database and is installed only where it is wanted"
      : "it was not built on this machine, or for another version of Node",
    fix: isAbsent ? `npm install ${name}` : `npm rebuild ${name}`,
    meta: { package: name },
    ...(code === undefined ? {} : { cause: Object.freeze({ code }) }),
  });
}
