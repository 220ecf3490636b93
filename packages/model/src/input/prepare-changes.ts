import { type Diagnostic, isDataFlowError, type MaybePromise, type NodeValues } from "@dataflow/core";
import { type AssignmentNode, parseUpdate } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { applyValidators, problem, UNDEFINED_REFUSED, unknownFieldProblem } from "./row-check.ts";

/** Changes ready to be made, and every problem found in them. */
export interface PreparedChanges {
  readonly set: readonly AssignmentNode[];
  readonly problems: readonly Diagnostic[];
}

/**
 * Checks the changes of an update: fields with values, or with an update operator each.
 *
 * @param definition the model
 * @param changes field → value or `{ $inc: 1 }`
 * @returns the assignments, and every problem found; later when a validator is asynchronous
 */
export function prepareChanges(definition: AnyModelDefinition, changes: NodeValues): MaybePromise<PreparedChanges> {
  const set: AssignmentNode[] = [];
  const problems: Diagnostic[] = [];
  const pending: Promise<void>[] = [];
  for (const name of Object.keys(changes)) {
    const change = parseChange(definition, name, changes[name]);
    problems.push(...change.problems);
    set.push(...change.set);
  }
  for (const [position, assignment] of set.entries()) {
    const validated = validateAssignment(definition, assignment);
    if (validated === undefined) continue;
    const settle = (done: Awaited<typeof validated>): void => {
      if ("problems" in done) problems.push(...done.problems);
      else set[position] = { ...assignment, value: done.value };
    };
    if (validated instanceof Promise) pending.push(validated.then(settle));
    else settle(validated);
  }
  const prepared: PreparedChanges = { set, problems };
  return pending.length === 0 ? prepared : Promise.all(pending).then(() => prepared);
}

function parseChange(definition: AnyModelDefinition, name: string, change: unknown): PreparedChanges {
  const path = `${definition.name}.${name}`;
  if (!definition.updatable.includes(name)) {
    return { set: [], problems: [unknownFieldProblem(definition, path, definition.updatable)] };
  }
  if (change === undefined) return { set: [], problems: [problem(path, UNDEFINED_REFUSED)] };
  try {
    return { set: parseUpdate({ [name]: change }, definition.queryTable), problems: [] };
  } catch (error) {
    if (!isDataFlowError(error)) throw error;
    return {
      set: [],
      problems: [{ code: error.code, severity: "error", message: error.message, path, fix: error.fix }],
    };
  }
}

/** Only values that are set are passed to `.validate()` schemas: what an operator makes is known to the database alone. */
function validateAssignment(definition: AnyModelDefinition, { field: name, operator, value }: AssignmentNode) {
  const field = definition.fields.get(name);
  if (field === undefined || operator !== "set" || value === null) return undefined;
  if (field.declaration.validators.length === 0) return undefined;
  return applyValidators(field, value, `${definition.name}.${name}`);
}
