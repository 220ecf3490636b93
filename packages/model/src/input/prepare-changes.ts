import { type Diagnostic, isDataFlowError, type MaybePromise, type NodeValues } from "@dataflow/core";
import { type AssignmentNode, parseUpdate, type UpdateOptions, valueAcceptor } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { applyValidators, problem, UNDEFINED_REFUSED, unknownFieldProblem } from "./row-check.ts";

/** Changes ready to be made, and every problem found in them. */
export interface PreparedChanges {
  readonly set: readonly AssignmentNode[];
  readonly problems: readonly Diagnostic[];
}

/** Takes changes that give plain values to fields; undefined for whatever has to be looked at more closely. */
export type PlainChanges = (changes: NodeValues) => PreparedChanges | undefined;

const NO_PROBLEMS: readonly Diagnostic[] = Object.freeze([]);

/**
 * Makes what takes the changes that most updates make: values for fields, no operators, no validators. Computed once for
 * each model; whatever it does not take is for {@link prepareChanges} to judge.
 *
 * @param definition the model
 * @returns gives the assignments
 */
export function plainChanges(definition: AnyModelDefinition): PlainChanges {
  const accepts = new Map(
    definition.updatable.flatMap((name) => {
      const field = definition.fields.get(name);
      const isPlain =
        field !== undefined && field.declaration.validators.length === 0 && !MAY_HOLD.has(field.type.kind);
      return isPlain ? [[name, valueAcceptor(field.type)] as const] : [];
    }),
  );
  return (changes) => {
    const set: AssignmentNode[] = [];
    for (const field in changes) {
      const given = changes[field];
      const value = given === null ? undefined : accepts.get(field)?.(given);
      if (value === undefined) return undefined;
      set.push({ kind: "assignment", field, operator: "set", value });
    }
    return set.length === 0 ? undefined : { set, problems: NO_PROBLEMS };
  };
}

/** Kinds whose values may be objects that look like operators, or more than what is given. */
const MAY_HOLD: ReadonlySet<string> = new Set(["json", "array", "unknown"]);

/**
 * Checks the changes of an update: fields with values or with an update operator each, operators above their fields, and
 * dotted paths into JSON fields.
 *
 * @param definition the model
 * @param changes `{ name: "Ann", visits: { $inc: 1 }, $push: { tags: "new" }, "profile.city": "Paris" }`
 * @param positions what `$` and `$[name]` in dotted paths stand for
 * @returns the assignments, and every problem found; later when a validator is asynchronous
 */
export function prepareChanges(
  definition: AnyModelDefinition,
  changes: NodeValues,
  positions?: UpdateOptions,
): MaybePromise<PreparedChanges> {
  const parsed = parseChanges(definition, changes, positions);
  const set = [...parsed.set];
  const problems = [...parsed.problems];
  const pending: Promise<void>[] = [];
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

/** All changes together, so that changes of one document become one; only when that fails, each by itself for its problem. */
function parseChanges(definition: AnyModelDefinition, changes: NodeValues, positions?: UpdateOptions): PreparedChanges {
  const refused: Diagnostic[] = [];
  const sound: (readonly [string, unknown])[] = [];
  for (const [key, change] of Object.entries(changes)) {
    const problems = refusedFields(definition, key, change);
    if (problems.length === 0) sound.push([key, change]);
    else refused.push(...problems);
  }
  if (sound.length === 0) return { set: [], problems: refused };
  const together = parseTogether(definition, sound, positions);
  if (together.problems.length === 0 || sound.length === 1)
    return { set: together.set, problems: [...refused, ...together.problems] };
  // An entry by itself does not name all that array filters are for.
  const each =
    positions?.arrayFilters === undefined
      ? sound.flatMap((entry) => parseTogether(definition, [entry], positions).problems)
      : [];
  return { set: [], problems: [...refused, ...(each.length === 0 ? together.problems : each)] };
}

/** Fields that no update may name: unknown ones, those of the key, and managed ones. */
function refusedFields(definition: AnyModelDefinition, key: string, change: unknown): readonly Diagnostic[] {
  const place = `${definition.name}.${key}`;
  if (change === undefined) return [problem(place, UNDEFINED_REFUSED)];
  return namedFields(key, change).flatMap((name) =>
    definition.updatable.includes(name)
      ? []
      : [unknownFieldProblem(definition, `${definition.name}.${name}`, definition.updatable)],
  );
}

function namedFields(key: string, change: unknown): readonly string[] {
  if (!key.startsWith("$")) return [fieldOf(key)];
  return typeof change === "object" && change !== null ? Object.keys(change).map(fieldOf) : [];
}

function fieldOf(path: string): string {
  const dot = path.indexOf(".");
  return dot < 0 ? path : path.slice(0, dot);
}

function parseTogether(
  definition: AnyModelDefinition,
  entries: readonly (readonly [string, unknown])[],
  positions?: UpdateOptions,
): PreparedChanges {
  try {
    return { set: parseUpdate(Object.fromEntries(entries), definition.queryTable, positions), problems: [] };
  } catch (error) {
    if (!isDataFlowError(error)) throw error;
    const [[key = ""] = []] = entries;
    const path = key.startsWith("$") ? definition.name : `${definition.name}.${fieldOf(key)}`;
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
