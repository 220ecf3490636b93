import type { StandardSchemaV1 } from "@standard-schema/spec";
import { nodeErrors } from "../errors/node-errors.ts";
import { suggestion } from "../text/closest.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { NodeContext } from "./node-context.ts";
import { nodeTypeNameError } from "./node-definition-error.ts";
import type { NodeType, NodeValues, ParametersSpec } from "./node-type.ts";
import { validateEnd } from "./schema-validation.ts";

/** What a parameter must satisfy when no schema is given. */
type InputOf<Schema> = Schema extends StandardSchemaV1 ? StandardSchemaV1.InferInput<Schema> : NodeValues;
type RunInputOf<Schema> = Schema extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<Schema> : NodeValues;
type RunOutputOf<Schema, Returned> = Schema extends StandardSchemaV1 ? StandardSchemaV1.InferInput<Schema> : Returned;
type OutputOf<Schema, Returned> = Schema extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<Schema> : Returned;

/** What {@link defineNode} takes. */
export interface NodeDefinition<Name extends string, Input, Output, Returned> {
  /** The name that workflows use. */
  readonly type: Name;
  readonly description?: string;
  /** Any Standard Schema of an object; without it every parameter is accepted. */
  readonly input?: Input;
  /** Any Standard Schema; without it the result is what `run` returns. */
  readonly output?: Output;
  /** The work. Returning a value rather than a promise costs no turn of the event loop. */
  readonly run: (input: RunInputOf<Input>, context: NodeContext) => MaybePromise<RunOutputOf<Output, Returned>>;
}

const DEFINITION_KEYS = ["type", "description", "input", "output", "run"];

/**
 * Makes a node type from a function, with a Standard Schema (zod, valibot, arktype, …) at both ends.
 *
 * @param definition the name, the schemas and the function
 * @returns a node type, for `addNode`, a registry or {@link nodeSourceOf}
 * @throws NODE.INVALID_TYPE when the definition cannot work
 * @example
 * ```ts
 * import { defineNode, WorkflowBuilder } from "@dataflow/core";
 *
 * const shout = defineNode({
 *   type: "ShoutNode",
 *   run: (input) => ({ text: String(input.text).toUpperCase() }),
 * });
 * const workflow = new WorkflowBuilder().addNode(shout, "shout", { text: "hello" }).build();
 * ```
 */
export function defineNode<
  const Name extends string,
  Returned,
  Input extends StandardSchemaV1<object> | undefined = undefined,
  Output extends StandardSchemaV1 | undefined = undefined,
>(
  definition: NodeDefinition<Name, Input, Output, Returned>,
): NodeType<InputOf<Input>, OutputOf<Output, Returned>, Name> {
  refuseMistakes(definition);
  const { type, description, input, output, run } = definition;
  // What reaches `run` is what the input step let through; a list of steps cannot say so in types.
  const steps = [validation(type, "input", input), run as Step, validation(type, "output", output)];
  return Object.freeze({
    type,
    ...(description === undefined ? {} : { description }),
    parameters: openParameters(input !== undefined),
    // The steps begin at InputOf and end at OutputOf: validate, run, validate. What lies between is not in the type.
    run: chain(steps.filter((step) => step !== undefined)) as NodeType<
      InputOf<Input>,
      OutputOf<Output, Returned>,
      Name
    >["run"],
  });
}

/** One part of a run: takes what the part before it gave. */
type Step = (value: unknown, context: NodeContext) => MaybePromise<unknown>;

function validation(type: string, end: "input" | "output", schema: StandardSchemaV1 | undefined): Step | undefined {
  if (schema === undefined) return undefined;
  return (value, context) => validateEnd(schema, value, { type, end }, context);
}

/** Joins steps into one that stays synchronous as long as every step does. */
function chain(steps: readonly Step[]): Step {
  const [first, ...rest] = steps;
  if (first === undefined) throw new Error("unreachable: a node has at least its run step");
  return rest.reduce<Step>((before, step) => {
    return (value, context) => {
      const made = before(value, context);
      if (made instanceof Promise) return made.then((settled) => step(settled, context));
      return step(made, context);
    };
  }, first);
}

/** A Standard Schema does not tell its keys, so the schema itself judges names and functions when the node runs. */
function openParameters(hasSchema: boolean): ParametersSpec {
  return Object.freeze({ names: Object.freeze({}), open: true, ...(hasSchema ? { functions: true } : {}) });
}

function refuseMistakes(definition: object): void {
  const given = new Map<string, unknown>(Object.entries(definition));
  for (const key of given.keys()) {
    if (!DEFINITION_KEYS.includes(key)) {
      throw invalid(`defineNode does not take "${key}"`, `Remove "${key}": ${suggestion(key, DEFINITION_KEYS)}`);
    }
  }
  const badName = nodeTypeNameError(given.get("type"));
  if (badName !== undefined) throw badName;
  const type = String(given.get("type"));
  if (typeof given.get("run") !== "function")
    throw invalid(`Node type "${type}" has no run function`, "Give run: (input) => …");
  for (const end of ["input", "output"]) {
    const schema = given.get(end);
    if (schema !== undefined && !isStandardSchema(schema)) {
      throw invalid(
        `The ${end} of node type "${type}" is not a Standard Schema`,
        "Give a schema of zod, valibot, arktype or another library of standardschema.dev",
      );
    }
  }
}

function isStandardSchema(value: unknown): boolean {
  return (typeof value === "object" || typeof value === "function") && value !== null && "~standard" in value;
}

function invalid(message: string, fix: string) {
  return nodeErrors.create("INVALID_TYPE", { message, why: "the definition could not do what it says", fix });
}
