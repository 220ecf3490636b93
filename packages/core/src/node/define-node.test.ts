import type { StandardSchemaV1 } from "@standard-schema/spec";
import { describe, expect, it } from "vitest";
import { LocalRuntime } from "../runtime/local-runtime.ts";
import { objectSchema, rejectionOf, thrownBy } from "../test-support/node-kit.ts";
import { WorkflowBuilder } from "../workflow/workflow-builder.ts";
import { createNodeRegistry } from "./create-node-registry.ts";
import { defineNode } from "./define-node.ts";
import { nodeSourceOf } from "./node-source-of.ts";

const runtime = new LocalRuntime();

const double = defineNode({
  type: "DoubleNode",
  input: objectSchema<{ amount: number }>({ amount: "number" }),
  output: objectSchema<{ doubled: number }>({ doubled: "number" }),
  run: ({ amount }) => ({ doubled: amount * 2 }),
});

describe("defineNode", () => {
  it("runs with validated input", async () => {
    const { results } = await runtime.execute(new WorkflowBuilder().addNode(double, "double", { amount: 4 }).build());
    expect(results.double).toEqual({ doubled: 8 });
  });

  it("refuses input without showing it", async () => {
    const workflow = new WorkflowBuilder().addNode("FunctionNode", "source", {
      function: () => ({ secret: "hunter2" }),
    });
    workflow.addNode(double, "double").addConnection("source", "secret", "double", "amount");
    const error = await rejectionOf(runtime.execute(workflow.build()));
    expect(error.code).toBe("RUNTIME.NODE_FAILED");
    expect(error.cause).toMatchObject({ code: "NODE.INVALID_INPUT", meta: { paths: ["amount"] } });
    expect(error.diagnostics[0]).toMatchObject({ code: "NODE.INVALID_INPUT", path: "nodes.double.input.amount" });
    expect(JSON.stringify(error) + error.message).not.toContain("hunter2");
  });

  it("refuses a result that breaks its own schema", async () => {
    const broken = defineNode({
      type: "BrokenNode",
      output: objectSchema<{ id: number }>({ id: "number" }),
      run: () => JSON.parse('{ "id": "seven" }'),
    });
    const error = await rejectionOf(runtime.execute(new WorkflowBuilder().addNode(broken, "broken").build()));
    expect(error.cause).toMatchObject({
      code: "NODE.INVALID_OUTPUT",
      meta: { nodeId: "broken", nodeType: "BrokenNode" },
    });
  });

  it("awaits schemas and functions that answer later", async () => {
    const validate = async (): Promise<{ value: { amount: number } }> => ({ value: { amount: 21 } });
    const later: StandardSchemaV1<object, { amount: number }> = {
      "~standard": { version: 1, vendor: "test", validate },
    };
    const doubleLater = defineNode({
      type: "LaterNode",
      input: later,
      run: async ({ amount }) => ({ doubled: amount * 2 }),
    });
    const { results } = await runtime.execute(new WorkflowBuilder().addNode(doubleLater, "later").build());
    expect(results.later).toEqual({ doubled: 42 });
  });

  it("refuses definitions that cannot work", () => {
    const run = () => 1;
    const bad: readonly object[] = [
      { type: "", run },
      { type: "__proto__", run },
      { type: "two words", run },
      { run },
      { type: "A" },
      { type: "A", run: 5 },
      { type: "A", run, input: {} },
      { type: "A", run, inptu: undefined },
    ];
    for (const definition of bad) {
      // @ts-expect-error what untyped code may pass
      expect(thrownBy(() => defineNode(definition)).code).toBe("NODE.INVALID_TYPE");
    }
    // @ts-expect-error what untyped code may pass
    expect(thrownBy(() => defineNode({ type: "A", run, outptu: {} })).fix).toContain('did you mean "output"?');
  });
});

describe("createNodeRegistry", () => {
  it("finds own names only", () => {
    const registry = createNodeRegistry([double]);
    expect(registry.get("DoubleNode")).toBe(double);
    expect(registry.names()).toEqual(["DoubleNode"]);
    for (const name of ["constructor", "__proto__", "toString"]) expect(registry.get(name)).toBeUndefined();
  });

  it("refuses a second node type of one name, and takes the same one again", () => {
    const registry = createNodeRegistry([double, double]);
    const other = defineNode({ type: "DoubleNode", run: () => 1 });
    expect(thrownBy(() => registry.register(other)).code).toBe("NODE.DUPLICATE_TYPE");
    expect(thrownBy(() => nodeSourceOf([double, other])).code).toBe("NODE.DUPLICATE_TYPE");
  });
});
