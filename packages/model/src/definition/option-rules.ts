import { type Finding, unknownName } from "./finding.ts";
import { databaseNameFindings, tableNameFindings } from "./names.ts";

const SWITCHES = ["timestamps", "softDelete", "versioned", "multiTenant", "auditLog"];
const NAMES = ["tableName", "schema", "renamedFrom"];
const LISTS = ["indexes", "textSearch", "primaryKey"];
const KNOWN = [...NAMES, ...SWITCHES, ...LISTS];

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
  if (!KNOWN.includes(name)) return [unknownName({ subcode: "UNKNOWN_OPTION", path, what: "option" }, name, KNOWN)];
  if (name === "tableName") return tableNameFindings(path, value);
  if (NAMES.includes(name)) return databaseNameFindings(path, value);
  if (LISTS.includes(name)) return Array.isArray(value) ? [] : [wrongType(path, "a list")];
  return typeof value === "boolean" ? [] : [wrongType(path, "true or false")];
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
