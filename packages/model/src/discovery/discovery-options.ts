import { suggestion } from "@dataflow/core";
import { modelErrors } from "../errors/model-errors.ts";

/** What of a database to look at. */
export interface DiscoveryOptions {
  /** Only these database schemas; by default all but the server's own. */
  readonly schemas?: readonly string[];
}

/** What of a database becomes models. */
export interface RegistrationOptions<Name extends string = string> extends DiscoveryOptions {
  /** Only these tables and views, named as `showTables()` names them; by default all but the parts of partitioned tables. */
  readonly tables?: readonly Name[];
}

/**
 * Refuses options that do not exist, and values that cannot be meant.
 *
 * @param method who takes them
 * @param options what was given
 * @param known the names of the options; all of them are lists of names
 * @throws MODEL.UNKNOWN_OPTION, MODEL.INVALID_OPTION
 */
export function checkDiscoveryOptions(method: string, options: object, known: readonly string[]): void {
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) {
      throw modelErrors.create("UNKNOWN_OPTION", {
        message: `${method}: there is no option "${name}"`,
        why: "an unknown option is never ignored: it would seem to work",
        fix: suggestion(name, known),
        meta: { option: name },
      });
    }
    const isList = Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === "string");
    if (value !== undefined && !isList) throw invalidOption(method, name, "pass a list of names, or leave it out");
  }
}

/**
 * Refuses names that the database does not have.
 *
 * @param option where they stand: `"discoverSchema: schemas"`
 * @param names what was given
 * @param known what there is
 * @throws MODEL.INVALID_OPTION
 */
export function checkNames(option: string, names: readonly string[] | undefined, known: readonly string[]): void {
  const missing = names?.find((name) => !known.includes(name));
  if (missing === undefined) return;
  throw modelErrors.create("INVALID_OPTION", {
    message: `${option}: the database has no "${missing}"`,
    why: "what is not there cannot be read; a name that was mistyped would leave it out without a word",
    fix: known.length === 0 ? "leave the option out: there are none" : suggestion(missing, known),
    meta: { name: missing },
  });
}

function invalidOption(method: string, name: string, fix: string) {
  return modelErrors.create("INVALID_OPTION", {
    message: `${method}: the option "${name}" cannot be used as it is`,
    why: "its value is not of the kind that the option takes",
    fix,
    meta: { option: name },
  });
}
