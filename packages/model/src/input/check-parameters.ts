import { type DataFlowError, type Diagnostic, describeKind, isDataFlowError, suggestion } from "@dataflow/core";
import type { CommandParameters } from "../commands/command.ts";
import { modelErrors } from "../errors/model-errors.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";

/**
 * Refuses parameters that a command does not take.
 *
 * @param input what was given
 * @param parameters what is taken
 * @param place what messages call the command: `"User.list"`
 * @throws MODEL.UNKNOWN_PARAMETER
 */
export function refuseUnknownParameters(input: CommandInput, parameters: CommandParameters, place: string): void {
  for (const name in input) {
    if (Object.hasOwn(parameters, name)) continue;
    throw modelErrors.create("UNKNOWN_PARAMETER", {
      message: `${place}: there is no parameter "${name}"`,
      why: "an unknown parameter is never ignored: it would seem to work",
      fix: suggestion(name, Object.keys(parameters)),
      meta: { place, parameter: name },
    });
  }
}

/**
 * Reads what a method was given as its parameters or its options. Untyped code may give anything, and a list or a number has no
 * names that could be refused.
 *
 * @param given what was given; nothing when it is undefined
 * @param place what messages call the command: `"User.list"`
 * @param names the names that may be in it, for the message
 * @returns it
 * @throws MODEL.INVALID_PARAMETER
 */
export function namedParameters(given: unknown, place: string, names: () => readonly string[]): CommandInput {
  if (given === undefined) return NO_PARAMETERS;
  if (hasNames(given)) return given;
  const known = names();
  const source = typeof given === "object" && given !== null ? known.find((name) => SOURCES.includes(name)) : undefined;
  throw modelErrors.create("INVALID_PARAMETER", {
    message: `${place}: its ${source === undefined ? "options" : "parameters"} are given as ${describeKind(given)}`,
    why: "they are an object that names each of them",
    fix:
      known.length === 0
        ? NOTHING_TAKEN
        : source === undefined
          ? `pass an object with any of ${known.join(", ")}`
          : `pass it under its name: { ${source}: … }`,
    meta: { place },
  });
}

const NOTHING_TAKEN = "leave it out: nothing is accepted here";
const NO_PARAMETERS: CommandInput = Object.freeze({});

/** The parameters that take a list of their own. */
const SOURCES: readonly string[] = ["data", "ids"];

/** Whether it is neither a list nor a value of its own kind; its names are looked at next. */
function hasNames(given: unknown): given is CommandInput {
  if (typeof given !== "object" || given === null || given instanceof Date || given instanceof Promise) return false;
  return !(Symbol.iterator in given || Symbol.asyncIterator in given);
}

/**
 * Refuses options that a method does not take.
 *
 * @param options what was given
 * @param known what is taken
 * @param place what messages call the method: `"User.update"`, and what its second argument is for, if it has one
 * @throws MODEL.UNKNOWN_PARAMETER
 */
export function refuseUnknownOptions(options: CommandInput, known: CommandParameters, place: OptionPlace): void {
  for (const name in options) {
    if (Object.hasOwn(known, name)) continue;
    const names = Object.keys(known);
    const isChange = place.changes?.includes(name) === true;
    throw modelErrors.create("UNKNOWN_PARAMETER", {
      message: `${place.name}: there is no option "${name}"`,
      why: "an unknown option is never ignored: it would seem to work",
      fix: isChange
        ? `put it with the changes: { ${name}: … } in the second argument`
        : names.length === 0
          ? NOTHING_TAKEN
          : suggestion(name, names),
      meta: { place: place.name, parameter: name },
    });
  }
}

/** The method whose options are looked at. */
export interface OptionPlace {
  readonly name: string;
  /** The fields that its second argument takes. */
  readonly changes?: readonly string[];
}

/**
 * Looks at the parameters that are written into a workflow, before it runs.
 *
 * @param input the static parameters
 * @param parameters what the command takes
 * @param binding the model
 * @returns what is wrong with them; names are the workflow's business
 */
export function checkStaticParameters(
  input: CommandInput,
  parameters: CommandParameters,
  binding: ModelBinding,
): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  for (const [name, value] of Object.entries(input)) {
    const parse = Object.hasOwn(parameters, name) ? parameters[name]?.parse : undefined;
    if (parse === undefined) continue;
    try {
      parse(value, binding);
    } catch (error) {
      if (!isDataFlowError(error)) throw error;
      findings.push(...asFindings(error, name));
    }
  }
  return findings;
}

function asFindings(error: DataFlowError, name: string): readonly Diagnostic[] {
  if (error.diagnostics.length > 0) return error.diagnostics.map((finding) => ({ ...finding, path: name }));
  return [{ code: error.code, severity: "error", message: error.message, path: name, fix: error.fix }];
}
