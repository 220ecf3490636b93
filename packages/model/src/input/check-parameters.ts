import { type DataFlowError, type Diagnostic, isDataFlowError, suggestion } from "@dataflow/core";
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
