import { describe, expect, it } from "vitest";
import { createNodeRegistry } from "../../node/create-node-registry.ts";
import { functionNode } from "../../nodes/function-node.ts";
import { LocalRuntime } from "../../runtime/local-runtime.ts";
import { openNode, thrownBy } from "../../test-support/node-kit.ts";
import { Workflow } from "../workflow.ts";
import { WorkflowBuilder } from "../workflow-builder.ts";

const echo = openNode("EchoNode", (input) => input);
const source = { nodes: createNodeRegistry([echo]) };

function roundTrip(workflow: Workflow): Workflow {
  return Workflow.fromJSON(JSON.stringify(workflow), source);
}

describe("a stored workflow", () => {
  it("comes back with everything", async () => {
    const workflow = new WorkflowBuilder(source)
      .addNode(
        "EchoNode",
        "a",
        { text: "x" },
        { retry: { attempts: 3, jitter: false }, timeoutMs: 5, onError: "continue" },
      )
      .addNode("EchoNode", "b")
      .addConnection("a", "text", "b", "value")
      .build({ inputs: { b: ["who"] } });
    const restored = roundTrip(workflow);
    expect(restored.toJSON()).toEqual(workflow.toJSON());
    expect(restored.nodes[0]?.type).toBe(echo);
    const { results } = await new LocalRuntime().execute(restored, { inputs: { b: { who: "me" } } });
    expect(results.b).toEqual({ value: "x", who: "me" });
  });

  it("carries what JSON has no word for", () => {
    const parameters = {
      date: new Date("2001-02-03T04:05:06.789Z"),
      big: -(2n ** 80n),
      bytes: new Uint8Array([0, 127, 255]),
      buffer: Buffer.from("bytes"),
      numbers: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0.1],
      tagged: { $type: "date", value: "not one" },
      nested: [{ $type: 5 }, { $type: { $type: "object" } }],
      text: "\ud800 \u0000 é",
    };
    const restored = roundTrip(new WorkflowBuilder(source).addNode("EchoNode", "a", parameters).build());
    expect(restored.nodes[0]?.parameters).toStrictEqual({
      ...parameters,
      buffer: new Uint8Array(Buffer.from("bytes")),
    });
  });

  it("carries nested workflows and node types", async () => {
    const inner = new WorkflowBuilder(source).addNode("EchoNode", "in", { n: 1 }).build();
    const workflow = new WorkflowBuilder(source)
      .addNode("WorkflowNode", "sub", { workflow: inner })
      .addNode("MapNode", "map", { items: [1, 2], node: echo })
      .build();
    const { results } = await new LocalRuntime().execute(roundTrip(workflow));
    expect(results).toEqual({ sub: { in: { n: 1 } }, map: { items: [{ item: 1 }, { item: 2 }], count: 2 } });
  });

  it.each([
    ["a function", new WorkflowBuilder().addNode("FunctionNode", "fn", { function: () => 1 })],
    [
      "a bound function",
      new WorkflowBuilder().addNode(
        functionNode(() => 1),
        "fn",
      ),
    ],
    ["a class instance", new WorkflowBuilder().addNode("MergeNode", "fn", { map: new Map() })],
    ["an invalid date", new WorkflowBuilder().addNode("MergeNode", "fn", { at: new Date(Number.NaN) })],
  ])("cannot hold %s", (_name, builder) => {
    const error = thrownBy(() => JSON.stringify(builder.build()));
    expect(error.code).toBe("WORKFLOW.NOT_SERIALISABLE");
    expect(error.message).toContain('"fn"');
    expect(error.fix).toContain("defineNode");
  });

  it("cannot hold what contains itself", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const workflow = new WorkflowBuilder(source).addNode("EchoNode", "a", { cyclic }).build();
    expect(thrownBy(() => workflow.toJSON()).code).toBe("WORKFLOW.NOT_SERIALISABLE");
  });
});

