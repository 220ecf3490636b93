import { createRequire } from "node:module";
import { databaseErrors } from "./database-errors.ts";
import { textField } from "./error-fields.ts";

/** What the import of a CommonJS package gives. */
export interface ImportedDriver<Module> {
  readonly default: Module;
}

/**
 * Loads a driver package when it is first needed: a program needs only the driver of its own database. An installed
 * package is loaded before this returns.
 *
 * @param name the package, which is a CommonJS one
 * @param load the import, written out so that bundlers see it: a package inside a bundle is not found by its name
 * @throws DATABASE.DRIVER_MISSING when it is not installed, or was built for another version of Node
 */
export async function loadDriver<Module>(name: string, load: () => Promise<ImportedDriver<Module>>): Promise<Module> {
  const required = requireDriver<Module>(name);
  if (required !== undefined) return required;
  try {
    return (await load()).default;
  } catch (error) {
    throw driverMissing(name, error);
  }
}

/** To import it, Node would first look for the names in its text: that takes longer than to run it. */
function requireDriver<Module>(name: string): Module | undefined {
  try {
    return createRequire(import.meta.url)(name) as Module; // what its own declarations say
  } catch {
    // The import finds it elsewhere, or fails for the same reason.
    return undefined;
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
