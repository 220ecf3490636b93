import { type Diagnostic, isWorkflow, type NodeValues, suggestion, type Workflow } from "@dataflow/core";

const STEP_NAMES = ["name", "action", "inputs", "compensation", "compensationInputs"];
const TAKEN: readonly string[] = ["input", "saga"];

/**
 * What is wrong with the parameters of a `SagaNode`, as far as they are known.
 *
 * @param parameters those that are static, or all of them
 * @returns findings with paths
 */
export function sagaMistakes(parameters: NodeValues): readonly Diagnostic[] {
  const { steps } = parameters;
  const found = ["saga", "key"].flatMap((name) =>
    Object.hasOwn(parameters, name) ? textMistakes(name, parameters[name]) : [],
  );
  if (!Object.hasOwn(parameters, "steps")) return found;
  if (!Array.isArray(steps) || steps.length === 0)
    return [...found, finding("steps", "is a list of steps", "write steps: [{ name, action, compensation }]")];
  const names = steps.map((step: unknown) => Reflect.get(Object(step), "name"));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const repeated = twice.map((name) =>
    finding("steps", `has two steps "${String(name)}"`, "give each a name of its own"),
  );
  return [...found, ...repeated, ...steps.flatMap((step: unknown, index) => stepMistakes(step, `steps.${index}`))];
}

function stepMistakes(step: unknown, path: string): readonly Diagnostic[] {
  if (typeof step !== "object" || step === null)
    return [finding(path, "is a step", "write { name, action, compensation }")];
  const unknown = Object.keys(step).filter((name) => !STEP_NAMES.includes(name));
  const name: unknown = Reflect.get(step, "name");
  return [
    ...unknown.map((one) => finding(`${path}.${one}`, "is not a part of a step", suggestion(one, STEP_NAMES))),
    ...textMistakes(`${path}.name`, name),
    ...(TAKEN.includes(String(name)) ? [finding(`${path}.name`, "is a taken name", "choose another one")] : []),
    ...workflowMistakes(step, { path, part: "action", inputs: "inputs" }),
    ...workflowMistakes(step, { path, part: "compensation", inputs: "compensationInputs" }),
  ];
}

interface Part {
  readonly path: string;
  readonly part: "action" | "compensation";
  readonly inputs: string;
}

function workflowMistakes(step: object, { path, part, inputs }: Part): readonly Diagnostic[] {
  const workflow: unknown = Reflect.get(step, part);
  const given: unknown = Reflect.get(step, inputs) ?? {};
  if (workflow === undefined && part === "compensation") return [];
  if (!isWorkflow(workflow)) return [finding(`${path}.${part}`, "is a built workflow", "give what build() made")];
  if (typeof given !== "object" || given === null)
    return [finding(`${path}.${inputs}`, "is an object", 'write { "nodeId.parameter": "input.name" }')];
  const met = Object.keys(given);
  const wrong = Object.entries(given).flatMap(([target, source]) => [
    ...(isInput(workflow, target)
      ? []
      : [
          finding(
            `${path}.${inputs}.${target}`,
            `names no parameter of the ${part}`,
            suggestion(target, expected(workflow)),
          ),
        ]),
    ...textMistakes(`${path}.${inputs}.${target}`, source),
  ]);
  const unmet = expected(workflow).filter((name) => !met.includes(name));
  return [
    ...wrong,
    ...unmet.map((name) =>
      finding(`${path}.${part}`, `expects "${name}", which nothing brings`, `add "${name}" to ${inputs}`),
    ),
  ];
}

function expected(workflow: Workflow): readonly string[] {
  return [...workflow.expectedInputs].flatMap(([id, names]) => names.map((name) => `${id}.${name}`));
}

function isInput(workflow: Workflow, target: string): boolean {
  const dot = target.indexOf(".");
  const node = workflow.nodes.find(({ id }) => id === target.slice(0, dot));
  if (node === undefined) return false;
  return node.type.parameters.open || Object.hasOwn(node.type.parameters.names, target.slice(dot + 1));
}

function textMistakes(path: string, value: unknown): readonly Diagnostic[] {
  return typeof value === "string" && value !== "" ? [] : [finding(path, "is a text", "give a text that is not empty")];
}

function finding(path: string, says: string, fix: string): Diagnostic {
  return Object.freeze({
    code: "MODEL.INVALID_PARAMETER",
    severity: "error",
    message: `"${path}" of a SagaNode ${says}`,
    path,
    fix,
  });
}
