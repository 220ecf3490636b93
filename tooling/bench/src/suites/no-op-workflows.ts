import { defineNode, type NodeType, type Workflow, WorkflowBuilder } from "@dataflow/all";

/** How many nodes each graph has. */
export const GRAPH_SIZE = 1_000;

/** A node that only hands on a value, so that everything it costs is the runtime. */
type NoOp = NodeType<Readonly<Record<string, unknown>>, { readonly value: unknown }>;

const syncNode: NoOp = defineNode({ type: "SyncNoOpNode", run: ({ value }) => ({ value }) });
const asyncNode: NoOp = defineNode({ type: "AsyncNoOpNode", run: async ({ value }) => ({ value }) });

/** The two kinds of node: one answers at once, one answers later. */
export const NO_OPS = [
  { label: "sync", node: syncNode },
  { label: "async", node: asyncNode },
] as const;

/** The graphs that are measured. In each, every node reads what the one before it gave. */
export const GRAPHS = [
  { label: "chain", build: chain },
  { label: "fan-out 1 → 998 → 1", build: fanOut },
  { label: "diamonds", build: diamonds },
] as const;

function chain(node: NoOp): Workflow {
  const builder = new WorkflowBuilder().addNode(node, "n0", { value: 1 });
  for (let index = 1; index < GRAPH_SIZE; index++) {
    builder.addNode(node, `n${index}`);
    builder.addConnection(`n${index - 1}`, "value", `n${index}`, "value");
  }
  return builder.build();
}

function fanOut(node: NoOp): Workflow {
  const builder = new WorkflowBuilder().addNode(node, "source", { value: 1 }).addNode(node, "sink");
  for (let index = 0; index < GRAPH_SIZE - 2; index++) {
    builder.addNode(node, `n${index}`);
    builder.addConnection("source", "value", `n${index}`, "value");
    builder.addConnection(`n${index}`, "value", "sink", index === 0 ? "value" : `value${index}`);
  }
  return builder.build();
}

/** Layers of two nodes and of one in turn: a node, two that read it, one that reads both. */
function diamonds(node: NoOp): Workflow {
  const builder = new WorkflowBuilder().addNode(node, "bottom0", { value: 1 });
  for (let index = 1; index <= (GRAPH_SIZE - 1) / 3; index++) {
    const [top, left, right, bottom] = [`bottom${index - 1}`, `left${index}`, `right${index}`, `bottom${index}`];
    builder.addNode(node, left).addNode(node, right).addNode(node, bottom);
    builder.addConnection(top, "value", left, "value").addConnection(top, "value", right, "value");
    builder.addConnection(left, "value", bottom, "value").addConnection(right, "value", bottom, "other");
  }
  return builder.build();
}
