import { identifierProblem, lateExpression } from "@dataflow/core";
import type { Finding } from "./finding.ts";

/** Most names are Latin ones: an expression over all of Unicode takes longer to be made ready than to define a model. */
const LATIN_WORD = /^[A-Za-z_]\w*$/;
const word = lateExpression(String.raw`^[\p{L}_][\p{L}\p{M}\p{N}_]*$`, "u");

/** Columns that a database may give every table, so that a table cannot have its own of that name. */
const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"]);

/** Parameters that an Update takes beside the fields: a field of that name could not be told from them. */
const PARAMETER_NAMES: ReadonlySet<string> = new Set(["recordId", "fields"]);

/**
 * What is wrong with the name of a model.
 *
 * @param name what was given
 * @returns no mistake, or one
 */
export function modelNameFindings(name: unknown): readonly Finding[] {
  const why = "nodes are named after the model (UserCreateNode), so its name is a word in PascalCase";
  const fix = 'use letters and digits, beginning with a capital: "OrderItem"';
  const wrong = (problem: string): readonly Finding[] => [{ subcode: "INVALID_NAME", path: "name", problem, why, fix }];
  if (typeof name !== "string") return wrong("the name of the model is not a text");
  const problem = identifierProblem(name);
  if (problem !== undefined) return wrong(`the name of the model cannot be used: ${problem}`);
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) return wrong(`"${name}" is not in PascalCase`);
  return [];
}

/**
 * What is wrong with the name of a field.
 *
 * @param model the model's name
 * @param name the field's
 * @returns no mistake, or one
 */
export function fieldNameFindings(model: string, name: string): readonly Finding[] {
  if (PARAMETER_NAMES.has(name)) return [parameterName(`${model}.${name}`, name)];
  const problem = identifierProblem(name) ?? wordProblem(name);
  if (problem === undefined) return [];
  return [
    {
      subcode: "INVALID_NAME",
      path: `${model}.${name}`,
      problem: `the field cannot have this name: ${problem}`,
      why: "filters, sort keys and paths use dots, dollar signs and dashes for themselves, and every object inherits some names",
      fix: 'use a word in camelCase: "customerId"',
    },
  ];
}

function parameterName(path: string, name: string): Finding {
  return {
    subcode: "INVALID_NAME",
    path,
    problem: `the field cannot be called "${name}": nodes have a parameter of that name`,
    why: "an Update takes its fields beside recordId and fields, and could not tell which is meant",
    fix: `choose another name for the field, and keep the column with .column("${name}")`,
  };
}

function wordProblem(name: string): string | undefined {
  if (name === "prototype" || Reflect.has(Object.prototype, name)) return "every object has it already";
  if (!LATIN_WORD.test(name) && !word().test(name)) return "it is not a word of letters, digits and underscores";
  return undefined;
}

/**
 * What is wrong with a name that a database is to keep.
 *
 * @param path where it was given
 * @param name the name of a table, a schema, a column or an index
 * @returns no mistake, or one
 */
export function databaseNameFindings(path: string, name: unknown): readonly Finding[] {
  const problem = typeof name === "string" ? databaseNameProblem(name) : "it is not a text";
  if (problem === undefined) return [];
  return [
    {
      subcode: "INVALID_NAME",
      path,
      problem: `the name cannot be used in a database: ${problem}`,
      why: "a name that a database cuts or refuses would stand for something else, or for nothing",
      fix: "choose another name of at most 63 bytes",
    },
  ];
}

/**
 * What is wrong with the name of a table.
 *
 * @param path where it was given
 * @param name the name
 * @returns no mistake, or one
 */
export function tableNameFindings(path: string, name: unknown): readonly Finding[] {
  if (typeof name !== "string" || !/^_dataflow_/i.test(name)) return databaseNameFindings(path, name);
  return [
    {
      subcode: "INVALID_NAME",
      path,
      problem: `a table cannot be called "${name}"`,
      why: "tables whose names begin so are kept by DataFlow itself, and left out wherever tables are compared",
      fix: "choose a name with another beginning",
    },
  ];
}

function databaseNameProblem(name: string): string | undefined {
  return (
    identifierProblem(name) ??
    (SYSTEM_COLUMNS.has(name) ? "databases have a column of that name in every table" : undefined)
  );
}
