import { describe, expect, it } from "vitest";
import { LocalRuntime } from "../runtime/local-runtime.ts";
import { rejectionOf, thrownBy, untyped } from "../test-support/node-kit.ts";
import { WorkflowBuilder } from "../workflow/workflow-builder.ts";
import { functionNode } from "./function-node.ts";
import type { MergeMode } from "./merge-node.ts";

const runtime = new LocalRuntime();

async function merged(mode: MergeMode) {
  const workflow = new WorkflowBuilder()
    .addNode(
      functionNode(() => ({ id: 1 })),
      "a",
    )
    .addNode(
      functionNode(() => ({ id: null })),
      "b",
    )
    .addNode("MergeNode", "merge", { mode })
    .addConnection("b", "id", "merge", "second")
    .addConnection("a", "id", "merge", "first")
    .build();
  return (await runtime.execute(workflow)).results.merge;
}

describe("MergeNode", () => {
  it("joins what arrived in the order of the connections", async () => {
    expect(await merged("object")).toEqual({ value: { second: null, first: 1 }, arrived: ["second", "first"] });
    expect(await merged("array")).toEqual({ value: [null, 1], arrived: ["second", "first"] });
    expect(await merged("first")).toEqual({ value: null, arrived: ["second", "first"] });
  });

  it("runs without any input, and is a fallback for what may fail", async () => {
    const failing = functionNode((): { id: number } => {
      throw new Error("no");
    });
    const workflow = new WorkflowBuilder()
      .addNode("MergeNode", "empty")
      .addNode(failing, "primary", {}, { onError: "continue" })
      .addNode(
        functionNode(() => ({ id: 2 })),
        "secondary",
      )
      .addNode("MergeNode", "either", { mode: "first" })
      .addConnection("primary", "id", "either", "primary")
      .addConnection("secondary", "id", "either", "secondary")
      .build();
    const { results } = await runtime.execute(workflow);
    expect(results.empty).toEqual({ value: {}, arrived: [] });
    expect(results.either).toEqual({ value: 2, arrived: ["secondary"] });
  });

  it("refuses a mode that does not exist", async () => {
    const error = thrownBy(() => new WorkflowBuilder().addNode(untyped("MergeNode"), "m", { mode: "arry" }).build());
    expect(error.diagnostics[0]).toMatchObject({ path: "nodes.m.parameters.mode", fix: 'did you mean "array"?' });
    const workflow = new WorkflowBuilder().addNode("MergeNode", "m").build();
    expect(
      (await rejectionOf(runtime.execute(workflow, { inputs: { m: { mode: Object("x") } } }))).cause,
    ).toMatchObject({ code: "NODE.INVALID_INPUT" });
  });
});

describe("FunctionNode", () => {
  it("gets its other inputs and the context", async () => {
    const workflow = new WorkflowBuilder()
      .addNode("FunctionNode", "sum", {
        a: 1,
        b: 2,
        function: (input, { nodeId }) => ({ keys: Object.keys(input), nodeId }),
      })
      .build();
    expect((await runtime.execute(workflow)).results.sum).toEqual({ keys: ["a", "b"], nodeId: "sum" });
  });

  it("refuses what is not a function", async () => {
    expect(
      thrownBy(() => new WorkflowBuilder().addNode(untyped("FunctionNode"), "f", { function: "x => 1" }).build())
        .diagnostics,
    ).toHaveLength(1);
    expect(thrownBy(() => new WorkflowBuilder().addNode("FunctionNode", "f").build()).diagnostics[0]?.code).toBe(
      "WORKFLOW.MISSING_PARAMETER",
    );
  });
});