describe("hostile JSON", () => {
  const valid = { version: 1, nodes: [{ id: "a", type: "EchoNode", parameters: {} }], connections: [] };
  const withValue = (value: unknown) => ({ ...valid, nodes: [{ id: "a", type: "EchoNode", parameters: { value } }] });
  const read = (json: unknown) => thrownBy(() => Workflow.fromJSON(json, source));

  it.each([
    ["nothing", null],
    ["a list", []],
    ["no JSON", "{"],
    ["JSON of something else", "5"],
    ["no version", { ...valid, version: undefined }],
    ["another version", { ...valid, version: 2 }],
    ["an unknown part", { ...valid, conections: [] }],
    ["nodes that are no list", { ...valid, nodes: {} }],
    ["a node that is none", { ...valid, nodes: [null] }],
    ["a node without parameters", { ...valid, nodes: [{ id: "a", type: "EchoNode" }] }],
    ["a node with more", { ...valid, nodes: [{ id: "a", type: "EchoNode", parameters: {}, run: "x" }] }],
    ["a connection that is none", { ...valid, connections: [["a", "b"]] }],
    ["an unknown tag", withValue({ $type: "function", value: "x" })],
    ["a tag of the prototype", withValue({ $type: "constructor", value: "x" })],
    ["a tag that is no text", withValue({ $type: 1, value: "x" })],
    ["a tag without value", withValue({ $type: "date" })],
    ["a tag with more", withValue({ $type: "date", value: "2001-01-01T00:00:00.000Z", x: 1 })],
    ["a date that is none", withValue({ $type: "date", value: "2001" })],
    ["a bigint that is none", withValue({ $type: "bigint", value: "0x1" })],
    ["a bigint of a megabyte", withValue({ $type: "bigint", value: "9".repeat(1_000_000) })],
    ["bytes that are none", withValue({ $type: "bytes", value: "*" })],
    ["a number that is none", withValue({ $type: "number", value: "5" })],
    ["an object that is none", withValue({ $type: "object", value: [["a"]] })],
    ["a node type that is not there", withValue({ $type: "node", value: "constructor" })],
    [
      "a prototype key",
      JSON.parse(
        '{"version":1,"nodes":[{"id":"a","type":"EchoNode","parameters":{"v":{"__proto__":1}}}],"connections":[]}',
      ),
    ],
    [
      "a prototype parameter",
      JSON.parse(
        '{"version":1,"nodes":[{"id":"a","type":"EchoNode","parameters":{"__proto__":{"x":1}}}],"connections":[]}',
      ),
    ],
    ["a prototype key in a tag", withValue({ $type: "object", value: [["__proto__", { admin: true }]] })],
    [
      "too deep a value",
      `{"version":1,"nodes":[{"id":"a","type":"EchoNode","parameters":{"v":${"[".repeat(5000)}${"]".repeat(5000)}}}],"connections":[]}`,
    ],
  ])("is refused: %s", (_name, json) => {
    const error = read(json);
    expect(error.code).toBe("WORKFLOW.INVALID_JSON");
    expect(error.diagnostics.length).toBeGreaterThan(0);
  });

  it("is refused when workflows are nested without end", () => {
    let nested: unknown = { ...valid, nodes: [] };
    for (let level = 0; level < 500; level++) nested = withValue({ $type: "workflow", value: nested });
    expect(read(nested).code).toBe("WORKFLOW.INVALID_JSON");
  });

  it("is checked like any workflow", () => {
    const json = {
      ...valid,
      nodes: [{ id: "__x", type: "NoNode", parameters: {}, options: { retry: 1 } }],
      connections: [{ from: 1, path: "a", to: "b", input: "c" }],
    };
    const error = read(json);
    expect(error.code).toBe("WORKFLOW.INVALID");
    expect(error.diagnostics.map(({ code }) => code)).toEqual([
      "WORKFLOW.UNKNOWN_NODE_TYPE",
      "WORKFLOW.INVALID_OPTION",
      "WORKFLOW.INVALID_PATH",
    ]);
  });
});
