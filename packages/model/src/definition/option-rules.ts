import { type Finding, unknownName } from "./finding.ts";
import { databaseNameFindings } from "./names.ts";

const SWITCHES = ["timestamps", "softDelete", "versioned", "multiTenant"];
const UNSUPPORTED = ["auditLog"];
const NAMES = ["tableName", "schema"];
const LISTS = ["indexes", "primaryKey"];
const KNOWN = [...NAMES, ...SWITCHES, ...UNSUPPORTED, ...LISTS];

/**
 * The mistakes in the options of a model, as far as they can be told without its fields.
 *
 * @param model the model's name
 * @param options what was given
 */
export function optionFindings(model: string, options: Readonly<Record<string, unknown>>): readonly Finding[] {
  return Object.entries(options).flatMap(([name, value]) => oneOption(`${model}.options.${name}`, name, value));
}

function oneOption(path: string, name: string, value: unknown): readonly Finding[] {
  if (!KNOWN.includes(name)) {
    const known = KNOWN.filter((option) => !UNSUPPORTED.includes(option));
    return [unknownName({ subcode: "UNKNOWN_OPTION", path, what: "option" }, name, known)];
  }
  if (NAMES.includes(name)) return databaseNameFindings(path, value);
  if (LISTS.includes(name)) return Array.isArray(value) ? [] : [wrongType(path, "a list")];
  if (typeof value !== "boolean") return [wrongType(path, "true or false")];
  return UNSUPPORTED.includes(name) && value ? [unsupported(path, name)] : [];
}

function wrongType(path: string, wanted: string): Finding {
  return {
    subcode: "INVALID_OPTION",
    path,
    problem: `the option must be ${wanted}`,
    why: "an option of another type would be guessed at",
    fix: `give ${wanted}, or leave the option out`,
  };
}

function unsupported(path: string, name: string): Finding {
  return {
    subcode: "UNSUPPORTED_OPTION",
    path,
    problem: `${name} is not available in this version`,
    why: "an option that promises protection must not be accepted by a version that does not give it",
    fix: `remove ${name}, or wait for the version that brings it`,
  };
}
