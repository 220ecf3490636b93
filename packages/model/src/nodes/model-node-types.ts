import type { NodeType } from "@dataflow/core";

/** What a model has nodes for. The type of each is the model's name, such a word and "Node". */
const ACTIONS = [
  "Create",
  "Read",
  "Update",
  "Delete",
  "List",
  "Count",
  "Upsert",
  "Aggregate",
  "BulkCreate",
  "BulkUpdate",
  "BulkDelete",
  "BulkUpsert",
  "Import",
  "Export",
] as const;

/** "Bulk" belongs to the action, or to the name of the model. */
const NODE_TYPE = /^(?<model>.+?)(?<bulk>Bulk)?(?<action>[A-Z][a-z]+)Node$/;

/** As much of a model as has nodes: `create`, `bulkCreate`, … */
export interface ModelWithNodes {
  readonly nodes: Readonly<Record<string, NodeType<never>>>;
}

/**
 * The names of the node types of a model.
 *
 * @param model the model's name
 */
export function modelNodeTypeNames(model: string): readonly string[] {
  return ACTIONS.map((action) => `${model}${action}Node`);
}

/**
 * Finds the node type of a model by its name, so that node types are made only for models whose nodes are asked for.
 *
 * @param type the name of the node type
 * @param modelOf gives the model of a name
 * @returns the node type; undefined when no model has it
 */
export function modelNodeType(
  type: string,
  modelOf: (name: string) => ModelWithNodes | undefined,
): NodeType<never> | undefined {
  const { model = "", bulk = "", action = "" } = NODE_TYPE.exec(type)?.groups ?? {};
  const own = modelOf(model)?.nodes[handleOf(`${bulk}${action}`)];
  const found = own ?? modelOf(`${model}${bulk}`)?.nodes[handleOf(action)];
  // A model has an inherited "constructor", too.
  return found?.type === type ? found : undefined;
}

function handleOf(action: string): string {
  return `${action.charAt(0).toLowerCase()}${action.slice(1)}`;
}
